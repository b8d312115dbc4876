import { existsSync } from 'node:fs';
import type { ModelAgents, ModelAgentsOf } from '../agents/model-agents.ts';
import type { AgentRoomDeps } from './agent-room-deps.ts';
import { worktreesDir } from './worktrees-dir.ts';

/**
 * The children of one session that have a model of their own. Most sessions start none, so what drives them is loaded when the first is
 * asked for.
 */
export function modelAgents(deps: AgentRoomDeps): (of: ModelAgentsOf) => ModelAgents {
  let room: Promise<typeof import('./agent-room.ts')> | undefined;
  return (of) => {
    let made: Promise<ModelAgents> | undefined;
    const agents = (): Promise<ModelAgents> => {
      room ??= import('./agent-room.ts');
      made ??= room.then(({ createModelAgents }) => createModelAgents(deps, of));
      return made;
    };
    return {
      roster: async () => (await agents()).roster(),
      definitions: {
        list: async () => (await agents()).definitions.list(),
        find: async (name) => (await agents()).definitions.find(name),
      },
      briefing: async (request, gate) => (await agents()).briefing(request, gate),
      runner: {
        agent: 'model',
        run: async (spec, context) => (await agents()).runner.run(spec, context),
        goOn: async (child, context) => (await agents()).runner.goOn(child, context),
      },
    };
  };
}

/** Sees to the work trees of dead servers; where there never was one, nothing is loaded for it. */
export function treeSweeper(deps: AgentRoomDeps, outputDir: string): () => Promise<void> {
  return async () => {
    if (!existsSync(worktreesDir(deps.config.home))) return;
    const { sweepTrees } = await import('./agent-room.ts');
    await sweepTrees(deps, outputDir);
  };
}
