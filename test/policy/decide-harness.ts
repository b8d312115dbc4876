import path from 'node:path';
import type { Access, Preset } from '../../src/policy/action.ts';
import { type CommandVerdict, decide, grantableScopes } from '../../src/policy/decide.ts';
import type { GrantScope } from '../../src/policy/grants.ts';
import type { DecisionContext } from '../../src/policy/opinion.ts';
import { boundsOf } from '../../src/policy/places.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import type { World } from '../../src/policy/world.ts';
import { analyse } from '../../src/shell/analyse.ts';

export const WORKSPACE = '/home/ann/project';
const HOME = '/home/ann';

export interface Setting {
  readonly access?: Access;
  readonly preset?: Preset;
  readonly cwd?: string;
  readonly grants?: readonly GrantScope[];
  readonly world?: Partial<World>;
}

/** A machine made of values: programs lie in /usr/bin, there are no links, the workspace holds what a test says. */
const PLAIN_WORLD: World = {
  resolve: (absolute) => path.resolve(absolute),
  which: (name, cwd) => (name.includes('/') ? path.resolve(cwd, name) : `/usr/bin/${name}`),
  hasOtherNames: () => false,
  isDirectory: () => false,
  glob: (directory, pattern) => [path.resolve(directory, pattern.replaceAll('*', 'x'))],
  find: (directory) => [directory],
  mayHoldSecrets: () => false,
  mayHoldControl: () => false,
  mayLeadOut: () => false,
  readText: () => undefined,
};

/** A verdict with what a person could grant for the session. */
interface Decided extends CommandVerdict {
  readonly grantable: readonly GrantScope[];
}

/** Decides a command as the gate would, over a made-up machine. */
export function decideCommand(command: string, setting: Setting = {}): Decided {
  const context: DecisionContext = {
    bounds: boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [`${HOME}/.local/state/bailiwick`, `${HOME}/.config/bailiwick`] }),
    access: setting.access ?? 'workspace-write',
    preset: setting.preset ?? 'standard',
    grants: setting.grants ?? [],
    world: { ...PLAIN_WORLD, ...setting.world },
    ownPrograms: ['/opt/bailiwick/src/main.ts', '/opt/bailiwick/dist/cli.cjs'],
    rules: NO_RULES,
  };
  const decided = decide(analyse(command, { home: HOME, cwd: setting.cwd ?? WORKSPACE }), context);
  return { ...decided, grantable: grantableScopes(decided, context) };
}

/** `allow`, `ask` or `deny`, with the tier: the short form that tables compare. */
export function verdictOf(command: string, setting: Setting = {}): string {
  const { verdict } = decideCommand(command, setting);
  return `${verdict.decision} ${verdict.tier}`;
}
