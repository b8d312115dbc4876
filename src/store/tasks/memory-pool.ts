import type { CancelOrder, StoredTask, TaskEvent, TaskPhase, TaskRecord } from './engine.ts';
import { createWakes, type Wakes } from './wakes.ts';

/** One task and all that has happened to it. */
export interface Kept {
  readonly task: TaskRecord;
  /** Tasks are numbered as they are dispatched. */
  readonly number: number;
  readonly events: TaskEvent[];
  phase: TaskPhase;
  fence: number;
  worker: string | undefined;
  order: CancelOrder | undefined;
}

/** The tasks of one process, and who works on them. */
export interface MemoryPool {
  readonly tasks: Map<string, Kept>;
  /** By session, tool and key. */
  readonly byKey: Map<string, Kept>;
  /** Waiting ones of each queue in the order of their numbers. */
  readonly queues: Map<string, Kept[]>;
  readonly held: Set<Kept>;
  /** The beats of those that live. */
  readonly workers: Map<string, number>;
  readonly wakes: Wakes;
  /** Told of every change of a task. */
  told(taskId: string): void;
  /** The number of the next task. */
  nextNumber(): number;
}

/** An empty one. Takes what else is told of every change. */
export function createMemoryPool(touch: () => void = () => {}): MemoryPool {
  const wakes = createWakes();
  let last = 0;
  return {
    tasks: new Map(),
    byKey: new Map(),
    queues: new Map(),
    held: new Set(),
    workers: new Map(),
    wakes,
    told(taskId) {
      touch();
      wakes.wake(taskId);
    },
    nextNumber() {
      last += 1;
      return last;
    },
  };
}

/** Moves a task into a phase: the only place that does. Takes who holds it from then on. */
export function move(pool: MemoryPool, kept: Kept, phase: TaskPhase, worker?: string): void {
  const { queue } = kept.task;
  const waiting = pool.queues.get(queue) ?? [];
  if (kept.phase === 'queued') waiting.splice(placeIn(waiting, kept), 1);
  pool.held.delete(kept);
  kept.phase = phase;
  kept.worker = worker;
  if (phase === 'queued') waiting.splice(placeIn(waiting, kept), 0, kept);
  if (phase === 'held') pool.held.add(kept);
  if (waiting.length === 0) pool.queues.delete(queue);
  else pool.queues.set(queue, waiting);
}

/** How many of these come before it. */
export function placeIn(waiting: readonly Kept[], { number }: Kept): number {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.number ?? number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function keyOf({ sessionId, tool, key }: Pick<TaskRecord, 'sessionId' | 'tool' | 'key'>): string {
  return JSON.stringify([sessionId, tool, key]);
}

export function stored({ task, phase, events }: Kept): StoredTask {
  const last = events.at(-1);
  return {
    ...task,
    phase,
    status: last?.status ?? '',
    seq: events.length,
    ...(phase === 'ended' && last !== undefined ? { endedAt: last.at } : {}),
  };
}
