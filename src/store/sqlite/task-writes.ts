import type { DatabaseSync } from 'node:sqlite';
import type { Claim, TaskEvent, TaskPhase } from '../tasks/engine.ts';
import { rowSum } from './row-sum.ts';

/** Changes of tasks; each belongs into a transaction. */
export interface TaskWrites {
  event(event: TaskEvent): void;
  /**
   * The next event of a task that this claim holds, with the phase that it is in from then on. False, and nothing is written, when the
   * claim is no longer good or the sequence has a gap.
   */
  held(claim: Claim, event: TaskEvent, phase: TaskPhase): boolean;
  /** Gives a task to this worker; it is no other's from then on. */
  lease(taskId: string, queue: string): void;
  unlease(taskId: string): void;
}

export function prepareTaskWrites(db: DatabaseSync, worker: string): TaskWrites {
  const insert = db.prepare('INSERT INTO task_events (task_id, seq, at, status, detail, data, sum) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const held = db.prepare(
    `UPDATE tasks SET phase = ?, status = ?, last_seq = ?, ended_at = ?
     WHERE id = ? AND phase = 'held' AND fence = ? AND last_seq = ?`,
  );
  const lease = db.prepare(
    'INSERT INTO leases (task_id, queue, worker) VALUES (?, ?, ?) ON CONFLICT (task_id) DO UPDATE SET worker = excluded.worker',
  );
  const unlease = db.prepare('DELETE FROM leases WHERE task_id = ?');
  const event = ({ taskId, seq, at, status, detail, data }: TaskEvent): void => {
    const columns = [taskId, seq, at, status, detail ?? null, data ?? null];
    insert.run(...columns, rowSum(columns));
  };
  return {
    event,
    held({ taskId, fence }, next, phase) {
      if (next.taskId !== taskId) return false;
      const endedAt = phase === 'ended' ? next.at : null;
      if (held.run(phase, next.status, next.seq, endedAt, taskId, fence, next.seq - 1).changes === 0) return false;
      event(next);
      return true;
    },
    lease(taskId, queue) {
      lease.run(taskId, queue, worker);
    },
    unlease(taskId) {
      unlease.run(taskId);
    },
  };
}
