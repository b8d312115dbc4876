import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption, valuesWithRole } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';

const grammar: Grammar = {
  flags:
    '-l -z -h --list --get --get-all --get-regexp --get-urlmatch --all --regexp --name-only --show-origin --show-scope --null --global --system --local --worktree --bool --int --path ' +
    '--no-type --includes --no-includes --bool-or-int --expiry-date --show-names',
  values: '--type --default --url --value --get-color --get-colorbool',
  reads: '-f --file --blob',
  refused: '--help -e --edit --add --unset --unset-all --replace-all --rename-section --remove-section --fixed-value --append --comment',
};
const roles = optionTable(grammar);

/** Keys whose values may hold a password or a token. */
const SECRET = /^(credential|http|https|url|remote|sendemail|imap|github|gitlab)\.|token|password|secret|extraheader/i;

/** What makes it read; only before the key. */
const ACTIONS = '-l --list --get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool';

const CREDENTIALS = [{ kind: 'credential_access', what: 'git configuration' }] as const;

/** The address of a remote is what `git remote -v` prints. */
const ADDRESS = /^remote\.[\w-]+\.(url|pushurl|fetch)$/;

const LOCAL_LIST = '-l --list --local --worktree -z --null --name-only --show-origin --show-scope --no-includes';

function isLocalList(scanned: Scan, verb: string): boolean {
  const lists = verb === 'list' || hasOption(scanned, '-l --list');
  return (
    lists &&
    scanned.operands.length === 0 &&
    hasOption(scanned, '--local --worktree') &&
    scanned.options.every(({ name }) => LOCAL_LIST.split(' ').includes(name))
  );
}

function config(args: readonly Word[], words: number): Effects {
  const verb = args[0]?.kind === 'static' ? args[0].value : '';
  const modern = verb === 'get' || verb === 'list';
  const scanned = scan(modern ? args.slice(1) : args, roles);
  const writes = { none: 'it changes the configuration of git' } as const;
  const set = effects('control-write', writes, {
    facts: [
      { kind: 'git_write', verb: 'config' },
      { kind: 'persistence', how: 'git configuration' },
    ],
  });
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, set);
  // It ends its options at the first operand: what follows is a value, whatever it looks like.
  const first = scanned.operands[0];
  if (!modern && first !== undefined && first !== args.at(-1) && !hasOption(scan(args.slice(0, args.indexOf(first)), roles), ACTIONS))
    return set;
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', set);
  const reads = valuesWithRole(scanned, 'reads');
  // What stands in the repository itself; another file is followed only with `--includes`, and is seen by who looks at the repository.
  if (isLocalList(scanned, verb)) return effects('read-only', { none: 'it prints the configuration' });
  if (verb === 'list' || hasOption(scanned, '-l --list --get-regexp --get-urlmatch --regexp --all'))
    return effects('system', { none: 'it prints the configuration' }, { reads, facts: CREDENTIALS });
  const asks = verb === 'get' || hasOption(scanned, '--get --get-all');
  const [key] = scanned.operands;
  if (!asks && scanned.operands.length !== 1) return set;
  // A word without a dot is a verb.
  if (key === undefined || !/^[A-Za-z0-9-]+\.[A-Za-z0-9.-]+$/.test(key.value)) return notProven('which key is not told', set);
  if (SECRET.test(key.value) && !ADDRESS.test(key.value))
    return effects('system', { none: 'it prints a key that may be secret' }, { reads, facts: CREDENTIALS });
  return effects('read-only', { words }, { reads });
}

export const CONFIGURATION: Readonly<Record<string, Subcommand>> = { config };
