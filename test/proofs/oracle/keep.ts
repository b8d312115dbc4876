import type { CommandVerdict } from '../../../src/policy/decide.ts';
import { decide } from '../../../src/policy/decide.ts';
import { HARDENED_GIT } from '../../../src/policy/git-config.ts';
import type { DecisionContext } from '../../../src/policy/opinion.ts';
import { boundsOf } from '../../../src/policy/places.ts';
import { NO_RULES } from '../../../src/policy/rules/rule.ts';
import type { World } from '../../../src/policy/world.ts';
import { analyse } from '../../../src/shell/analyse.ts';
import type { CommandAnalysis } from '../../../src/shell/analysis.ts';
import { HOME, WORKSPACE } from './workspace.ts';

/** A command that would run unasked, or that a grant of its prefix would let run. */
export interface Kept {
  readonly command: string;
  readonly cwd: string;
  readonly analysis: CommandAnalysis;
  readonly verdict: CommandVerdict['verdict'];
  /** What the gate adds to the environment when it lets this run. */
  readonly env: Readonly<Record<string, string>>;
}

/** Judges commands as the gate does, under the standard preset. Returns undefined for what would be asked about and has no prefix. */
export function keeper(world: World): (command: string, cwd: string) => Kept | undefined {
  const context: DecisionContext = {
    bounds: boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [`${HOME}/.local/state/bailiwick`, `${HOME}/.config/bailiwick`] }),
    access: 'workspace-write',
    preset: 'standard',
    grants: [],
    world,
    ownPrograms: [],
    rules: NO_RULES,
  };
  return (command, cwd) => {
    const analysis = analyse(command, { home: HOME, cwd });
    const { verdict } = decide(analysis, context);
    if (verdict.decision !== 'allow' && verdict.prefix.kind !== 'prefix') return undefined;
    const reads = verdict.tier === 1 && analysis.invocations.some((invocation) => invocation.name === 'git');
    return { command, cwd, analysis, verdict, env: reads ? HARDENED_GIT : {} };
  };
}
