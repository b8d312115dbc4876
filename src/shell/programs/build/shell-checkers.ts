import type { Program } from '../program.ts';
import { checker, provenOr, tellsVersion } from './checker.ts';

/** With `--norc` and without `-x` it reads only the scripts it is given; else a line of the workspace may make it show other files. */
const shellcheck = tellsVersion(
  provenOr(
    {
      names: ['shellcheck'],
      flags: '-a -C --check-sourced --norc --color --list-optional -V',
      values: '-e -i -f -o -s -S -W --exclude --include --format --enable --shell --severity --wiki-link-count',
      attached: '-C --color',
      operands: 'read',
      check: ({ options }) =>
        options.some(({ name }) => name === '--norc' || name === '--list-optional') ? undefined : 'its settings may name other files',
      match: {
        'shellcheck --norc a.sh': 'read-only',
        'shellcheck -f json -s bash a.sh': 'workspace-code',
        'shellcheck --version': 'read-only',
      },
      notMatch: [
        'shellcheck a.sh',
        'shellcheck --norc -x a.sh',
        'shellcheck --norc -P / a.sh',
        'shellcheck --norc --rcfile=x a.sh',
        'shellcheck --norc $x',
      ],
    },
    {
      operands: 'read',
      flags: '-x -a -C',
      values: '-e -i -f -o -s -S -W --format --shell --severity --exclude --include --enable',
      config: '--rcfile -P --source-path',
    },
  ),
);

/** A directory holds more than scripts. */
const named = ({ operands }: { readonly operands: readonly { readonly value: string }[] }): string | undefined =>
  operands.length > 0 && operands.every((word) => /\.(sh|bash|bats|mksh|zsh)$/.test(word.value))
    ? undefined
    : 'a directory, or standard input';

const shfmt = tellsVersion(
  provenOr(
    {
      names: ['shfmt'],
      flags:
        '-l -d -s -mn -bn -ci -sr -kp -fn --list --diff --simplify --minify --binary-next-line --case-indent --space-redirects --keep-padding --func-next-line --apply-ignore',
      values: '-i -ln -p --indent --language-dialect --filename',
      operands: 'read',
      style: 'single-dash',
      check: named,
      match: {
        'shfmt -d a.sh': 'read-only',
        'shfmt -i 2 -l a.sh': 'read-only',
        'shfmt -w a.sh': 'workspace-write',
        'shfmt -d .': 'workspace-code',
      },
      notMatch: ['shfmt -w a.sh', 'shfmt -d .', 'shfmt -d $x', 'shfmt --write a.sh', 'shfmt -lw a.sh'],
    },
    {
      operands: 'read',
      flags: '-l -d -s -f -p',
      values: '-i -ln --indent --language-dialect --filename',
      rewrites: '-w --write',
    },
    '-w --write',
  ),
);

/** It reads a file of names of rules beside the one it checks. */
const hadolint = tellsVersion(
  provenOr(
    {
      names: ['hadolint'],
      flags: '-V --no-fail --no-color --verbose --strict-labels --disable-ignore-pragma',
      values:
        '-f -t --format --failure-threshold --ignore --error --warning --info --style --trusted-registry --require-label --file-path-in-report',
      reads: '-c --config',
      operands: 'read',
      match: { 'hadolint Dockerfile': 'read-only', 'hadolint --version': 'read-only' },
      notMatch: ['hadolint --frob Dockerfile', 'hadolint $x'],
    },
    { operands: 'read' },
  ),
  '--version -v --help -h',
);

/** Checkers of configuration; they go through directories, take more settings from files, or start others. */
const configurations = checker({
  names: [
    'yamllint',
    'actionlint',
    'zizmor',
    'ansible-lint',
    'tflint',
    'kubeconform',
    'kubeval',
    'kube-linter',
    'checkov',
    'cfn-lint',
    'dotenv-linter',
    'taplo',
    'check-jsonschema',
    'editorconfig-checker',
    'ls-lint',
    'bats',
    'shellspec',
    'checkbashisms',
    'gitlint',
  ],
  operands: 'read',
  flags: '-s -q -v -p -r',
  values:
    '-d --config-data -f --format --ignore -ignore --exclude-rule --only --enable-rule --disable-rule -x --skip-list -t --tags --minimum-failure-severity --filter',
  config: '-config-file --var-file --chdir --rules-dir --schemafile',
  loads: '--format -shellcheck -pyflakes --project-dir -R --schema-location',
  rewrites: '--fix --write',
  refused: '--init --recursive-init --external-checks-dir --external-checks-git',
  match: { 'yamllint .': 'workspace-code', actionlint: 'workspace-code', 'yamllint -d relaxed a.yml': 'workspace-code' },
  notMatch: ['actionlint -shellcheck=./x', 'tflint --init', 'yamllint -c evil .', 'yamllint $x'],
});

/** Checkers of scripts and configuration. */
export const SHELL_CHECKERS: readonly Program[] = [shellcheck, shfmt, hadolint, configurations];
