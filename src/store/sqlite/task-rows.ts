import * as z from 'zod';
import type { CancelOrder, StoredTask, TaskEvent, TaskRecord } from '../tasks/engine.ts';
import { expectSum, expectWhole, rowSum } from './row-sum.ts';

const task = z
  .object({
    id: z.string(),
    session_id: z.string(),
    queue: z.string(),
    tool: z.string(),
    key: z.string(),
    digest: z.string(),
    spec: z.string(),
    created_at: z.number(),
    phase: z.enum(['queued', 'held', 'ended']),
    status: z.string(),
    last_seq: z.number(),
    ended_at: z.number().nullable(),
    sum: z.string(),
    told: z.string().nullable().optional(),
  })
  .transform(({ session_id: sessionId, created_at: createdAt, last_seq: seq, ended_at: endedAt, sum, told, ...row }): StoredTask => {
    const stored = { ...row, sessionId, createdAt, seq, ...(endedAt === null ? {} : { endedAt }) };
    expectSum(sum, unchanging(stored));
    expectWhole(told === undefined || told === row.status);
    return stored;
  });

function unchanging({ id, sessionId, queue, tool, key, digest, spec, createdAt }: TaskRecord): readonly (string | number)[] {
  return [id, sessionId, queue, tool, key, digest, spec, createdAt];
}

/** What is kept beside a task. */
export function taskSum(task: TaskRecord): string {
  return rowSum(unchanging(task));
}

const tasks = z.array(task);

const events = z.array(
  z
    .object({
      task_id: z.string(),
      seq: z.number(),
      at: z.number(),
      status: z.string(),
      detail: z.string().nullable(),
      data: z.string().nullable(),
      sum: z.string(),
    })
    .transform(({ task_id: taskId, seq, at, status, detail, data, sum }): TaskEvent => {
      expectSum(sum, [taskId, seq, at, status, detail, data]);
      return { taskId, seq, at, status, ...(detail === null ? {} : { detail }), ...(data === null ? {} : { data }) };
    }),
);

const order = z.object({ by: z.string(), reason: z.string(), force: z.boolean(), at: z.number() });

/** The columns that `taskOf` reads. */
export const TASK_COLUMNS =
  'id, session_id, queue, tool, coalesce(key, id) AS key, digest, spec, created_at, phase, status, last_seq, ended_at, sum';
/** The same, and the status that its last event tells: that must be the one of the task. */
export const STORED_COLUMNS = `${TASK_COLUMNS}, (SELECT status FROM task_events WHERE task = number AND seq = last_seq) AS told`;

/** Takes a row as SQLite gives it, or its absence; throws for one that is none of ours, like all here. */
export function taskOf(row: unknown): StoredTask | undefined {
  return row === undefined ? undefined : task.parse(row);
}

export function tasksOf(rows: unknown): readonly StoredTask[] {
  return tasks.parse(rows);
}

/** Takes the events from a sequence number on; no other may be missing between them. */
export function eventsOf(rows: unknown, fromSeq: number): readonly TaskEvent[] {
  const found = events.parse(rows);
  expectWhole(found.every(({ seq }, index) => seq === Math.max(1, fromSeq) + index));
  return found;
}

/** Takes the text of a column; `undefined` for NULL. */
export function orderOf(text: unknown): CancelOrder | undefined {
  return text === null ? undefined : order.parse(JSON.parse(z.string().parse(text)));
}
