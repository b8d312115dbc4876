import { describe, expect, test } from 'vitest';
import { row } from '../conformance.ts';
import { session, task } from '../kept.ts';
import { opening, stateDir } from './opening.ts';

const owner = (n: number, boot: string) => ({ id: `server-${n}`, pid: n, startedAt: n * 10, boot });

describe('after another start of the machine', () => {
  test.each([
    { before: 'boot-1', now: 'boot-2', adopted: true },
    { before: 'boot-1', now: 'boot-1', adopted: false },
    { before: '', now: 'boot-2', adopted: false },
    { before: 'boot-1', now: '', adopted: false },
  ])('from boot "$before" to "$now", a process with the same id and start counts as dead: $adopted', ({ before, now, adopted }) => {
    const dir = stateDir();
    const asked: unknown[] = [];
    const first = opening({ stateDir: dir, owner: owner(1, before) });
    first.store.sessions.open(session(1));
    const isAlive = (...given: unknown[]): boolean => asked.push(given) > 0;
    const second = opening({ stateDir: dir, owner: owner(2, now), isAlive });
    expect(second.store.sessions.open(session(2)).adopted).toBe(adopted);
    expect([...new Set(asked.map((each) => JSON.stringify(each)))]).toEqual(adopted ? [] : [JSON.stringify([1, 10])]);
  });
});

test('a session outlives its server with its list, and is taken over when that has died, not before', () => {
  const dir = stateDir();
  const alive = new Set([1, 2, 3]);
  const open = (n: number) => opening({ stateDir: dir, owner: owner(n, 'boot-1'), isAlive: (pid) => alive.has(pid) }).store;
  const [first, second, third] = [open(1), open(2), open(3)];
  first.sessions.open(session(1));
  first.todos.save('session1', { version: 1, list: '{"items":[1]}' });
  first.approvals.insert(row(1, { sessionId: 'session1' }));
  expect(second.sessions.open(session(2))).toEqual({ row: session(2), adopted: false });
  expect(second.sessions.forget('session1')).toBe(false);
  alive.delete(1);
  expect(third.sessions.list()).toEqual([
    { ...session(2), pid: 2 },
    { ...session(1), pid: undefined },
  ]);
  expect(second.sessions.open(session(5))).toEqual({ row: { ...session(1), usedAt: 5 }, adopted: true });
  expect(third.sessions.open(session(6))).toEqual({ row: session(6), adopted: false });
  expect([second.todos.load('session1'), second.approvals.waiting(1_500)]).toEqual([{ version: 1, list: '{"items":[1]}' }, []]);
  // What another has by now is not let go by whoever had it before.
  first.sessions.release('session1', 9);
  expect(third.sessions.list().find(({ id }) => id === 'session1')).toEqual({ ...session(1), usedAt: 5, pid: 2 });
});

test('closing a store lets its sessions and held tasks go, and keeps them', async () => {
  const dir = stateDir();
  const first = opening({ stateDir: dir, owner: owner(1, 'boot-1') });
  first.store.sessions.open(session(1));
  await first.store.tasks.dispatch(task(1, 'session1'), { at: 1, status: 'running' }, { claimed: true });
  first.close();
  const { store } = opening({ stateDir: dir, owner: owner(2, 'boot-1') });
  expect(store.sessions.open(session(2)).row.id).toBe('session1');
  expect(await store.tasks.orphans()).toEqual([task(1, 'session1')]);
  expect(store.state?.task('task1')).toEqual({ sessionId: 'session1', phase: 'held', pid: undefined });
});
