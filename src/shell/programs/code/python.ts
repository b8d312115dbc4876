import { notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { asksVersion, interpreter } from './interpreter.ts';
import { runsModule } from './python-modules.ts';

const table = interpreter({
  names: ['python3', 'python', 'python2', 'pypy', 'pypy3', 'py', 'ipython'],
  grammar: {
    flags: '-b -bb -B -d -E -I -O -OO -P -q -s -S -u -v -x',
    values: '-W -X --check-hash-based-pycs',
    refused: '-c -m -i -h --help',
  },
  version: '--version -V -VV --help -h --help-all --help-env --help-xoptions',
  match: {
    'python3 script.py arg1 arg2': 'workspace-code',
    'python3 --version': 'read-only',
    'python -u x.py': 'workspace-code',
    'python3 -m pytest -q': 'workspace-code',
    'python3 -m http.server': 'network',
    'python3 -m venv .venv': 'workspace-code',
    'python3 --help': 'read-only',
  },
  notMatch: [
    "python3 -c 'import os'",
    'python3 -m http.server',
    'python3',
    'python3 -',
    'python3 -m pip list',
    "python3 -m timeit 'import os'",
    "python3 -m pdb -c 'p 1' x.py",
    'python3 -m venv --upgrade-deps x',
    'python3 -m json.tool a.json',
    'python3 -i x.py',
    'python3 $x',
    "python3 -uc 'x'",
    'ipython -VV',
    'ipython --help-all',
  ],
});

export const python: Program = {
  ...table,
  effects: (call, name) => {
    // Any other word begins a session of it.
    if (name === 'ipython' && !asksVersion(call, ['--version', '-V'])) {
      const judged = table.effects(call, name);
      return judged.class === 'read-only' ? notProven('a session that runs code') : judged;
    }
    const at = call.args.findIndex((word) => !(word.kind === 'static' && /^-[bBdEIOPqsSuvx]+$/.test(word.value)));
    const first = at < 0 ? undefined : call.args[at];
    if (first?.kind === 'static' && first.value === '-m') return runsModule(call.args, at + 1);
    return table.effects(call, name);
  },
};
