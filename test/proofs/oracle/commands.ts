import { EDGES, GIT_EDGES, GIT_GLOBALS } from './edges.ts';
import { fill, SUBSTITUTIONS } from './fragments.ts';
import { HOOKS } from './hooks.ts';
import type { Random } from './random.ts';
import { bend, respell } from './spelling.ts';

const PROGRAMS = Object.keys(EDGES);
const SUBCOMMANDS = Object.keys(GIT_EDGES);
const OPERANDS =
  'file.txt README.md src src/main.ts a.sh numbers.txt x.tar \'*.ts\' * . .. - /dev/null $HOME "$HOME" ~ ~/project \'with space.txt\' made names.txt $x "$x" ../made /tmp/made up/made out/made git/config src/../../made src/self/made ~/made $PWD/made -x'.split(
    ' ',
  );
export const TARGETS = [
  'made',
  'file.txt',
  '/dev/null',
  'src/made',
  '$x',
  '"$x"',
  '/dev/stdout',
  '/dev/fd/1',
  '*',
  '.git/config',
  '&1',
  '&2',
  '&-',
  '/tmp/made',
  '../made',
  'up/made',
  'out/made',
  'git/config',
  '-',
  '-x',
  '1-',
  '"made"',
  "'1'",
  '\\1',
  '~/made',
  '{a,b}',
];
export const REDIRECTS = ['>', '>>', '2>', '<', '<>', '>|', '&>', '&>>', '>&', '<&', '2>&', '0<', '3>', '3<', '10>', '{fd}>', '{fd}<'];

const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter((word) => word !== '');

/** A simple command: a program with a few of the words that are near its edge. */
export function simple(random: Random): string {
  if (random.chance(0.22)) return git(random);
  const name = random.pick(PROGRAMS);
  return [name, ...some(random, words(EDGES[name]), 4)].join(' ');
}

function git(random: Random): string {
  const globals = random.chance(0.3) ? some(random, words(GIT_GLOBALS), 2) : [];
  const verb = random.pick(SUBCOMMANDS);
  return ['git', ...globals, verb, ...some(random, words(GIT_EDGES[verb]), 4)].join(' ');
}

/** A few neighbours of a list, so that options keep their values, now and then from all over it or spelled in another way. */
function some(random: Random, list: readonly string[], most: number): string[] {
  const chosen: string[] = [];
  const count = random.below(most + 1);
  while (chosen.length < count && list.length > 0) {
    const from = random.below(list.length);
    for (const word of list.slice(from, from + 1 + random.below(2))) {
      const odd = random.next();
      chosen.push(odd < 0.06 ? respell(random, word) : odd < 0.12 && word.startsWith('-') ? bend(random, word) : word);
    }
    if (random.chance(0.25)) chosen.push(random.pick(OPERANDS));
  }
  return chosen;
}

/** A word of any kind. */
export function word(random: Random): string {
  const kind = random.next();
  if (kind < 0.5) return random.pick(OPERANDS);
  if (kind < 0.65) return respell(random, random.pick(OPERANDS));
  if (kind < 0.8) return random.pick(HOOKS);
  return fill(random, random.pick(SUBSTITUTIONS));
}

/** A simple command with a word more, a redirect, or an assignment before it. */
export function decorated(random: Random): string {
  let made = simple(random);
  if (random.chance(0.15)) made = `${made} ${word(random)}`;
  if (random.chance(0.1)) made = `${made} ${random.pick(REDIRECTS)}${random.pick(TARGETS)}`;
  if (random.chance(0.06)) made = `${random.pick(['A=1', 'LC_ALL=C', 'FOO=bar', 'x=$x', 'A+=1', 'A=~', 'A="b c"'])} ${made}`;
  return made;
}
