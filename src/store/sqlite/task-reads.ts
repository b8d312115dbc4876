import type { DatabaseSync } from 'node:sqlite';
import type { StoredTask, TaskEngine, TaskEvent, TaskPhase, TaskRecord } from '../tasks/engine.ts';
import { MAX_POSITION } from '../tasks/engine.ts';
import type { Reading } from '../tasks/watch.ts';
import { eventsOf, STORED_COLUMNS, taskOf, tasksOf } from './task-rows.ts';

/** What is read of tasks; each a statement or two that go by an index. Throws what SQLite throws. */
export interface TaskReads {
  get(taskId: string): StoredTask | undefined;
  find(wanted: Pick<TaskRecord, 'sessionId' | 'tool' | 'key'>): StoredTask | undefined;
  list(wanted: Parameters<TaskEngine['list']>[0]): readonly StoredTask[];
  position(taskId: string): number | undefined;
  events(taskId: string, fromSeq: number): readonly TaskEvent[];
  /** The events, and whether the task has ended with them or is not there. */
  reading(taskId: string, fromSeq: number): Reading;
}

export function prepareTaskReads(db: DatabaseSync): TaskReads {
  const get = db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE id = ?`);
  const find = db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE session_id = ? AND tool = ? AND key = ?`);
  const events = db.prepare(
    'SELECT task_id, seq, at, status, detail, data, sum FROM task_events WHERE task_id = ? AND seq >= ? ORDER BY seq',
  );
  const phase = db.prepare('SELECT phase FROM tasks WHERE id = ?');
  const place = db.prepare("SELECT queue, number FROM tasks WHERE id = ? AND phase = 'queued'");
  const before = db.prepare(
    `SELECT count(*) AS count FROM
       (SELECT 1 FROM tasks WHERE queue = ? AND phase = 'queued' AND number < ? ORDER BY number LIMIT ${MAX_POSITION - 1})`,
  );
  const lists = (phaseIs: string) => ({
    all: db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE ${phaseIs} ORDER BY number DESC LIMIT ?`),
    ofSession: db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE ${phaseIs} AND session_id = ? ORDER BY number DESC LIMIT ?`),
  });
  // A partial index is used only where its condition stands in the statement.
  const byPhase: Readonly<Record<TaskPhase | 'any', ReturnType<typeof lists>>> = {
    queued: lists("phase = 'queued' AND phase <> 'ended'"),
    held: lists("phase = 'held' AND phase <> 'ended'"),
    ended: lists("phase = 'ended'"),
    any: lists('TRUE'),
  };

  return {
    get: (taskId) => taskOf(get.get(taskId)),
    find: ({ sessionId, tool, key }) => taskOf(find.get(sessionId, tool, key)),
    list({ sessionId, state, limit }) {
      const { all, ofSession } = byPhase[state ?? 'any'];
      return tasksOf(sessionId === undefined ? all.all(limit) : ofSession.all(sessionId, limit));
    },
    position(taskId) {
      const { queue, number } = place.get(taskId) ?? {};
      if (typeof queue !== 'string' || typeof number !== 'number') return undefined;
      return Number(before.get(queue, number)?.['count']) + 1;
    },
    events: (taskId, fromSeq) => eventsOf(events.all(taskId, fromSeq), fromSeq),
    reading(taskId, fromSeq) {
      // The phase first: what ends in between is then found the next time.
      const now = phase.get(taskId)?.['phase'];
      return { events: eventsOf(events.all(taskId, fromSeq), fromSeq), over: now === undefined || now === 'ended' };
    },
  };
}
