import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';

/** It takes settings from `.lfsconfig` of the workspace, and starts programs that the configuration names. */
const local: Rule = { class: 'workspace-code', operands: 'text', refused: '--help' };
const WRITES = [{ kind: 'git_write', verb: 'lfs' }] as const;

/** The extension for large files. */
export const LFS: Readonly<Record<string, Subcommand>> = {
  lfs: () => notProven('it talks to another machine in its own way', { facts: [networkFact('git', 'unknown')] }),
  'lfs ls-files': {
    ...local,
    flags: '-l -s -d -a -n -j --long --size --debug --all --deleted --name-only --json',
    values: '-I -X --include --exclude',
  },
  'lfs status': { ...local, flags: '-p -j --porcelain --json' },
  'lfs env|lfs version': local,
  'lfs checkout|lfs prune|lfs migrate|lfs track|lfs untrack|lfs dedup': {
    class: 'git-write',
    operands: 'text',
    lenient: true,
    refused: '--help --to --ours --theirs --base',
    facts: WRITES,
  },
  'lfs install|lfs uninstall|lfs update': {
    class: 'control-write',
    operands: 'none',
    lenient: true,
    refused: '--file --help',
    facts: [...WRITES, { kind: 'persistence', how: 'git hooks' }],
    noPrefix: 'it changes hooks and configuration',
  },
  // Whoever denies `git push` means this as well.
  'lfs push': () => notProven('it pushes by another name', { facts: [networkFact('git', 'upload'), ...WRITES] }),
  'lfs fetch|lfs pull|lfs lock|lfs unlock|lfs locks': {
    class: 'network',
    operands: 'text',
    lenient: true,
    refused: '--help',
    facts: [networkFact('git', 'unknown'), ...WRITES],
  },
};
