import type { DatabaseSync } from 'node:sqlite';
import type { StoredTask, TaskEngine, TaskEvent, TaskPhase, TaskRecord } from '../tasks/engine.ts';
import { MAX_POSITION } from '../tasks/engine.ts';
import type { Reading } from '../tasks/watch.ts';
import { expectWhole } from './row-sum.ts';
import { eventsOf, STORED_COLUMNS, taskOf, tasksOf } from './task-rows.ts';

/** What is read of tasks; each a statement or two that go by an index, but for a task that is not there. Throws what SQLite throws. */
export interface TaskReads {
  get(taskId: string): StoredTask | undefined;
  find(wanted: Pick<TaskRecord, 'sessionId' | 'tool' | 'key'>): StoredTask | undefined;
  list(wanted: Parameters<TaskEngine['list']>[0]): readonly StoredTask[];
  position(taskId: string): number | undefined;
  events(taskId: string, fromSeq: number): readonly TaskEvent[];
  /** The events, and whether the task has ended with them or is not there. */
  reading(taskId: string, fromSeq: number): Reading;
}

const PHASES: readonly TaskPhase[] = ['queued', 'held', 'ended'];

export function prepareTaskReads(db: DatabaseSync): TaskReads {
  const get = db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE id = ?`);
  // The file has no checksums, and what its index has lost may still stand in it: absence is made sure of.
  const lost = db.prepare('SELECT 1 FROM tasks NOT INDEXED WHERE id = ?');
  const keyed = db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE session_id = ? AND tool = ? AND key = ?`);
  const keyless = db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE session_id = ? AND tool = ? AND id = ? AND key IS NULL`);
  const events = db.prepare(
    `SELECT ?1 AS task_id, seq, at, status, detail, data, sum FROM task_events
     WHERE task = (SELECT number FROM tasks WHERE id = ?1) AND seq >= ?2 ORDER BY seq`,
  );
  const phase = db.prepare('SELECT phase FROM tasks WHERE id = ?');
  const place = db.prepare("SELECT queue, number FROM tasks WHERE id = ? AND phase = 'queued'");
  const before = db.prepare(
    `SELECT count(*) AS count FROM
       (SELECT 1 FROM tasks WHERE queue = ? AND phase = 'queued' AND number < ? ORDER BY number LIMIT ${MAX_POSITION - 1})`,
  );
  const list = (which: string) => db.prepare(`SELECT ${STORED_COLUMNS} FROM tasks WHERE ${which} ORDER BY number DESC LIMIT :limit`);
  const all = {
    queued: list("number IN (SELECT number FROM tasks WHERE phase = 'queued')"),
    held: list('number IN (SELECT task FROM leases)'),
    ended: list("phase = 'ended'"),
    any: list('TRUE'),
  } as const;
  // Each phase of a session stands in order in the index, so that they are merged, and not more than the limit is read of any.
  const merged = PHASES.map((each) => `SELECT number FROM tasks WHERE session_id = :session AND phase = '${each}'`).join(' UNION ALL ');
  const ofSession = {
    queued: list("session_id = :session AND phase = 'queued'"),
    held: list("session_id = :session AND phase = 'held'"),
    ended: list("session_id = :session AND phase = 'ended'"),
    any: list(`number IN (${merged} ORDER BY number DESC LIMIT :limit)`),
  } as const;

  return {
    get(taskId) {
      const row = get.get(taskId);
      expectWhole(row !== undefined || lost.get(taskId) === undefined);
      return taskOf(row);
    },
    find: ({ sessionId, tool, key }) => taskOf(keyed.get(sessionId, tool, key) ?? keyless.get(sessionId, tool, key)),
    list({ sessionId, state, limit }) {
      const which = state ?? 'any';
      return tasksOf(sessionId === undefined ? all[which].all({ limit }) : ofSession[which].all({ session: sessionId, limit }));
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
