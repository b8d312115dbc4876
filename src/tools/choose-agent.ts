import { type Assurance, isAtLeast } from '../agents/assurance/assurance.ts';
import { type AgentStatus, LOOP } from '../agents/assurance/roster.ts';
import type { Definition } from '../agents/definitions/definition.ts';
import type { VerifyPlan } from '../agents/pursue/verify-plan.ts';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { Refused } from './dispatch-result.ts';
import { unavailable, unusableDefinition } from './unavailable-agent.ts';

export type HeldStatus = AgentStatus & { readonly level: Assurance };

/** Who does it. */
export interface Chosen {
  readonly status: HeldStatus;
  /** What it was asked for by, when that is a definition of the workspace. */
  readonly definition: Definition | undefined;
}

export interface Wish {
  /** An agent, or a trusted definition; absent: whoever is held best. */
  readonly agent: string | undefined;
  readonly minAssurance: Assurance | undefined;
  readonly access: Access;
}

/** The agent that is asked for, or the one that is held best; held as strongly as somebody wants. */
export async function chooseAgent(wish: Wish, session: Session): Promise<Chosen | Refused> {
  const { agent, access } = wish;
  // Looking at one is quicker than looking at all.
  const named = agent === undefined ? undefined : await session.agents.find(agent);
  if (named !== undefined || agent === undefined) return await held(wish, named, session);
  const defined = await session.definitions.find(agent);
  if (defined === undefined) return await held(wish, undefined, session);
  const { definition } = defined;
  if (definition === undefined) return { refused: unusableDefinition(defined, access) };
  const base = definition.base === undefined ? undefined : await session.agents.find(definition.base);
  // What it was written for may not be here, or not be held: anybody who is can play the part, for it only narrows.
  const chosen = await held({ ...wish, agent: definition.base }, base, session);
  const found =
    'refused' in chosen && definition.base !== undefined ? await held({ ...wish, agent: undefined }, undefined, session) : chosen;
  return 'refused' in found ? found : { ...found, definition };
}

async function held(wish: Wish, named: AgentStatus | undefined, session: Session): Promise<Chosen | Refused> {
  const { agent, minAssurance, access } = wish;
  const floor = session.agents.floor(access, minAssurance);
  if (named !== undefined && isHeld(named, floor)) return { status: named, definition: undefined };
  const all = await session.agents.list();
  const usable = all.filter((status) => isHeld(status, floor));
  const best = agent === undefined ? strongest(usable) : undefined;
  if (best !== undefined) return { status: best, definition: undefined };
  const [keys, servers] = await Promise.all([session.agents.keys(), session.agents.servers()]);
  return { refused: unavailable({ agent, floor, access, all, usable: usable.map(({ id }) => id), keys, servers }) };
}

const isHeld = (status: AgentStatus, floor: Assurance): status is HeldStatus =>
  status.level !== undefined && isAtLeast(status.level, floor);

/** Of those that are held alike the first; our own loop comes last. */
function strongest<T extends AgentStatus & { readonly level: Assurance }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best !== undefined && isAtLeast(best.level, one.level) ? best : one), undefined);
}

/** Of several that can, preferably one of another family. */
export async function chooseReviewer(agent: string | undefined, other: string, session: Session): Promise<Chosen | Refused> {
  const wish: Wish = { agent, minAssurance: undefined, access: 'read-only' };
  if (agent !== undefined) return await chooseAgent(wish, session);
  const floor = session.agents.floor('read-only', undefined);
  const usable = (await session.agents.list()).filter((status) => isHeld(status, floor));
  const elsewhere = usable.filter(({ id }) => id !== other);
  const best = strongest(elsewhere.filter(({ id }) => id !== LOOP)) ?? strongest(elsewhere);
  return best === undefined ? await chooseAgent(wish, session) : { status: best, definition: undefined };
}

/** Why the reviewer that somebody names can not review: that is better known before the work than after it. */
export async function reviewerMissing(
  verify: Pick<VerifyPlan, 'reviewer'> | undefined,
  author: string,
  session: Session,
): Promise<Refused | undefined> {
  const agent = verify?.reviewer?.agent;
  const chosen = agent === undefined ? undefined : await chooseReviewer(agent, author, session);
  return chosen !== undefined && 'refused' in chosen ? chosen : undefined;
}
