import type { Effects } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesOf } from '../scanned.ts';
import { nested } from '../wrapper.ts';

const grammar = {
  flags: '-y -n -q --yes --no --no-install --quiet --silent --ignore-scripts --isolated --offline',
  values: '-p -w --package --with --python --from --workspace --index-url --spec',
  runs: '-c --call',
  lenient: true,
  style: 'posix',
} as const;
const roles = optionTable(grammar);

/** Options that do not say where the program is looked for. */
const PLAIN = /^(-y|-n|-q|--yes|--no|--no-install|--quiet|--silent|--offline|--)$/;

/** They keep it to what is there, unless `--yes` takes it back. */
const NO = /^(--no|--no-install)$/;
const QUIET = /^(-q|--quiet|--silent|--offline|--)$/;

const RUNS = 'it runs a downloaded program';

/** What is not in the workspace is downloaded; `--no` alone keeps it there. */
export const npx: Program = {
  names: ['npx', 'pnpx', 'bunx', 'uvx'],
  effects: ({ args }, name): Effects => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && /^(--version|-v|-V)$/.test(only.value))
      return effects('workspace-code', { none: RUNS });
    const scanned = scan(args, roles);
    const facts = [{ kind: 'package_install', manager: name }, networkFact(name, 'download')] as const;
    const runs = valuesOf(scanned, '-c --call').map((script) => ({ kind: 'script', script }) as const);
    if (runs.length > 0) return notProven('a script for a shell', { runs, facts });
    const [program] = scanned.operands;
    if (scanned.unknown !== undefined || program === undefined || program.kind !== 'static')
      return notProven('which program is run is not told', { facts });
    const before = args.slice(0, args.indexOf(program)).map(({ value }) => value);
    const local = before.some((value) => NO.test(value)) && before.every((value) => NO.test(value) || QUIET.test(value));
    if (local) return effects('workspace-code', { none: RUNS });
    const plain = name !== 'uvx' && before.every((value) => PLAIN.test(value));
    return effects('install', { none: RUNS }, { facts, runs: nested(scanned.operands), installed: plain ? program.value : undefined });
  },
  match: { 'npx rimraf build': 'install', 'npx --no vitest run': 'workspace-code', 'npx --version': 'workspace-code' },
  notMatch: ['npx rimraf build', "npx -c 'rm y'", 'npx', 'npx $x', 'uvx ruff', 'npx --no --yes x'],
};
