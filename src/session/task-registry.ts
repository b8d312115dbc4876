import { hash, randomUUID } from 'node:crypto';
import type { EngineKey, TaskState } from './task-life.ts';
import { hasEnded, type Task, type TaskKey, type TaskLimits } from './task-model.ts';

/** The tasks of one session that this process has in memory, by id and by key; forgets those whose time is over. */
export interface TaskRegistry {
  /** Takes what makes the state of a new id; nobody is told of it before it is kept. */
  create(make: (id: string) => TaskState, key?: TaskKey): TaskState;
  adopt(state: TaskState): void;
  /** The one that the same request has made and that has not ended; requests with a key of their own are the engine's to find. */
  sameRequest(key: TaskKey): TaskState | undefined;
  get(id: string): TaskState | undefined;
  /** Those that this one is the parent of. */
  children(id: string): readonly TaskState[];
  /** The same, and their children, and so on. */
  below(id: string): readonly TaskState[];
  /** Those of this group, in the order they were made. */
  inGroup(name: string): readonly TaskState[];
  /** All, in the order they were made. */
  all(): readonly TaskState[];
  /** Those that lists show, in the order they were made. */
  listed(): readonly Task[];
  /** Ids of those that wait for their turn, the next one first. */
  queued(): readonly string[];
  /** How many of those that are kept run. */
  running(): number;
  drop(state: TaskState): void;
  /** Drops what has ended and expired, or is too much. */
  sweep(): void;
}

export interface TaskRegistryDeps {
  readonly now: () => number;
  readonly limits: Pick<TaskLimits, 'retentionMs' | 'kept'>;
  /** Told of a task that is not in memory any more. */
  readonly dropped: (state: TaskState) => void;
}

export function createTaskRegistry({ now, limits, dropped }: TaskRegistryDeps): TaskRegistry {
  const states = new Map<string, TaskState>();
  const keys = new Map<string, TaskKey>();
  // Most tasks have neither a parent nor a group, and are gone through often.
  const byParent = createIndex(({ spec }) => spec.parent);
  const byGroup = createIndex(({ spec }) => spec.group?.name);

  function add(state: TaskState): void {
    states.set(state.task.id, state);
    byParent.add(state);
    byGroup.add(state);
  }

  function drop(state: TaskState): void {
    const { id } = state.task;
    if (!states.delete(id)) return;
    keys.delete(id);
    byParent.delete(state);
    byGroup.delete(state);
    dropped(state);
  }

  const all = (): readonly TaskState[] => [...states.values()];
  // A parent is there before its children: there is no circle.
  const below = (id: string): readonly TaskState[] => byParent.of(id).flatMap((child) => [child, ...below(child.task.id)]);

  return {
    create(make, key) {
      const id = `task_${randomUUID()}`;
      const state = make(id);
      add(state);
      if (key !== undefined) keys.set(id, key);
      return state;
    },
    adopt: add,
    sameRequest: (wanted) => all().find(({ status, task }) => isSameRequest(keys.get(task.id), wanted) && !hasEnded(status)),
    get: (id) => states.get(id),
    children: byParent.of,
    below,
    inGroup: byGroup.of,
    all,
    listed: () => all().flatMap(({ kept, task }) => (kept ? [task] : [])),
    queued: () => all().flatMap(({ kept, status, task }) => (kept && status === 'queued' ? [task.id] : [])),
    // A child that waits for a person still has its place.
    running: () =>
      all().filter(({ kept, status, begun }) => kept && (status === 'running' || (status === 'waiting_approval' && begun))).length,
    drop,
    sweep() {
      const ended = all().filter(({ kept, status }) => kept && hasEnded(status));
      const tooMany = ended.length - limits.kept;
      for (const [index, state] of ended.entries()) {
        const { endedAt = 0 } = state.task.snapshot();
        if (index < tooMany || endedAt + limits.retentionMs <= now()) drop(state);
      }
    },
  };
}

/** Tasks by something that most of them do not have. */
function createIndex(keyOf: (state: TaskState) => string | undefined) {
  const found = new Map<string, Set<TaskState>>();
  return {
    add(state: TaskState): void {
      const key = keyOf(state);
      if (key !== undefined) found.set(key, (found.get(key) ?? new Set()).add(state));
    },
    delete(state: TaskState): void {
      const key = keyOf(state) ?? '';
      const those = found.get(key);
      those?.delete(state);
      if (those?.size === 0) found.delete(key);
    },
    of: (key: string): readonly TaskState[] => [...(found.get(key) ?? [])],
  };
}

/** How the engine knows a request. */
export function engineKey(id: string, key: TaskKey | undefined): EngineKey {
  return { key: key?.key === undefined ? id : keyOf(key.key), digest: key?.digest ?? '' };
}

/** A caller's key as it is kept: apart from the ids that stand in its place, and not readable, for it may be anything. */
export const keyOf = (key: string): string => `key:${hash('sha256', key)}`;

const isSameRequest = (made: TaskKey | undefined, wanted: TaskKey): boolean =>
  made !== undefined && made.key === wanted.key && made.tool === wanted.tool && made.digest === wanted.digest;
