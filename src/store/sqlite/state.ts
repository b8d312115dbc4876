import * as z from 'zod';
import type { StateStore } from '../state.ts';
import type { Connection } from './approvals.ts';
import { createStateCounts } from './state-counts.ts';
import { transaction } from './transaction.ts';

export interface StateDeps {
  readonly file: string;
  /** Version of the library. */
  readonly sqlite: string;
}

const use = z
  .object({ session_id: z.string(), phase: z.enum(['queued', 'held', 'ended']), pid: z.number().nullable() })
  .transform(({ session_id: sessionId, phase, pid }) => ({ sessionId, phase, pid: pid ?? undefined }));

const ended = z
  .object({ id: z.string(), session_id: z.string(), number: z.number(), ended_at: z.number(), bytes: z.unknown() })
  .transform(({ id, session_id: sessionId, number, ended_at: endedAt, bytes }) => ({
    id,
    sessionId,
    number,
    endedAt,
    outputBytes: typeof bytes === 'number' && bytes >= 0 ? bytes : undefined,
  }));

/** The file is left alone while less of it is free than this, in pages and as a share: what is free is used again. */
const FREE_PAGES = 1_024;
const FREE_SHARE = 0.25;
/** Pages given back at a time, which takes about a millisecond. */
const PAGES_AT_ONCE = 64;

const UNUSED = 'old.owner IS NULL AND old.used_at < ? AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.session_id = old.id)';
const NO_ITEMS = "CASE WHEN json_valid(list) THEN coalesce(json_array_length(list, '$.items'), 0) = 0 ELSE FALSE END";

/** The file as a whole. */
export function createSqliteState(connection: Connection, { file, sqlite }: StateDeps): StateStore {
  const { db, owners, guarded, touch } = connection;
  const task = db.prepare(
    `SELECT tasks.session_id, tasks.phase, owners.pid FROM tasks
     LEFT JOIN leases ON leases.task = tasks.number LEFT JOIN owners ON owners.id = leases.worker WHERE tasks.id = ?`,
  );
  const tasksOf = db.prepare('SELECT id FROM tasks WHERE session_id = ?');
  // The last event is where a task says what it left behind.
  const endedTasks = db.prepare(
    `SELECT tasks.id, tasks.session_id, tasks.number, tasks.ended_at,
       CASE WHEN json_valid(last.data) THEN json_extract(last.data, '$.outputBytes') END AS bytes
     FROM tasks LEFT JOIN task_events AS last ON last.task = tasks.number AND last.seq = tasks.last_seq
     WHERE tasks.phase = 'ended' AND (tasks.ended_at, tasks.number) > (?, ?) ORDER BY tasks.ended_at, tasks.number LIMIT ?`,
  );
  const removeTask = db.prepare("DELETE FROM tasks WHERE id = ? AND phase = 'ended'");
  const removeLists = db.prepare(`DELETE FROM todos WHERE session_id IN (SELECT id FROM sessions AS old WHERE ${UNUSED}) AND ${NO_ITEMS}`);
  const removeSessions = db.prepare(
    `DELETE FROM sessions AS old WHERE ${UNUSED} AND NOT EXISTS (SELECT 1 FROM todos WHERE todos.session_id = old.id)`,
  );
  const number = (pragma: string): number => {
    const value = Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    return typeof value === 'number' ? value : 0;
  };

  return {
    file,
    sqlite,
    counts: createStateCounts(connection),
    task: (taskId) =>
      guarded(() => {
        owners.sweep();
        const row = task.get(taskId);
        return row === undefined ? undefined : use.parse(row);
      }),
    tasksOf: (sessionId) => guarded(() => tasksOf.all(sessionId)).flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
    ended: ({ after, limit }) =>
      guarded(() => endedTasks.all(after?.endedAt ?? -1, after?.number ?? 0, limit)).map((row) => ended.parse(row)),
    forgetTasks(taskIds) {
      if (taskIds.length === 0) return [];
      const forgotten = guarded(() => transaction(db, () => taskIds.filter((id) => removeTask.run(id).changes !== 0)));
      if (forgotten.length > 0) touch();
      return forgotten;
    },
    forgetSessions(usedBefore) {
      const forgotten = guarded(() =>
        transaction(db, () => {
          owners.sweep();
          removeLists.run(usedBefore);
          return Number(removeSessions.run(usedBefore).changes);
        }),
      );
      if (forgotten > 0) touch();
      return forgotten;
    },
    shrink: () =>
      guarded(() => {
        const free = number('freelist_count');
        // 2 is incremental; a file that an earlier version made gives nothing back before it is rewritten.
        if (number('auto_vacuum') !== 2 || free < FREE_PAGES || free < number('page_count') * FREE_SHARE) return false;
        db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
        return true;
      }),
    vacuum() {
      guarded(() => db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'));
    },
  };
}
