import { effects } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { responseReason } from '../words.ts';

/** Options that load a plug-in, other configuration, or write; their names may not be abbreviated into. */
const table = leaf({
  names: ['pytest', 'py.test'],
  flags:
    '-q -v -vv -x -s -l -h --lf --ff --nf --sw --last-failed --failed-first --exitfirst --collect-only --co --verbose --quiet --no-header --no-summary --strict-markers --disable-warnings --showlocals  --cov',
  values:
    '-k -m -n -r -W --maxfail --tb --durations --deselect --ignore --timeout --color --capture --numprocesses --dist --log-level --log-cli-level --cov-report --cov --markexpr --keyword',
  refused:
    '-c -p -o --config-file --rootdir --confcutdir --override-ini --import-mode --basetemp --junitxml --junit-xml --pastebin --log-file --debug --pdbcls --trace-config --cov-config --plugins --noconftest --resultlog --pythonwarnings --html --pyargs',
  lenient: true,
  operands: 'read',
  check: ({ operands }) => responseReason(operands),
  class: 'workspace-code',
  match: {},
  notMatch: [],
});

export const pytest: Program = {
  ...table,
  effects: (call, name) => {
    const judged = table.effects(call, name);
    return call.args[0]?.value === '--version' ? effects('workspace-code', { words: 0 }) : judged;
  },
  match: { 'pytest foo/bar.py': 'workspace-code', 'pytest -k x -q': 'workspace-code', 'pytest --foo': 'workspace-code' },
  notMatch: ['pytest -p evil', 'pytest -c x.ini', 'pytest --rootdir=/ x', 'pytest --override-i a=b', 'pytest -o a=b', 'pytest @args'],
};
