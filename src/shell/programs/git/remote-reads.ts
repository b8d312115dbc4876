import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';

/** The name of a remote, whose address stands in the configuration: no path and no address. */
export function isRemoteName({ kind, value }: Word): boolean {
  return kind === 'static' && /^[A-Za-z][\w-]*$/.test(value);
}

const DOWNLOAD = [networkFact('git', 'download')] as const;

/** It asks the remotes that the configuration names, or that of the branch when none is named. */
const asks: Rule = {
  class: 'remote-read',
  operands: 'text',
  facts: DOWNLOAD,
  check: ({ operands }) => (operands.slice(0, 1).every(isRemoteName) ? undefined : 'where it asks is not told by the name of a remote'),
};
const lsRemote = compile({
  ...asks,
  flags: '-h -t -b -q --heads --branches --tags --refs --quiet --exit-code --symref',
  values: '--sort',
  refused: '--upload-pack --exec -o --server-option --get-url --help',
});
const showRemote = compile({
  ...asks,
  flags: '-n',
  refused: '--help',
  check: ({ operands }) => (operands.every(isRemoteName) ? undefined : 'where it asks is not told by the names of remotes'),
});

/** Lists what the other side has; an address that stands in the words is asked about as any other traffic. */
export function listRemote(known: (args: readonly Word[], words: number) => Effects): (args: readonly Word[], words: number) => Effects {
  return (args, words) => {
    const judged = judge(lsRemote, args, words);
    return judged.unproven === undefined ? judged : known(args, words);
  };
}

/** `git remote show`: without names it lists them, with `-n` it asks nobody. */
export function remoteShow(args: readonly Word[], words: number): Effects {
  const judged = judge(showRemote, args, words);
  if (judged.unproven !== undefined) return notProven(judged.unproven, judged);
  const local = args.length === 0 || args.some((word) => word.value === '-n');
  return local ? effects('read-only', judged.prefix) : judged;
}

const pruneDry = compile({
  ...asks,
  flags: '-n --dry-run',
  check: ({ operands, options }) =>
    options.length > 0 && operands.every(isRemoteName) ? undefined : 'it removes names of branches without -n',
});

/** `git remote prune -n` only asks. */
export function remotePrune(args: readonly Word[], words: number): Effects {
  const judged = judge(pruneDry, args, words);
  return judged.unproven === undefined ? judged : effects('network', { words }, { facts: DOWNLOAD });
}
