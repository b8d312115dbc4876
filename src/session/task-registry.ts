import { randomUUID } from 'node:crypto';
import type { Store, TaskEvent } from '../store/store.ts';
import { hasEnded, type Known, type TaskKey, type TaskLimits, type TaskSpec } from './task-model.ts';
import { createTaskState, type TaskState } from './task-state.ts';

/** The tasks that one session knows, by id and by key; forgets those whose time is over. */
export interface TaskRegistry {
  /** Not listed yet. */
  create(spec: TaskSpec): TaskState;
  createListed(spec: TaskSpec, key: TaskKey | undefined): TaskState;
  find(key: TaskKey): Known | undefined;
  get(id: string): TaskState | undefined;
  /** All, in the order they were made. */
  all(): readonly TaskState[];
  drop(state: TaskState): void;
  /** Drops what has ended and expired, or is too much. */
  sweep(): void;
}

export interface TaskRegistryDeps {
  readonly sessionId: string;
  readonly store: Store;
  readonly now: () => number;
  readonly limits: Pick<TaskLimits, 'retentionMs' | 'kept'>;
  readonly position: (id: string) => number | undefined;
  readonly changed: (event: TaskEvent) => void;
  /** Told of a task that is forgotten, to remove what is kept for it elsewhere. */
  readonly dropped: (state: TaskState) => void;
}

export function createTaskRegistry(deps: TaskRegistryDeps): TaskRegistry {
  const states = new Map<string, TaskState>();
  const keys = new Map<string, TaskKey>();
  const { sessionId, store, now, limits, changed } = deps;

  function create(spec: TaskSpec): TaskState {
    const id = `task_${randomUUID()}`;
    const state = createTaskState(spec, { id, sessionId, now, store: store.tasks, position: () => deps.position(id), changed });
    states.set(id, state);
    return state;
  }

  function drop(state: TaskState): void {
    const { id } = state.task;
    if (!states.delete(id)) return;
    keys.delete(id);
    if (state.listed) store.tasks.remove(id);
    deps.dropped(state);
  }

  return {
    create,
    createListed(spec, key) {
      const state = create(spec);
      const { id } = state.task;
      if (key !== undefined) keys.set(id, key);
      state.list({ key: key?.key === undefined ? id : rowKey(key.key), digest: key?.digest ?? '' });
      return state;
    },
    find(wanted) {
      if (wanted.key === undefined) {
        const same = [...states.values()].find(({ task }) => isSameRequest(keys.get(task.id), wanted) && !hasEnded(task.snapshot().status));
        return same === undefined ? undefined : { kind: 'same', task: same.task };
      }
      const row = store.tasks.find({ sessionId, tool: wanted.tool, key: rowKey(wanted.key) });
      const state = row === undefined ? undefined : states.get(row.id);
      if (row === undefined || state === undefined) return undefined;
      return row.digest === wanted.digest ? { kind: 'same', task: state.task } : { kind: 'other' };
    },
    get: (id) => states.get(id),
    all: () => [...states.values()],
    drop,
    sweep() {
      const ended = [...states.values()].filter((state) => state.listed && hasEnded(state.task.snapshot().status));
      const tooMany = ended.length - limits.kept;
      for (const [index, state] of ended.entries()) {
        const { endedAt = 0 } = state.task.snapshot();
        if (index < tooMany || endedAt + limits.retentionMs <= now()) drop(state);
      }
    },
  };
}

/** Keeps a caller's key apart from the ids that stand in its place. */
const rowKey = (key: string): string => `key:${key}`;

const isSameRequest = (made: TaskKey | undefined, wanted: TaskKey): boolean =>
  made !== undefined && made.key === undefined && made.tool === wanted.tool && made.digest === wanted.digest;
