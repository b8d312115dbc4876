import type { Program } from '../program.ts';
import { asks, check, installs, TELLS, tellsVersion, verbs } from './checker.ts';

const HOOKS = asks('control-write', [{ kind: 'persistence', how: 'git hooks' }], 'it puts hooks in place, which run later');

/** They run what the workspace has set for each commit; the hooks themselves come from elsewhere when they are first used. */
const preCommit = tellsVersion(
  verbs({
    names: ['pre-commit', 'prek'],
    usual: { operands: 'text' },
    commands: {
      run: check({
        operands: 'text',
        flags: '-a -v',
        values: '--hook-stage --from-ref --to-ref --files --color -s --source -o --origin --remote-name --remote-url --commit-msg-filename',
      }),
      'validate-config|validate-manifest': check({ operands: 'read' }),
      'sample-config|help': TELLS,
      'install|uninstall|init-templatedir|migrate-config': HOOKS,
      'install-hooks|autoupdate|try-repo': installs('pre-commit'),
      'clean|gc': check({ operands: 'text' }),
    },
    match: {
      'pre-commit run --all-files': 'workspace-code',
      'pre-commit sample-config': 'read-only',
      'pre-commit install': 'control-write',
    },
    notMatch: ['pre-commit install', 'pre-commit run -c evil.yaml', 'pre-commit try-repo https://x', 'pre-commit run $x'],
  }),
  '--version -V --help -h',
);

const hooks = verbs({
  names: ['husky', 'lefthook', 'lint-staged', 'overcommit', 'simple-git-hooks', 'nano-staged', 'pretty-quick'],
  usual: { operands: 'text', config: '--cwd', loads: '--shell -x' },
  commands: {
    'run|validate|dump|check-install': check({
      operands: 'text',
      values: '--commands --jobs --tags --files --exclude --file',
      loads: '--shell',
    }),
    'version|help': check({ operands: 'text' }),
    'install|uninstall|init|add|set': HOOKS,
    'self-update': installs('lefthook'),
  },
  match: { 'lefthook run pre-commit': 'workspace-code', 'lint-staged': 'workspace-code', 'lefthook install': 'control-write' },
  notMatch: ['husky install', 'lefthook run $x', 'lint-staged --shell ./x'],
});

/** Hooks of git and what runs them. */
export const HOOK_RUNNERS: readonly Program[] = [preCommit, hooks];
