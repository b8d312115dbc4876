import type { StoredTask, TaskEngine } from '../store/tasks/engine.ts';
import { FAILED, isShared, shownSpec, type TasksWorld, WRONG_USAGE } from './task-find.ts';
import { type ListedTask, sessionLine, taskJson, taskLine } from './task-text.ts';

export interface ListingTasks extends TasksWorld {
  readonly operands: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  readonly stdout: { write(text: string): unknown };
}

/** Ended tasks that are listed. */
const RECENT = 20;
const ALL = 10_000;

/**
 * `tasks [--all] [--json]` lists every task that has not ended, and the newest that have, of every session of this user, the newest first.
 * @returns the exit code: 0, 1 when the store can not be read, 64 for wrong usage
 */
export async function tasks(request: ListingTasks): Promise<number> {
  const { operands, all, json, columns, store, now, stdout, log } = request;
  if (operands.length > 0) {
    log('Usage: bailiwick tasks [--all] [--json]');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const limit = all ? ALL : RECENT;
  const [open, ended] = [await openTasks(store.tasks), await store.tasks.list({ state: 'ended', limit: limit + 1 })];
  const listed = [...open, ...ended.slice(0, limit)].sort((a, b) => b.createdAt - a.createdAt);
  const sessions = new Map(store.sessions.list().map((session) => [session.id, session]));
  const bySession = Map.groupBy(listed, ({ sessionId }) => sessionId);
  for (const [sessionId, those] of bySession) {
    const session = sessions.get(sessionId);
    if (!json) stdout.write(sessionLine(sessionId, session, columns));
    for (const task of those) {
      const shown = await withPlace(store.tasks, task);
      stdout.write(json ? taskJson(shown, session) : taskLine(shown, now(), columns));
    }
  }
  if (listed.length === 0) log('There are no tasks.');
  else if (ended.length > limit) log(`Only the newest ${limit} of those that have ended${all ? '' : '; `--all` lists more'}.`);
  return 0;
}

async function openTasks(engine: TaskEngine): Promise<readonly StoredTask[]> {
  return [...(await engine.list({ state: 'queued', limit: ALL })), ...(await engine.list({ state: 'held', limit: ALL }))];
}

async function withPlace(engine: TaskEngine, task: StoredTask): Promise<ListedTask> {
  const position = task.phase === 'queued' ? await engine.position(task.id) : undefined;
  return { task, spec: shownSpec(task), position };
}
