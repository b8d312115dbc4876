import type { DatabaseSync } from 'node:sqlite';
import type { Claim, TaskEvent, TaskPhase, TaskRecord } from '../tasks/engine.ts';
import { rowSum } from './row-sum.ts';
import { taskSum } from './task-rows.ts';

/** Changes of tasks; each belongs into a transaction. */
export interface TaskWrites {
  /** Returns its number. */
  task(task: TaskRecord, now: { readonly phase: TaskPhase; readonly status: string; readonly fence: number }): number;
  /** @param number of the task */
  event(number: number, event: TaskEvent): void;
  /**
   * The next event of a task that this claim holds, with the phase that it is in from then on. Returns the number of the task; nothing is
   * written, and there is none, when the claim is no longer good or the sequence has a gap.
   */
  held(claim: Claim, event: TaskEvent, phase: TaskPhase): number | undefined;
  /** Gives a task to this worker; it is no other's from then on. */
  lease(number: number, queue: string): void;
  unlease(number: number): void;
}

export function prepareTaskWrites(db: DatabaseSync, worker: string): TaskWrites {
  const add = db.prepare(
    `INSERT INTO tasks (id, session_id, queue, tool, key, digest, spec, created_at, phase, status, last_seq, fence, sum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
  );
  const insert = db.prepare('INSERT INTO task_events (task, seq, at, status, detail, data, sum) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const held = db.prepare(
    `UPDATE tasks SET phase = ?, status = ?, last_seq = ?, ended_at = ?
     WHERE id = ? AND phase = 'held' AND fence = ? AND last_seq = ? RETURNING number`,
  );
  const lease = db.prepare(
    'INSERT INTO leases (task, queue, worker) VALUES (?, ?, ?) ON CONFLICT (task) DO UPDATE SET worker = excluded.worker',
  );
  const unlease = db.prepare('DELETE FROM leases WHERE task = ?');
  const event = (number: number, { taskId, seq, at, status, detail, data }: TaskEvent): void => {
    const columns = [seq, at, status, detail ?? null, data ?? null];
    insert.run(number, ...columns, rowSum([taskId, ...columns]));
  };
  return {
    task(task, { phase, status, fence }) {
      const { id, sessionId, queue, tool, key, digest, spec, createdAt } = task;
      const given = key === id ? null : key;
      const sum = taskSum(task);
      return Number(add.run(id, sessionId, queue, tool, given, digest, spec, createdAt, phase, status, fence, sum).lastInsertRowid);
    },
    event,
    held({ taskId, fence }, next, phase) {
      if (next.taskId !== taskId) return undefined;
      const endedAt = phase === 'ended' ? next.at : null;
      const number = held.get(phase, next.status, next.seq, endedAt, taskId, fence, next.seq - 1)?.['number'];
      if (typeof number !== 'number') return undefined;
      event(number, next);
      return number;
    },
    lease(number, queue) {
      lease.run(number, queue, worker);
    },
    unlease(number) {
      unlease.run(number);
    },
  };
}
