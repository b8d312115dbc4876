import { expect, test } from 'vitest';
import { proveClaims } from '../../proofs/engine/claims.ts';
import { proveKilled } from '../../proofs/engine/lost-workers.ts';
import { opening, stateDir } from '../sqlite/opening.ts';
import { hold, task } from './pool.ts';

test('processes that claim at once run each task once', async () => {
  expect((await proveClaims({ stateDir: stateDir(), size: 40, processes: 3 })).violations).toEqual([]);
});

test('a task whose worker was killed is taken over, and ends once', async () => {
  expect((await proveKilled({ stateDir: stateDir(), size: 1 })).violations).toEqual([]);
});

test('a worker that was taken for dead by mistake is known again when it takes a task, and when it beats', async () => {
  const dir = stateDir();
  let lives = true;
  const { store } = opening({ stateDir: dir, owner: { id: 'mistaken', pid: 1, startedAt: 1, boot: '' } });
  const { store: other } = opening({ stateDir: dir, owner: { id: 'other', pid: 2, startedAt: 2, boot: '' }, isAlive: () => lives });
  const mistake = async () => {
    lives = false;
    const found = await other.tasks.orphans();
    lives = true;
    return found.map(({ id }) => id);
  };
  expect(await mistake()).toEqual([]);
  const claim = await hold(store.tasks, task(1));
  expect(await other.tasks.orphans()).toEqual([]);
  expect(await mistake()).toEqual(['task1']);
  expect(await store.tasks.heartbeat([claim])).toEqual([]);
  expect([await other.tasks.orphans(), await other.tasks.takeOver('task1')]).toEqual([[], undefined]);
});
