import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesWithRole } from '../scanned.ts';
import { nested, wrapper } from '../wrapper.ts';

/** What two kinds of it agree on: one takes a command behind the file, the other behind `-c`. */
const plain = optionTable({ flags: '-a -e -q', style: 'posix' });
const other = optionTable({
  flags: '-a -e -f -q --append --return --flush --force --quiet',
  values: '-E -m -o --echo --output-limit --logging-format',
  runs: '-c --command',
  writes: '-O -B -I -T -t --log-out --log-io --log-in --log-timing',
  style: 'posix',
});

function judgeScript(args: readonly Word[]): Effects {
  const scanned = scan(args, plain);
  const [file, ...command] = scanned.operands;
  if (scanned.unknown === undefined && file?.kind === 'static' && command[0]?.kind === 'static' && !command[0].value.startsWith('-')) {
    const writes = file.value === '/dev/null' ? [] : [file];
    return effects(
      writes.length > 0 ? 'workspace-write' : 'read-only',
      { none: 'it runs another command' },
      { writes, runs: nested(command) },
    );
  }
  const rest = scan(args, other);
  const runs = valuesWithRole(rest, 'runs').map((script) => ({ kind: 'script', script }) as const);
  const writes = [...rest.operands.slice(0, 1), ...valuesWithRole(rest, 'writes')].filter((word) => word.value !== '/dev/null');
  return notProven(hasOption(rest, '-c --command') ? 'a shell that a person has chosen runs it' : 'it runs a shell', { runs, writes });
}

/** It writes down what a command shows on a terminal. */
export const script: Program = {
  names: ['script'],
  effects: ({ args }) => judgeScript(args),
  match: {},
  notMatch: ["script -qec 'rm y' out", 'script out', 'script', 'script -q /dev/null', 'script -q /dev/null rm y', 'script -q -- x -c ls'],
};

/** They hold a conversation with what they start, or take over what runs already. */
export const conversations = wrapper({
  names: ['typescript', 'expect', 'socat', 'dtach', 'abduco', 'reptyr'],
  runs: '-c --command',
  unproven: 'it changes a process that runs already or runs a shell',
  match: {},
  notMatch: ["expect -c 'spawn rm'", 'socat - exec:rm'],
});
