import type { Effects, Nested, Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { joined, unknownWord } from '../words.ts';

const grammar: Grammar = {
  flags:
    '-0 -k -m -q -t -u -v -X --bar --dry-run --eta --group --keep-order --line-buffer --no-notice --null --progress --quote --ungroup --verbose --will-cite',
  values: '-I -j -n -N -L -S -d --colsep --delay --halt --jobs --load --max-args --max-procs --retries --tagstring --timeout --sshlogin',
  style: 'posix',
  lenient: true,
};
const roles = optionTable(grammar);

/** Nobody knows how the words in a line are read. */
const LINES = { mark: undefined, cut: true } as const;

/** Each line is put together and run by a shell, so nothing is proven; the parts that are known are shown. */
function judgeParallel(args: readonly Word[]): Effects {
  const { operands } = scan(args, roles);
  const at = operands.findIndex((word) => /^:::?:?\+?$/.test(word.value));
  const command = at < 0 ? operands : operands.slice(0, at);
  const inputs = at < 0 ? [] : operands.slice(at + 1);
  const argv = [...command, ...(inputs.length > 0 ? inputs : [unknownWord(command.at(-1))])];
  const lines: readonly Nested[] = command.length === 0 ? inputs.map((script) => ({ kind: 'script', script })) : [];
  const runs: readonly Nested[] =
    command.length === 0
      ? lines
      : command.length === 1
        ? [
            { kind: 'argv', argv, fed: LINES },
            { kind: 'script', script: joined(command) },
          ]
        : [{ kind: 'argv', argv, fed: LINES }];
  return notProven('each line is put together and run by a shell', { runs });
}

export const parallel: Program = {
  names: ['parallel', 'rush', 'rust-parallel', 'sem'],
  effects: (call) => judgeParallel(call.args),
  match: {},
  notMatch: ['parallel rm ::: a b', 'parallel', "parallel 'rm {}' ::: a", 'parallel -j 4 rm'],
};
