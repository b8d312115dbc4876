import { loginShell, ownPlaces } from '../config/own.ts';
import { ACCESS_LEVELS } from '../policy/action.ts';
import { createExaminer, type Examined } from '../policy/examine.ts';
import { otherAction } from '../policy/other-action.ts';
import type { RuleSet } from '../policy/rules/rule.ts';
import { localWorld } from '../policy/world.ts';
import { rulesOf } from '../rooms/rules.ts';
import { type Bash, findBash } from '../shell/process/bash.ts';
import { captureLoginEnvironment, searchPathOf } from '../shell/process/environment.ts';
import { placesOf } from './check.ts';
import type { People } from './people-world.ts';
import type { ByTool, Judgement } from './replay.ts';

/** What judges commands as a gate of this workspace would now, without a model, a person or grants. */
export interface Here {
  readonly ok: true;
  readonly workspace: string;
  readonly set: RuleSet;
  readonly examine: (command: string) => Examined | { readonly problem: string };
  readonly judge: (command: string, cwd: string, access: string, by?: ByTool) => Promise<Judgement>;
  readonly isDirectory: (real: string) => boolean;
}

export async function judgeHere({ given, config, program, log }: People): Promise<Here | { readonly ok: false; readonly message: string }> {
  const placed = placesOf(given, config);
  if (!placed.ok) return placed;
  const { workspace, cwd } = placed;
  const { env, problem } = await captureLoginEnvironment(loginShell(config));
  if (problem !== undefined) log(problem);
  const world = localWorld(searchPathOf(env), config.home);
  const { access, preset } = config;
  const rules = rulesOf(config, workspace, log);
  let bash: Bash | undefined;
  const findOnce = (): Bash => {
    bash ??= findBash();
    return bash;
  };
  const examineIn = createExaminer({ ...ownPlaces(config, program), workspace, access, preset, bash: findOnce, world, rules });
  return {
    ok: true,
    workspace,
    set: rules(),
    examine(command) {
      const examined = examineIn({ command, cwd, access, grants: [] });
      return examined.refused ? { problem: examined.verdict.reason } : examined;
    },
    judge: async (command, from, asked, by) => {
      const wanted = ACCESS_LEVELS.find((level) => level === asked) ?? 'read-only';
      const other = by === undefined ? undefined : otherAction({ ...by, tool: '', access: wanted });
      if (other?.ok === false) return { decision: 'deny', rule: other.rule, tier: 2 };
      const { verdict } = examineIn({ command, cwd: from, access: wanted, grants: [], decide: other?.decide });
      return { decision: verdict.decision, rule: verdict.rule, tier: verdict.tier };
    },
    isDirectory: world.isDirectory,
  };
}
