import { check, TELLS, tellsVersion, verbs } from './checker.ts';

const common = {
  operands: 'read',
  flags: '-q -v -s -e -n -w -h',
  values:
    '--select --ignore --extend-select --extend-ignore --fixable --unfixable --extend-fixable --per-file-ignores --extend-per-file-ignores --exclude --extend-exclude --line-length --target-version --output-format --stdin-filename --color --range',
} as const;

/** Its configuration is data: rules are part of it. */
export const ruff = tellsVersion(
  verbs({
    names: ['ruff'],
    usual: { operands: 'text' },
    commands: {
      check: check({ ...common, rewrites: '--fix --fix-only --add-noqa', unless: '--diff --no-fix' }),
      format: check({ ...common, rewrites: 'always', unless: '--check --diff' }),
      'analyze|analyze graph': check({ ...common, values: `${common.values} --direction --min-dots` }),
      clean: check({ operands: 'read' }),
      server: check({ operands: 'text' }),
      'rule|linter|config|version|help': { ...TELLS, values: '--output-format', flags: '--all -h -q -v' },
    },
    match: {
      'ruff --version': 'read-only',
      'ruff rule E501': 'read-only',
      'ruff check .': 'workspace-code',
      'ruff format --check .': 'workspace-code',
    },
    notMatch: ['ruff check --config x .', 'ruff check $x', 'ruff format -o x', 'ruff rule --config x E501', 'ruff --version x'],
  }),
  '--version -V --help -h',
);
