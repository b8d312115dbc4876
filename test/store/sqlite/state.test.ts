import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { loadSqlite } from '../../../src/store/sqlite/load.ts';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import type { StateStore } from '../../../src/store/state.ts';
import type { Store } from '../../../src/store/store.ts';
import { row } from '../conformance.ts';
import { endedTask, proof, session, task } from '../kept.ts';
import { opening, stateDir } from './opening.ts';

function opened(dir = stateDir()): { readonly store: Store; readonly state: StateStore; readonly dir: string } {
  const { store } = opening({ stateDir: dir });
  if (store.state === undefined) throw new Error(`in memory: ${store.why}`);
  return { store, state: store.state, dir };
}

test('says what it is, and counts what is in it', async () => {
  const { store, state, dir } = opened();
  opening({ stateDir: dir, owner: { id: 'server-b', pid: 2, startedAt: 20, boot: 'boot-1' } });
  for (const n of [1, 2, 3]) store.sessions.open(session(n));
  store.sessions.release('session3', 3);
  store.todos.save('session1', { version: 1, list: '{"items":[{},{}]}' });
  store.todos.save('session2', { version: 1, list: 'no JSON' });
  store.approvals.insert(row(1));
  store.grants.insert('session1', { key: 'a', scope: '{}' });
  store.proofs.put(proof('a'));
  await endedTask(store, task(1, 'session1'), 5);
  await store.tasks.dispatch(task(2, 'session1'), { at: 1, status: 'running' }, { claimed: true });
  await store.tasks.dispatch(task(3, 'session1'), { at: 1, status: 'queued' }, { claimed: false });
  expect([state.file, state.sqlite]).toEqual([path.join(dir, 'bailiwick.sqlite'), loadSqlite()?.version]);
  expect(state.counts()).toEqual({
    schema: MIGRATIONS.length,
    sessions: { open: 2, kept: 1 },
    todoItems: 2,
    tasks: { queued: 1, held: 1, ended: 1 },
    events: 4,
    grants: 1,
    proofs: 1,
    processes: 1,
  });
  expect(['task1', 'task2', 'task3', 'task4'].map((id) => state.task(id))).toEqual([
    { sessionId: 'session1', phase: 'ended', pid: undefined },
    { sessionId: 'session1', phase: 'held', pid: 1 },
    { sessionId: 'session1', phase: 'queued', pid: undefined },
    undefined,
  ]);
  expect([state.tasksOf('session1'), state.tasksOf('session2')]).toEqual([['task1', 'task2', 'task3'], []]);
});

test('gives ended tasks page by page, those that ended first before the others, and what they say of their output', async () => {
  const { store, state } = opened();
  const ended = [
    [1, 30, '{"outputBytes":7}'],
    [2, 10, '{"outputBytes":"7"}'],
    [3, 30, 'no JSON'],
    [4, 20, undefined],
    [5, 10, '{"outputBytes":-1}'],
  ] as const;
  for (const [n, at, data] of ended) await endedTask(store, task(n, 'session1'), at, data);
  const pages: string[][] = [];
  for (let page = state.ended({ after: undefined, limit: 2 }); page.length > 0; page = state.ended({ after: page.at(-1), limit: 2 }))
    pages.push(page.map(({ id }) => id));
  expect(pages).toEqual([['task2', 'task5'], ['task4', 'task1'], ['task3']]);
  expect(state.ended({ after: undefined, limit: 9 })).toEqual(
    [2, 5, 4, 1, 3].map((n) => ({
      id: `task${n}`,
      sessionId: 'session1',
      number: n,
      endedAt: ended[n - 1]?.[1],
      outputBytes: n === 1 ? 7 : undefined,
    })),
  );
});

test('forgets tasks that have ended, and no others', async () => {
  const { store, state } = opened();
  await endedTask(store, task(1, 'session1'), 5);
  await store.tasks.dispatch(task(2, 'session1'), { at: 1, status: 'running' }, { claimed: true });
  await store.tasks.dispatch(task(3, 'session1'), { at: 1, status: 'queued' }, { claimed: false });
  const before = store.changes();
  expect(state.forgetTasks(['task3', 'task2', 'unknown'])).toEqual([]);
  expect(store.changes()).toBe(before);
  expect(state.forgetTasks(['task1', 'task2', 'task1'])).toEqual(['task1']);
  expect(store.changes()).not.toBe(before);
  expect(await store.tasks.events('task1', 1)).toEqual([]);
  expect(state.tasksOf('session1')).toEqual(['task2', 'task3']);
});

test('forgets sessions that nobody uses and that hold nothing', async () => {
  const { store, state } = opened();
  for (const n of [1, 2, 3, 4, 5, 6]) store.sessions.open(session(n));
  // 1 is empty, 2 is open, 3 was used later, 4 has a task, 5 an item, and the list of 6 is unreadable.
  store.todos.save('session1', { version: 1, list: '{"items":[]}' });
  store.todos.save('session5', { version: 1, list: '{"items":[{}]}' });
  store.todos.save('session6', { version: 1, list: 'no JSON' });
  await endedTask(store, task(4, 'session4'), 4);
  for (const n of [1, 4, 5, 6]) store.sessions.release(`session${n}`, n);
  store.sessions.release('session3', 100);
  expect([state.forgetSessions(100), state.forgetSessions(100)]).toEqual([1, 0]);
  expect(store.sessions.list().map(({ id }) => id)).toEqual(['session3', 'session6', 'session5', 'session4', 'session2']);
  expect([store.todos.load('session1'), store.todos.load('session5')?.version]).toEqual([undefined, 1]);
});

async function filled(store: Store): Promise<readonly string[]> {
  const ids = Array.from({ length: 60 }, (_, n) => n);
  for (const n of ids) await endedTask(store, { ...task(n, 'session1'), spec: 'x'.repeat(200_000) }, 5);
  return ids.map((n) => `task${n}`);
}

test('a new file gives free space back by and by', async () => {
  const { store, state } = opened();
  const ids = await filled(store);
  const pages = (): unknown => new DatabaseSync(state.file).prepare('PRAGMA page_count').get()?.['page_count'];
  const full = Number(pages());
  expect(state.shrink()).toBe(false);
  state.forgetTasks(ids);
  let slices = 0;
  while (state.shrink()) slices += 1;
  expect(slices).toBeGreaterThan(20);
  expect(Number(pages())).toBeLessThan(full / 2);
});

test('a file of an earlier version gives it back when it is rewritten, and by itself from then on', async () => {
  const dir = stateDir();
  opening({ stateDir: dir }).close();
  const old = new DatabaseSync(path.join(dir, 'bailiwick.sqlite'));
  old.exec('PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM');
  old.close();
  const { store, state } = opened(dir);
  state.forgetTasks(await filled(store));
  expect(state.shrink()).toBe(false);
  state.vacuum();
  expect(statSync(state.file).size).toBeLessThan(1_000_000);
  expect(statSync(`${state.file}-wal`).size).toBe(0);
  state.forgetTasks(await filled(store));
  expect(state.shrink()).toBe(true);
});
