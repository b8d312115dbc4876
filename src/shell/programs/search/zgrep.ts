import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

/** The scripts read these in the same way: nothing bundled that takes a value, each of these alone. */
const FLAGS =
  /^(-[abcEFhHilLnoqsvwx]+|-[ABCm]\d+|--(count|ignore-case|line-number|invert-match|word-regexp|line-regexp|fixed-strings|extended-regexp|files-with-matches|only-matching|quiet|no-filename|with-filename))$/;
const NUMBERS = /^-[ABCm]$/;

/** How many words from `at` belong to an option; 0 when none does, undefined when it is not known. */
function optionLength(args: readonly Word[], at: number): number | undefined {
  const { kind, value } = args[at] ?? { kind: 'static', value: '' };
  if (kind !== 'static') return undefined;
  if (!/^-./.test(value)) return 0;
  if (FLAGS.test(value)) return 1;
  const next = args[at + 1];
  if (next?.kind !== 'static') return undefined;
  if (value === '-e') return 2;
  return NUMBERS.test(value) && /^\d+$/.test(next.value) ? 2 : undefined;
}

function judgeZgrep(args: readonly Word[]): Effects {
  let at = 0;
  let given = false;
  for (let length = optionLength(args, 0); length !== 0; length = optionLength(args, at)) {
    if (length === undefined) return notProven('an option that the script may read in another way', { reads: args.slice(at + 1) });
    given ||= args[at]?.value === '-e';
    at += length;
    if (at >= args.length) break;
  }
  const reads = args.slice(given ? at : at + 1).filter((word) => word.kind !== 'static' || word.value !== '-');
  const late = args.slice(at).some((word) => word.kind === 'dynamic' || /^-.|^[*?[{]/.test(word.value));
  return late ? notProven('a word behind the pattern that may be an option', { reads }) : effects('read-only', { words: 0 }, { reads });
}

/** Scripts around grep, which take options, files and the program itself apart in their own ways. */
export const zgrep: Program = {
  names: ['zgrep', 'bzgrep', 'xzgrep'],
  effects: ({ args }) => judgeZgrep(args),
  match: { 'zgrep -in foo x.gz': 'read-only', 'xzgrep -A 3 -e foo x.xz': 'read-only', 'bzgrep foo x.bz2 y.bz2': 'read-only' },
  notMatch: ['zgrep foo -e x', 'bzgrep x --label y', 'zgrep -nA 5 foo x', 'zgrep -f list x', 'zgrep --frob x', 'zgrep $x y', 'zgrep foo *'],
};
