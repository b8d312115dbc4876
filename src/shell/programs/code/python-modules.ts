import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge, type Rule } from '../leaf.ts';
import { literal } from '../words.ts';
import { nested } from '../wrapper.ts';

/** Modules that run the workspace's own code and nothing else. The search path begins in the current directory, so every one of them may be its. */
const WORKSPACE_MODULES = new Set(
  (
    'pytest unittest doctest mypy ruff black flake8 pylint isort pyright compileall py_compile coverage tox nox tokenize ast dis cProfile profile trace tabnanny ' +
    'nose2 behave bandit vulture pyflakes pycodestyle pydocstyle autopep8 yapf sphinx mkdocs pdoc django site sysconfig platform calendar this pyclbr pickletools symtable inspect'
  ).split(' '),
);

const MODULE = 'it runs a module';

/** Modules whose words name files; all others' words are not looked at, as they run code anyway. */
const FILES: Readonly<Record<string, Rule>> = {
  'json.tool': { operands: 'read', flags: '--sort-keys --json-lines --no-ensure-ascii --no-indent --tab --compact', values: '--indent' },
  venv: {
    operands: 'write',
    flags: '--system-site-packages --symlinks --copies --clear --upgrade --without-pip',
    values: '--prompt',
    recursive: true,
  },
};
const COMPILED = new Map(
  Object.entries({ ...FILES, json: FILES['json.tool'] }).flatMap(([name, rule]) =>
    rule === undefined ? [] : [[name, compile({ ...rule, class: 'workspace-code', noPrefix: MODULE })] as const],
  ),
);

/** The second operand of `json.tool` is written. */
function withOutput(name: string, judged: Effects): Effects {
  const [first, ...written] = judged.reads ?? [];
  if (!name.startsWith('json') || first === undefined || written.length === 0) return judged;
  return { ...judged, reads: [first], writes: written };
}

/** What `python -m` means, the module standing at `at`. A debugger or `timeit` is given code on the command line: not proven. */
export function runsModule(args: readonly Word[], at: number): Effects {
  const name = args[at];
  const rest = args.slice(at + 1);
  if (name === undefined || name.kind !== 'static') return notProven('which module is run is only known when it runs');
  const none = { none: MODULE } as const;
  if (name.value === 'pip' || name.value === 'ensurepip')
    return effects('workspace-code', none, { runs: nested([literal('pip', name), ...rest]) });
  const compiled = COMPILED.get(name.value);
  if (compiled !== undefined) return withOutput(name.value, judge(compiled, rest));
  if (name.value === 'http.server') return effects('network', none, { facts: [networkFact('python', 'upload')] });
  return WORKSPACE_MODULES.has(name.value) ? effects('workspace-code', none) : notProven('a module that is not known');
}
