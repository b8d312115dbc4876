import { type Assurance, isAtLeast } from '../agents/assurance/assurance.ts';
import type { AgentStatus, Roster } from '../agents/assurance/roster.ts';
import { keysIn } from '../agents/detect.ts';
import { localServers } from '../agents/local-servers.ts';
import type { Access } from '../policy/action.ts';

/** The agents that a session can ask for. */
export interface SessionAgents {
  /** Those of the catalogue and the user's own, with how each would be held; starts nothing. */
  list(): Promise<readonly AgentStatus[]>;
  find(id: string): Promise<AgentStatus | undefined>;
  /** How strongly a child has to be held: never less than the user's settings say. @param asked by whoever dispatches it */
  floor(access: Access, asked: Assurance | undefined): Assurance;
  /** Names of the keys of model providers that the environment has. */
  keys(): Promise<readonly string[]>;
  /** What listens on this machine where a server of models usually does. */
  servers(): Promise<readonly string[]>;
}

export interface SessionAgentsDeps {
  readonly roster: () => Promise<Roster>;
  readonly login: () => Promise<Readonly<Record<string, string>>>;
  /** What a person says of how children are held. */
  readonly settings: { readonly minAssurance: Assurance | undefined; readonly allowObserved: boolean };
}

export function createSessionAgents({ roster, login, settings }: SessionAgentsDeps): SessionAgents {
  const { minAssurance, allowObserved } = settings;
  return {
    list: async () => await (await roster()).list(),
    find: async (id) => await (await roster()).find(id),
    floor(access, asked) {
      // What writes is held by more than the agent's own word.
      const usual: Assurance = access === 'read-only' ? 'gated' : 'caged';
      return [minAssurance, asked].reduce<Assurance>(stronger, allowObserved ? 'observed' : usual);
    },
    keys: async () => keysIn(await login()),
    servers: localServers,
  };
}

function stronger(level: Assurance, other: Assurance | undefined): Assurance {
  return other !== undefined && isAtLeast(other, level) ? other : level;
}
