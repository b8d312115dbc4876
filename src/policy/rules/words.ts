import type { Word } from '../../shell/analysis.ts';
import type { CommandRule } from './rule.ts';

/**
 * Whether words of a command say what a `deny` or `ask` rule speaks of. Between two words of the rule only options may stand, each with one
 * word that may be its value; options of the rule may stand anywhere. What is only known when it runs may be anything.
 * @param argv the program, which is the one that the rule names, and its words
 */
export function matchesCommand({ words, options, open }: CommandRule, argv: readonly Word[]): boolean {
  for (const option of options) if (!isThere(option, argv)) return false;
  const { length } = words;
  if (open && length === 0) return true;
  const all = 1 << length;
  // Bit k: the first k words of the rule were found; `afterOption` where the next word may be the value of an option.
  let found = 1;
  let afterOption = 0;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at];
    if (word === undefined || word.kind !== 'static') return true;
    const reached = found | afterOption;
    const next = advance(words, reached, word.value);
    if (open && (next & all) !== 0) return true;
    const isOption = word.value.startsWith('-') && word.value.length > 1;
    found = isOption ? next : next | afterOption;
    afterOption = isOption ? reached : 0;
    if ((found | afterOption) === 0) return false;
  }
  return ((found | afterOption) & all) !== 0;
}

/** More words than there are bits cannot be told apart; the parser refuses such rules. */
export const MOST_WORDS = 24;

function advance(words: readonly string[], reached: number, value: string): number {
  let next = 0;
  for (let k = 0; k < words.length; k++) if ((reached & (1 << k)) !== 0 && words[k] === value) next |= 1 << (k + 1);
  return next;
}

/** Letters may be apart (`-r -f`), in another order, or spelt out. */
const CLUSTER = /^-[A-Za-z]{2,3}$/;
const SPELT_OUT: Readonly<Record<string, string>> = { r: '--recursive', f: '--force', v: '--verbose', i: '--interactive', a: '--all' };

function isThere(option: string, argv: readonly Word[]): boolean {
  const means = (wanted: string): boolean => argv.some((word, at) => at > 0 && meansOption(word, wanted));
  if (means(option)) return true;
  if (!CLUSTER.test(option)) return false;
  return [...option.slice(1)].every((letter) => {
    const long = SPELT_OUT[letter.toLowerCase()];
    return means(`-${letter}`) || means(`-${letter.toLowerCase()}`) || (long !== undefined && means(long));
  });
}

/** The option itself, with a value behind `=`, cut short as many programs allow, or in a cluster of letters. */
function meansOption({ value, kind }: Word, option: string): boolean {
  if (kind !== 'static') return true;
  if (value === option || value.startsWith(`${option}=`)) return true;
  if (option.startsWith('--')) {
    const name = value.split('=', 1)[0] ?? '';
    return name.length > 3 && name.startsWith('--') && option.startsWith(name);
  }
  return /^-[a-z]$/i.test(option) && value.startsWith('-') && !value.startsWith('--') && value.includes(option.slice(1));
}
