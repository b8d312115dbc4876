import { visible } from '../shell/visible.ts';
import type { StoredTask, TaskEngine } from '../store/tasks/engine.ts';
import { FAILED, isShared, shownSpec, type TasksWorld, WRONG_USAGE } from './task-find.ts';
import { type ListedTask, sessionLine, taskJson, taskLines } from './task-text.ts';
import { timeOf } from './task-times.ts';

export interface ListingTasks extends TasksWorld {
  readonly operands: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
  /** Width of the terminal; `undefined` for what is none, where nothing is cut. */
  readonly columns: number | undefined;
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
  const { operands, all, json, stateDir, store, now, log } = request;
  if (operands.length > 0) {
    log('Usage: bailiwick tasks [--all] [--json]');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const limit = all ? ALL : RECENT;
  const [open, ended] = [await openTasks(store.tasks), await store.tasks.list({ state: 'ended', limit: limit + 1 })];
  const found = [...open, ...ended.slice(0, limit)].sort((a, b) => b.createdAt - a.createdAt);
  const listed: ListedTask[] = [];
  for (const task of found) listed.push(await asListed(store.tasks, task, now()));
  write(request, listed, json);
  if (listed.length === 0) log(`There are no tasks in ${visible(stateDir)}.`);
  else if (ended.length > limit) log(`Only the newest ${limit} of those that have ended${all ? '' : '; `--all` lists more'}.`);
  return 0;
}

function write({ store, columns, stdout }: ListingTasks, listed: readonly ListedTask[], json: boolean): void {
  const sessions = new Map(store.sessions.list().map((session) => [session.id, session]));
  const { head, line } = taskLines(listed, columns);
  if (!json && columns !== undefined && listed.length > 0) stdout.write(head);
  for (const [sessionId, those] of Map.groupBy(listed, ({ task }) => task.sessionId)) {
    const session = sessions.get(sessionId);
    if (!json) stdout.write(sessionLine(sessionId, session, columns));
    for (const task of those) stdout.write(json ? taskJson(task, session) : line(task));
  }
}

async function openTasks(engine: TaskEngine): Promise<readonly StoredTask[]> {
  return [...(await engine.list({ state: 'queued', limit: ALL })), ...(await engine.list({ state: 'held', limit: ALL }))];
}

async function asListed(engine: TaskEngine, task: StoredTask, now: number): Promise<ListedTask> {
  const position = task.phase === 'queued' ? await engine.position(task.id) : undefined;
  return { task, spec: shownSpec(task), position, time: timeOf(task, await engine.events(task.id, 1), now) };
}
