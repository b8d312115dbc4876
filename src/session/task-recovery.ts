import type { CancelOrder, TaskEngine } from '../store/tasks/engine.ts';
import type { TaskState } from './task-life.ts';
import type { TaskSpec } from './task-model.ts';
import { keptSpec } from './task-record.ts';

export interface TaskRecoveryDeps {
  readonly sessionId: string;
  readonly engine: TaskEngine;
  readonly stateOf: (spec: TaskSpec, id: string) => TaskState;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Takes what an earlier process of this session has left open. What waited for its turn is ended: nobody expects it to begin days later.
 * Returns the others, each of them this process's by now; whether one still runs is the runner's to find out.
 */
export async function takeOverTasks({ sessionId, engine, stateOf, now }: TaskRecoveryDeps): Promise<readonly TaskState[]> {
  for (const { id } of await engine.list({ sessionId, state: 'queued', limit: EVERY_ONE })) {
    await engine.cancel(id, notBegun(now()));
  }
  const taken: TaskState[] = [];
  for (const stored of await engine.list({ sessionId, state: 'held', limit: EVERY_ONE })) {
    const claim = await engine.takeOver(stored.id);
    if (claim === undefined) continue;
    const { command, cwd, access, ...kept } = keptSpec(stored);
    const action = { kind: 'command' as const, tool: stored.tool, command, cwd, access };
    const state = stateOf({ ...kept, action, limit: 'budget' }, stored.id);
    state.takenOver(claim, stored, await engine.events(stored.id, 1));
    taken.push(state);
  }
  return taken;
}

/** Ends what waits for its turn in the queue of a server that has died. */
export function notBegun(at: number): CancelOrder {
  return { by: 'shutdown', reason: 'its server ended before its turn came', force: false, at };
}

/** A limit that is none. */
export const EVERY_ONE = Number.MAX_SAFE_INTEGER;
