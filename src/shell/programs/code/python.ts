import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { literal } from '../words.ts';
import { nested } from '../wrapper.ts';
import { interpreter } from './interpreter.ts';

/** Modules that run the workspace's own code and nothing else. The search path begins in the current directory, so every one of them may be its. */
const WORKSPACE_MODULES = new Set(
  'pytest unittest doctest mypy ruff black flake8 pylint isort pyright compileall py_compile json.tool coverage tox nox timeit tokenize ast dis pdb cProfile profile trace tabnanny'.split(
    ' ',
  ),
);

function module(args: readonly Word[], at: number): Effects {
  const name = args[at];
  const rest = args.slice(at + 1);
  if (name === undefined || name.kind !== 'static') return notProven('which module is run is only known when it runs');
  const none = { none: 'it runs a module' } as const;
  if (name.value === 'pip' || name.value === 'ensurepip')
    return effects('workspace-code', none, { runs: nested([literal('pip', name), ...rest]) });
  if (WORKSPACE_MODULES.has(name.value)) return effects('workspace-code', none);
  return notProven('a module that is not known');
}

const table = interpreter({
  names: ['python3', 'python', 'python2', 'pypy', 'pypy3', 'py', 'ipython'],
  grammar: {
    flags: '-b -bb -B -d -E -I -O -OO -P -q -s -S -u -v -x',
    values: '-W -X --check-hash-based-pycs',
    refused: '-c -m -i -h --help',
  },
  version: '--version -V -VV',
  match: {
    'python3 script.py arg1 arg2': 'workspace-code',
    'python3 --version': 'read-only',
    'python -u x.py': 'workspace-code',
    'python3 -m pytest -q': 'workspace-code',
  },
  notMatch: [
    "python3 -c 'import os'",
    'python3 -m http.server',
    'python3',
    'python3 -',
    'python3 -m pip list',
    'python3 -i x.py',
    'python3 $x',
    "python3 -uc 'x'",
  ],
});

export const python: Program = {
  ...table,
  effects: (call, name) => {
    const at = call.args.findIndex((word) => !(word.kind === 'static' && /^-[bBdEIOPqsSuvx]+$/.test(word.value)));
    const first = at < 0 ? undefined : call.args[at];
    if (first?.kind === 'static' && first.value === '-m') return module(call.args, at + 1);
    return table.effects(call, name);
  },
};
