import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { TaskEngine } from '../tasks/engine.ts';
import { nextTurn } from '../tasks/turn.ts';

/** Says whose turn it is: the number of the task, if any may run. Its cost depends on how many may not begin, not on how many wait. */
export type TaskTurns = (wanted: Pick<Parameters<TaskEngine['claim']>[0], 'queues' | 'limits' | 'except'>) => number | undefined;

const rows = z.array(z.object({ queue: z.string(), head: z.number(), running: z.number() }));

export function prepareTaskTurns(db: DatabaseSync, worker: string): TaskTurns {
  const own = db.prepare('SELECT count(*) AS count FROM leases WHERE worker = ?');
  // One statement however many queues there are, and two steps into an index for each of them.
  const waiting = db.prepare(
    `SELECT queues.value AS queue,
       (SELECT number FROM tasks WHERE queue = queues.value AND phase = 'queued'
          AND id NOT IN (SELECT value FROM json_each(:except)) ORDER BY number LIMIT 1) AS head,
       (SELECT count(*) FROM leases WHERE queue = queues.value) AS running
     FROM json_each(:queues) AS queues WHERE head IS NOT NULL`,
  );
  return ({ queues, limits, except = [] }) => {
    const found = rows.parse(waiting.all({ queues: JSON.stringify(queues), except: JSON.stringify(except) }));
    if (found.length === 0 || Number(own.get(worker)?.['count']) >= limits.worker) return undefined;
    return nextTurn(found, limits.queue)?.head;
  };
}
