import type { TaskEvent } from './engine.ts';
import type { Wakes } from './wakes.ts';

/** Events from a sequence number on, and whether no other can follow them. */
export interface Reading {
  readonly events: readonly TaskEvent[];
  readonly over: boolean;
}

export interface WatchDeps {
  readonly read: (taskId: string, fromSeq: number) => Reading;
  readonly wakes: Wakes;
}

/** Gives the events of a task from a sequence number on as they come, until the last or the signal. */
export async function* watchEvents(
  { read, wakes }: WatchDeps,
  taskId: string,
  fromSeq: number,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent, void> {
  let next = fromSeq;
  while (!signal.aborted) {
    const version = wakes.version();
    const { events, over } = read(taskId, next);
    for (const event of events) {
      if (signal.aborted) return;
      next = event.seq + 1;
      yield event;
    }
    if (over) return;
    // Whoever took the events may have been slow: only when there was nothing to give is it sure that nothing is missed by waiting.
    if (events.length === 0) await wakes.wait(taskId, version, signal);
  }
}
