import type { Effects } from '../../analysis.ts';
import { networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { asks, looks } from './manager.ts';
import { installs, noOperands, workspaceCode } from './rules.ts';

const evaluates = (): Effects =>
  notProven('it builds or runs what an expression says', {
    facts: [{ kind: 'package_install', manager: 'nix' }, networkFact('nix', 'download')],
  });

/** What an expression of the workspace says is built or run. */
const nixTable = tree({
  names: ['nix', 'nix-env', 'nix-shell', 'nix-build', 'nix-store', 'nix-channel'],
  globals: { flags: '--version -h --help' },
  commands: {
    'flake show|flake metadata|flake info|flake check': workspaceCode('', {
      check: noOperands,
      lenient: false,
      flags: '--json --all-systems',
    }),
    'profile list': looks('--json', '', { check: noOperands }),
    // The list of all is fetched.
    'registry list': asks('nix', '', '', { check: noOperands }),
    'profile|registry|channel|upgrade-nix|store|copy|flake update|flake lock|flake init|flake new': installs('nix', {
      refused: '--expr -E --impure --option --file -f --arg --argstr -I --override-input',
    }),
  },
  bare: { flags: '--version -h --help', operands: 'none' },
  other: evaluates,
  match: { 'nix --version': 'read-only', 'nix flake show': 'workspace-code', 'nix profile list': 'read-only' },
  notMatch: [
    'nix-shell -p x',
    'nix eval --expr 1',
    'nix run .#x',
    'nix flake show github:a/b',
    'nix flake check --impure',
    'nix-env -i x',
    'nix-shell',
    'nix-build',
    'nix-shell profile list',
  ],
});

/** The older programs take no sub-commands: without a word they build or enter what a file of the workspace says. */
export const nix: Program = {
  ...nixTable,
  effects: (call, name) => {
    const [only] = call.args;
    const version = call.args.length === 1 && only?.kind === 'static' && only.value === '--version';
    return name === 'nix' || version ? nixTable.effects(call, name) : evaluates();
  },
};
