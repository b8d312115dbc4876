import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const FILE_TESTS = new Set('-a -b -c -d -e -f -g -h -k -L -N -O -G -p -r -s -S -u -w -x'.split(' '));
const TEXT_TESTS = new Set('-n -z -t -o'.split(' '));
const BETWEEN = new Set('= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef -a -o ! ( ) ]'.split(' '));

/** `[` and `test`. `-v` and `-R` evaluate a subscript; any word that is not static could be one of them. */
export const bracket: Program = {
  names: ['[', 'test'],
  effects: ({ args }) => {
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
