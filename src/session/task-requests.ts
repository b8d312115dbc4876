import type { StoredTask, TaskEngine } from '../store/tasks/engine.ts';
import type { FirstChange, TaskState } from './task-life.ts';
import type { Known, Task, TaskKey, TaskSpec } from './task-model.ts';
import { engineKey, keyOf, type TaskRegistry } from './task-registry.ts';

/** Makes a request one task, however often it comes: also twice at once, and after a restart. */
export interface TaskRequests {
  /** What an earlier request with this key has made. */
  find(key: TaskKey): Promise<Known | undefined>;
  /** Has a new task kept, or finds the one that the same request has made. Rejects with `StoreFailed`; then there is none. */
  keep(spec: TaskSpec, key: TaskKey | undefined, first: FirstChange): Promise<Kept>;
}

export type Kept = { readonly kind: 'new'; readonly state: TaskState } | Known | { readonly kind: 'closed' };

export interface TaskRequestsDeps {
  readonly sessionId: string;
  readonly engine: TaskEngine;
  readonly registry: TaskRegistry;
  readonly stateOf: (spec: TaskSpec, id: string) => TaskState;
  readonly restore: (stored: StoredTask) => Promise<Task>;
  readonly isClosed: () => boolean;
}

export function createTaskRequests({ sessionId, engine, registry, stateOf, restore, isClosed }: TaskRequestsDeps): TaskRequests {
  /** Requests that are being kept: whoever asks for the same waits for it. */
  const dispatching = new Map<TaskState, Promise<Kept>>();

  async function known(stored: StoredTask, digest: string): Promise<Known> {
    if (stored.digest !== digest) return { kind: 'other' };
    return { kind: 'same', task: registry.get(stored.id)?.task ?? (await restore(stored)) };
  }

  async function find({ tool, key, digest }: TaskKey): Promise<Known | undefined> {
    registry.sweep();
    if (key !== undefined) {
      const stored = await engine.find({ sessionId, tool, key: keyOf(key) });
      return stored === undefined ? undefined : await known(stored, digest);
    }
    return await inFlight({ tool, digest });
  }

  /** Looks before it waits, so that of two that come at once one sees the other. */
  function inFlight(key: TaskKey): Promise<Known> | undefined {
    const same = key.key === undefined ? registry.sameRequest(key) : undefined;
    if (same === undefined) return undefined;
    // Told only of what is kept: when that fails, both fail.
    return Promise.resolve(dispatching.get(same)).then(() => ({ kind: 'same', task: same.task }));
  }

  async function dispatch(state: TaskState, key: TaskKey | undefined, first: FirstChange): Promise<Kept> {
    const made = await state.dispatch(engineKey(state.task.id, key), first);
    if (made.kind === 'new') return { kind: 'new', state };
    registry.drop(state);
    return await known(made.task, key?.digest ?? '');
  }

  return {
    find,
    async keep(spec, key, first) {
      registry.sweep();
      const before = key === undefined ? undefined : await find(key);
      if (before !== undefined) return before;
      if (isClosed()) return { kind: 'closed' };
      const meanwhile = key === undefined ? undefined : inFlight(key);
      if (meanwhile !== undefined) return await meanwhile;
      const state = registry.create((id) => stateOf(spec, id), key);
      const dispatched = dispatch(state, key, first);
      dispatching.set(state, dispatched);
      try {
        return await dispatched;
      } catch (error) {
        registry.drop(state);
        throw error;
      } finally {
        dispatching.delete(state);
      }
    },
  };
}
