import type { Program } from '../program.ts';
import { check, checker, installs, TELLS, tellsVersion, verbs } from './checker.ts';

/** They rewrite what they are given unless they are told only to look. */
const formatters = tellsVersion(
  checker({
    names: ['black', 'isort', 'autoflake', 'pyupgrade', 'docformatter', 'add-trailing-comma', 'unify'],
    operands: 'read',
    flags: '-q -v -S -C -c -d -df -l',
    values:
      '-l --line-length -t --target-version --include --exclude --extend-exclude --force-exclude --stdin-filename -W --workers --required-version --profile --skip --src --line-ranges --imports --known-first-party',
    loads: '--code',
    rewrites: 'always',
    unless: '--check --check-only --diff -d -df --show-files -c --code --stdout',
    match: { 'black --check .': 'workspace-code', 'black x.py': 'workspace-code', 'black --version': 'read-only' },
    notMatch: ['black --config x .', 'black $x', 'isort --settings x y', 'black --version --config x'],
  }),
);

/** They rewrite only when they are told. */
const rewriters = checker({
  names: ['autopep8', 'yapf', 'djlint', 'pyment'],
  operands: 'read',
  flags: '-d -r -a -v -p',
  values: '--select --ignore --max-line-length --style --exclude --indent --extension --profile --line-range -l',
  config: '--global-config',
  rewrites: '-i --in-place --reformat',
  match: { 'autopep8 --diff x.py': 'workspace-code', 'yapf -i x.py': 'workspace-code' },
  notMatch: ['autopep8 --global-config x y', 'yapf $x'],
});

/** Linters and checkers of types; their configuration can name plug-ins. */
const linters = checker({
  names: [
    'mypy',
    'dmypy',
    'flake8',
    'pylint',
    'pyright',
    'basedpyright',
    'pyre',
    'pytype',
    'ty',
    'bandit',
    'pydocstyle',
    'pycodestyle',
    'pyflakes',
    'vulture',
    'radon',
    'xenon',
    'interrogate',
    'deptry',
    'import-linter',
    'lint-imports',
    'refurb',
    'codespell',
    'pydoclint',
  ],
  operands: 'read',
  flags: '-r -q -v -a -l -i -n -w -S',
  values:
    '-m -k -j --jobs --python-version --pythonversion --platform --strict --follow-imports --disable-error-code --enable-error-code --exclude --ignore --select --extend-ignore --extend-select ' +
    '--max-line-length --max-complexity --per-file-ignores --statistics --disable --enable --fail-under --msg-template --output-format --level --outputjson --severity-level --confidence-level ' +
    '-s -t --tests --skips --min-confidence --ignore-words-list -L --skip --show-column-numbers --module --package',
  config: '--rcfile -I --ignore-words --shadow-file --venv-path --venvpath --typeshedpath --typeshed-path --baseline --ini',
  loads: '--enable-extensions --import-plugins --pythonpath --verifytypes --createstub --python-path --extension-pkg-allow-list',
  writes:
    '--junit-xml --html-report --txt-report --xml-report --any-exprs-report --linecount-report --cobertura-xml-report --output-path --write-baseline --writebaseline',
  refused: '--install-types --command',
  rewrites: '--write-changes -w',
  match: { 'mypy src': 'workspace-code', 'flake8 --max-line-length 100 .': 'workspace-code', 'pyright x.py': 'workspace-code' },
  notMatch: ['mypy --install-types', 'pylint --load-plugins=evil x', 'flake8 --config x .', 'mypy $x', 'pyright -p evil', 'mypy --version'],
});

/** It runs a program and counts, or shows what was counted. */
const coverage = verbs({
  names: ['coverage'],
  usual: { operands: 'text' },
  commands: {
    'report|combine|erase|debug|annotate': check({
      operands: 'text',
      flags: '-m -i -q',
      values: '--include --omit --fail-under --precision --sort --skip-covered',
      config: '--rcfile --data-file',
    }),
    'html|xml|json|lcov': check({
      operands: 'text',
      values: '--include --omit --title --fail-under',
      config: '--rcfile --data-file',
      writes: '-d --directory',
    }),
    run: check({
      operands: 'text',
      flags: '-m -p -a',
      values: '--include --omit --source --concurrency --context',
      config: '--rcfile --data-file',
      loads: '--timid',
    }),
    help: TELLS,
  },
  match: { 'coverage report': 'workspace-code', 'coverage run -m pytest': 'workspace-code' },
  notMatch: ['coverage run $x', 'coverage html -d /x', 'coverage report --rcfile=x'],
});

/** They make environments with downloaded packages and run tests in them. */
const sessions = verbs({
  names: ['tox', 'nox'],
  usual: {
    operands: 'text',
    flags: '-p -r -l -q -v -a -x -o',
    values: '-e -m -k -s -t --sessions --tags --parallel --python --extra-python',
    config: '--workdir --noxfile --envdir -c --conf -f',
    loads: '--override --installpkg --force-dep --default-venv-backend',
  },
  commands: {
    'list|l|config|run|r|run-parallel|p': check({
      operands: 'text',
      flags: '-p -r -q -v',
      values: '-e -m -k -f',
      config: '-c --conf --workdir',
      loads: '-x --override --installpkg',
    }),
    'exec|e|devenv|d|quickstart|legacy': installs('pip'),
  },
  match: { 'tox -e py312': 'workspace-code', nox: 'workspace-code', 'nox -s lint': 'workspace-code' },
  notMatch: ['tox -c x.ini', 'nox -f evil.py $x', 'tox exec -- rm y'],
});

/** Checkers of Python. */
export const PYTHON_CHECKERS: readonly Program[] = [formatters, rewriters, linters, coverage, sessions];
