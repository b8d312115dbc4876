import type { TaskEngine } from '../store/tasks/engine.ts';
import { isAccepted, isSame, type MemberUse, toldSpent, useOf } from './task-group-rules.ts';
import type { TaskState } from './task-life.ts';
import { type GroupSpec, hasEnded, type TaskSnapshot } from './task-model.ts';
import { keptSpec } from './task-record.ts';
import { EVERY_ONE } from './task-recovery.ts';

/** A group as this process knows it. One that is named again with other values, after all of it has ended, is another group. */
export interface Group {
  readonly spec: GroupSpec;
  /** By id, in the order of their making; what those used that have ended. */
  readonly members: Map<string, MemberUse | undefined>;
  /** When the first began, in milliseconds since 1970. */
  since: number | undefined;
  winner: string | undefined;
  /** Why its budget is spent. */
  spent: string | undefined;
  /** Dispatches that are on their way into it. */
  entering: number;
  /** Of those, the ones that begin at once. */
  reserved: number;
  /** The last one that may win. */
  candidate: TaskState | undefined;
  timer: NodeJS.Timeout | undefined;
}

export function createGroup(spec: GroupSpec): Group {
  return {
    spec,
    members: new Map(),
    since: undefined,
    winner: undefined,
    spent: undefined,
    entering: 0,
    reserved: 0,
    candidate: undefined,
    timer: undefined,
  };
}

/** Adds what is known of a member; returns the group. */
export function withMember(group: Group, snapshot: TaskSnapshot): Group {
  const { id, status, startedAt } = snapshot;
  group.members.set(id, hasEnded(status) ? useOf(snapshot) : undefined);
  if (startedAt !== undefined) group.since = Math.min(group.since ?? startedAt, startedAt);
  // No second one is accepted before the first has ended, and then it is stopped.
  if (group.spec.cancel === 'winner' && isAccepted(snapshot)) group.winner ??= id;
  return group;
}

export interface ReadGroupDeps {
  readonly sessionId: string;
  readonly engine: TaskEngine;
  readonly get: (id: string) => Promise<{ snapshot(): TaskSnapshot } | undefined>;
}

/** What the store has of a group: its newest members, as far back as they have the same values. Rejects with `StoreFailed`. */
export async function readGroup(name: string, { sessionId, engine, get }: ReadGroupDeps): Promise<Group | undefined> {
  const quoted = JSON.stringify(name);
  const named: { id: string; spec: GroupSpec }[] = [];
  for (const stored of await engine.list({ sessionId, limit: EVERY_ONE })) {
    // Most are in no group, and reading a spec takes longer.
    const spec = stored.spec.includes(quoted) ? keptSpec(stored).group : undefined;
    if (spec?.name === name) named.push({ id: stored.id, spec });
  }
  const [newest] = named;
  if (newest === undefined) return undefined;
  const other = named.findIndex(({ spec }) => !isSame(spec, newest.spec));
  const same = named.slice(0, other < 0 ? undefined : other).reverse();
  const tasks = await Promise.all(same.map(({ id }) => get(id)));
  const group = createGroup(newest.spec);
  for (const task of tasks) {
    const snapshot = task?.snapshot();
    if (snapshot === undefined) continue;
    withMember(group, snapshot);
    group.spent ??= toldSpent(newest.spec, snapshot);
  }
  return group;
}
