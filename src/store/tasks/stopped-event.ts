import type { CancelOrder, TaskEvent } from './engine.ts';

/** The last event of a task that nobody had begun when the order came. Who gave it is in the data, as whoever holds a task writes it. */
export function stoppedEvent(taskId: string, seq: number, { by, reason, at, deferred }: CancelOrder): TaskEvent {
  const data = JSON.stringify({ stoppedBy: by, ...(deferred === true ? { deferred } : {}) });
  return { taskId, seq, at, status: 'stopped', ...(reason === '' ? {} : { detail: reason }), data };
}

/** Takes the order that a held task has and a later one; returns what counts: the first, and `force` of any. */
export function orderAfter(first: CancelOrder | undefined, order: CancelOrder): CancelOrder {
  const { by, reason, at } = first ?? order;
  // It has begun: whatever becomes of it, it was not deferred.
  return { by, reason, at, force: order.force || first?.force === true };
}
