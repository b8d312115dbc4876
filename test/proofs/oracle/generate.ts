import { decorated, simple, word } from './commands.ts';
import { evaluated } from './evaluated.ts';
import { fill, JOINS, SUBSTITUTIONS } from './fragments.ts';
import { HOOKS } from './hooks.ts';
import { type Random, randomAt } from './random.ts';
import { script } from './script.ts';
import type { Seeds } from './seeds.ts';
import { respell } from './spelling.ts';
import { BEFORE, CRUMBS } from './surroundings.ts';
import { DIRECTORIES, WORKSPACE } from './workspace.ts';

/** One generated command and where it starts. */
export interface Generated {
  readonly command: string;
  readonly cwd: string;
}

/** A generator whose command `index` depends on the seed and the index alone. */
export function generator(seed: number, seeds: Seeds): (index: number) => Generated {
  return (index) => {
    const random = randomAt(seed, index);
    const command = generate(random, seeds);
    return { command: command.replaceAll('\0', ''), cwd: random.chance(0.9) ? WORKSPACE : random.pick(DIRECTORIES) };
  };
}

function generate(random: Random, seeds: Seeds): string {
  const kind = random.next();
  if (kind < 0.16) return script(random, 2);
  if (kind < 0.28) return simple(random);
  if (kind < 0.38) return decorated(random);
  if (kind < 0.44) return evaluated(random);
  if (kind < 0.54) return crossed(random, seeds);
  const base =
    kind < 0.66 ? random.pick(seeds.all) : kind < 0.8 ? random.pick(seeds.proven) : kind < 0.92 ? decorated(random) : script(random, 1);
  let made = base;
  for (let times = 1 + random.below(3); times > 0; times--) made = mutate(random, made, seeds);
  return made;
}

/** Words of the examples of one program in another order: options of one with operands of another. */
function crossed(random: Random, seeds: Seeds): string {
  const family = random.pick(seeds.families);
  const first = random.pick(family).split(' ');
  const pool = family.flatMap((example) => example.split(' ').slice(1));
  const made = first.slice(0, 1 + random.below(first.length));
  for (let more = random.below(4); more > 0 && pool.length > 0; more--) made.splice(1 + random.below(made.length), 0, random.pick(pool));
  return made.join(' ');
}

/** Changes a text in one place. */
function mutate(random: Random, text: string, seeds: Seeds): string {
  const at = random.chance(0.5) ? random.below(text.length + 1) : edgeOf(random, text);
  const put = (piece: string, drop = 0): string => text.slice(0, at) + piece + text.slice(at + drop);
  const kind = random.below(22);
  switch (kind) {
    case 0:
    case 1:
      return put(fill(random, random.pick(SUBSTITUTIONS)));
    case 2:
    case 3:
      return put(random.pick(CRUMBS));
    case 4:
    case 5:
      return put(` ${random.pick(HOOKS)} `);
    case 6:
      return put(random.pick(HOOKS));
    case 7:
      return put(fill(random, random.pick(JOINS)));
    case 8:
      return text + fill(random, random.pick(JOINS));
    case 9:
    case 10:
      return fill(random, random.pick(BEFORE)) + text;
    case 11:
      return put('', 1 + random.below(4));
    case 12:
      return put(random.pick(CRUMBS), 1);
    case 13: {
      const other = random.pick(seeds.all);
      const from = random.below(other.length);
      return put(other.slice(from, from + 1 + random.below(14)));
    }
    case 14:
      return text + random.pick([' ', '; ', ' | ', ' && ', '\n', ' || ', ' & ']) + random.pick(seeds.proven);
    case 15:
      return `${random.pick(seeds.proven)}${random.pick([' | ', ' && ', '; ', '\n'])}${text}`;
    case 16:
    case 17:
    case 18: {
      const words = text.split(' ');
      const i = random.below(words.length);
      const chosen = words[i];
      if (chosen === undefined || chosen === '') return `${text} `;
      words[i] = kind === 16 ? respell(random, chosen) : kind === 17 ? word(random) : `${chosen} ${random.pick(words)}`;
      return words.join(' ');
    }
    case 19:
      return put('\\\n');
    case 20:
      return text.replace(' ', random.pick(['  ', '\t', ' \\\n', '\n', '\\ ', '\u00a0', "''", '${IFS}', '$x ', ' $x', ' -- ']));
    default:
      return `${text} ${word(random)}`;
  }
}

/** A place where a word begins or ends: what is put there is most often read as a word. */
function edgeOf(random: Random, text: string): number {
  const blanks = [...text.matchAll(/\s/g)].map((match) => match.index + random.below(2));
  return random.pick([0, text.length, ...blanks]);
}
