import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { derived } from '../words.ts';
import { nested } from '../wrapper.ts';
import { installs, registry, workspaceCode } from './rules.ts';

const runGrammar = {
  flags:
    '-q -v --quiet --verbose --no-sync --frozen --locked --offline --no-progress --all-extras --dev --no-dev --all-groups --no-project --isolated --no-config --exact --only-dev --no-default-groups --managed-python --no-managed-python --no-build --no-binary -m --module',
  values: '-p --python --group --extra --only-group --no-group --package',
  refused:
    '-s --script --with --with-requirements --with-editable --env-file --directory --project --index --index-url --default-index --refresh --upgrade --active -',
  style: 'posix',
} as const;
const runRoles = optionTable(runGrammar);

/** It may bring the environment up to date first, then runs the command in it. */
function run(args: readonly Word[]): Effects {
  const scanned = scan(args, runRoles);
  const [program] = scanned.operands;
  // `-m` makes a module of the first word.
  const module = hasOption(scanned, '-m --module');
  const runs = nested(module ? [derived('python'), derived('-m'), ...scanned.operands] : scanned.operands);
  if (scanned.unknown !== undefined || scanned.doubtful !== undefined || program === undefined)
    return notProven(scanned.unknown ?? 'which command is run is not told', { runs });
  const none = { none: 'it runs another command' } as const;
  return !module && /\.pyw?$/.test(program.value)
    ? effects('workspace-code', none, { reads: [program] })
    : effects('workspace-code', none, { runs });
}

const ELSEWHERE =
  '--directory --project --config-file --python --index --index-url --default-index --extra-index-url --find-links -f --target --prefix';

const shown = compile(workspaceCode(ELSEWHERE, { noPrefix: 'with a version it changes the project' }));
const changed = compile(installs('uv'));

/** The version of the project; with a word or `--bump` it changes it. */
const version: Subcommand = (args) =>
  judge(
    args.every(({ kind, value }) => kind === 'static' && /^(--short|--output-format=\w+|--frozen|--dry-run)$/.test(value))
      ? shown
      : changed,
    args,
  );

export const uv = tree({
  names: ['uv'],
  globals: {
    flags: '--version -V -h --help -q -v --quiet --verbose --no-progress --offline',
    refused: '--directory --project --config-file --no-config --cache-dir --allow-insecure-host',
  },
  commands: {
    run,
    'sync|add|remove|lock|venv|pip install|pip sync|pip uninstall|pip compile|tool install|tool upgrade|tool uninstall|python install|python uninstall|python upgrade|python pin|self update|init|cache clean|cache prune':
      installs('uv'),
    version,
    'self version|help|cache dir|tool dir|python dir|cache size': {
      operands: 'text',
      flags: '-q -v --quiet --verbose --short --bin',
      values: '--output-format --color',
    },
    'lock --check': workspaceCode(ELSEWHERE),
    'tool run': installs('uv', { noPrefix: 'it runs a downloaded program' }),
    'tree|export|pip list|pip freeze|pip show|pip check|pip tree|build|python list|python find|tool list|format|audit|workspace list|workspace dir|workspace metadata':
      workspaceCode(ELSEWHERE, { values: '--extra --group --package', writes: '-o --output-file' }),
    'publish|auth': registry('uv', 'upload', { noPrefix: 'it acts on a registry in your name' }),
  },
  bare: { flags: '--version -V -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of uv'),
  match: { 'uv run pytest': 'workspace-code', 'uv add x': 'install', 'uv run x.py': 'workspace-code', 'uv --version': 'read-only' },
  notMatch: ['uv run --with x python -c 1', 'uv run rm y', 'uv tool run x', 'uv --directory / run x', 'uv run -m x'],
});
