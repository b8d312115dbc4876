import type { CancelOrder, TaskEvent } from './engine.ts';

/** The last event of a task that nobody had begun when the order came. Who gave it is in the data, as whoever holds a task writes it. */
export function stoppedEvent(taskId: string, seq: number, { by, reason, at }: CancelOrder): TaskEvent {
  return { taskId, seq, at, status: 'stopped', ...(reason === '' ? {} : { detail: reason }), data: JSON.stringify({ stoppedBy: by }) };
}

/** Takes the order that a task has and a later one; returns what counts: the first, and `force` of any. */
export function orderAfter(first: CancelOrder | undefined, order: CancelOrder): CancelOrder {
  return first === undefined ? order : { ...first, force: first.force || order.force };
}
