import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const FILE_TESTS = new Set('-a -b -c -d -e -f -g -h -k -L -N -O -G -p -r -s -S -u -w -x'.split(' '));
const TEXT_TESTS = new Set('-n -z -t -o'.split(' '));
const BETWEEN = new Set('= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef -a -o ! ( ) ]'.split(' '));

const UNARY = /^-[nz]$/;
const BINARY = /^(=|==|!=)$/;

/**
 * Whether it only looks at texts, whatever these are: how many words there are, and where the operator stands, says how bash reads
 * them. Takes the words behind `test` or `[`.
 */
function comparesTexts(words: readonly Word[], name: string): boolean {
  const closed = name !== '[' || (words.at(-1)?.kind === 'static' && words.at(-1)?.value === ']');
  const inside = name === '[' ? words.slice(0, -1) : words;
  const [first] = inside;
  const args = inside.length > 1 && first?.kind === 'static' && first.value === '!' ? inside.slice(1) : inside;
  const [a, b, c] = args;
  if (!closed || a === undefined || !args.every((word) => word.kind === 'static' || word.whole === true)) return false;
  if (args.length === 1) return inside.length === 1;
  if (args.length === 2) return a.kind === 'static' && UNARY.test(a.value);
  return args.length === 3 && c !== undefined && b?.kind === 'static' && BINARY.test(b.value);
}

/** `[` and `test`. `-v` and `-R` evaluate a subscript; any word that is not static could be one of them. */
export const bracket: Program = {
  names: ['[', 'test'],
  effects: ({ args }, name) => {
    if (comparesTexts(args, name)) return effects('read-only', { words: 0 });
    if (args.some((word) => word.kind !== 'static')) return notProven('a word of the test is only known when it runs');
    const reads = [];
    for (const [at, word] of args.entries()) {
      if (word.value === '-v' || word.value === '-R') return notProven(`test ${word.value} evaluates a subscript`);
      const before = args[at - 1]?.value ?? '';
      if (FILE_TESTS.has(before) || before === '-nt' || before === '-ot' || before === '-ef') reads.push(word);
      else if (/^-[a-zA-Z]+$/.test(word.value) && !FILE_TESTS.has(word.value) && !TEXT_TESTS.has(word.value) && !BETWEEN.has(word.value)) {
        return notProven(`unknown test ${word.value}`);
      }
    }
    return effects('read-only', { words: 0 }, { reads });
  },
  match: { '[ -f x ]': 'read-only', 'test -d src': 'read-only', '[ a = b ]': 'read-only', 'test 1 -eq 2': 'read-only' },
  notMatch: ["test -v 'a[$(id)0]'", "[ -v 'a[$(id)0]' ]", '[ -R x ]'],
};
