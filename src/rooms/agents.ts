import type { ModelAgents, ModelAgentsOf } from '../agents/model-agents.ts';
import type { AgentRoomDeps } from './agent-room.ts';

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
      briefing: async (request, gate) => (await agents()).briefing(request, gate),
      runner: {
        agent: 'model',
        run: async (spec, context) => (await agents()).runner.run(spec, context),
        goOn: async (child, context) => (await agents()).runner.goOn(child, context),
      },
    };
  };
}
