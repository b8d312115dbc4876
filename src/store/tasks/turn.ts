/** A queue in which a task waits. */
export interface WaitingQueue {
  readonly queue: string;
  /** The number of its first task; tasks are numbered as they are dispatched. */
  readonly head: number;
  readonly running: number;
}

/** Takes the queues in which something waits and how many tasks of one may run; returns whose turn it is. */
export function nextTurn(waiting: readonly WaitingQueue[], limit: number): WaitingQueue | undefined {
  let next: WaitingQueue | undefined;
  for (const each of waiting) {
    if (each.running >= limit) continue;
    if (next === undefined || each.running < next.running || (each.running === next.running && each.head < next.head)) next = each;
  }
  return next;
}
