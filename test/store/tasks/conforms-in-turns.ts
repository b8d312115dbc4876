import { describe, expect, test } from 'vitest';
import { MAX_POSITION, type TaskEngine } from '../../../src/store/tasks/engine.ts';
import { ANY, claimNext, event, hold, type OpenPool, ORDER, pooled, QUEUED, task } from './pool.ts';

/** Dispatches `task1`, `task2` … into these queues. */
async function fill(engine: TaskEngine, queues: readonly string[]): Promise<void> {
  for (const [n, queue] of queues.entries()) await engine.dispatch(task(n + 1, { queue }), QUEUED, { claimed: false });
}

/** Who runs next, where, and how many. */
export function conformsInTurns(open: OpenPool): void {
  describe('turns', () => {
    test('a queue runs in the order of its dispatch, and only for those who serve it', async () => {
      const { engine } = await pooled(open);
      await fill(engine, ['a', 'b', 'a', 'a']);
      const found = [await claimNext(engine), await claimNext(engine), await claimNext(engine)];
      expect(found.map(({ taskId }) => taskId)).toEqual(['task1', 'task3', 'task4']);
      expect(await engine.claim({ queues: ['a', 'c'], limits: ANY, at: 1_500 })).toBeUndefined();
      expect(await engine.claim({ queues: [], limits: ANY, at: 1_500 })).toBeUndefined();
    });

    test('queues take turns: the one with fewest running first, then the one that waited longest', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await fill(engine, ['a', 'a', 'a', 'b', 'b', 'c']);
      const claims = [];
      for (const by of [engine, other, engine, other]) claims.push(await claimNext(by, ['c', 'b', 'a']));
      expect(claims.map(({ taskId }) => taskId)).toEqual(['task1', 'task4', 'task6', 'task2']);
      for (const claim of [claims[0], claims[3]])
        if (claim !== undefined) await engine.complete(claim, event(claim.taskId, 3, 'completed'));
      expect((await claimNext(engine, ['a', 'b', 'c'])).taskId).toBe('task3');
      expect((await claimNext(engine, ['a', 'b', 'c'])).taskId).toBe('task5');
    });

    test('no more of a queue run than its limit, whoever runs them; each end makes room', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await fill(engine, ['a', 'a', 'a', 'b']);
      await hold(other, task(9));
      const claim = (by: TaskEngine) => by.claim({ queues: ['a', 'b'], limits: { queue: 2, worker: 9 }, at: 1_500 });
      const found = [await claim(other), await claim(engine), await claim(engine)];
      expect(found.map((each) => each?.task.id)).toEqual(['task4', 'task1', undefined]);
      await engine.complete(found[1]?.claim ?? { taskId: '', fence: 0 }, event('task1', 3, 'failed'));
      expect((await claim(other))?.task.id).toBe('task2');
      expect(await claim(other)).toBeUndefined();
    });

    test('those that may not begin keep their place, and nobody behind them waits for that', async () => {
      const { engine } = await pooled(open);
      await fill(engine, ['a', 'a', 'b', 'a']);
      const claim = async (except: readonly string[]) =>
        (await engine.claim({ queues: ['a', 'b'], limits: { queue: 2, worker: 9 }, except, at: 1_500 }))?.task.id;
      expect(await claim(['task1', 'task2', 'task3', 'task4'])).toBeUndefined();
      expect(await claim(['task1', 'task2', 'unknown'])).toBe('task3');
      expect(await claim(['task1', 'task2'])).toBe('task4');
      expect(await Promise.all([1, 2].map((n) => engine.position(`task${n}`)))).toEqual([1, 2]);
      expect([await claim([]), await claim([])]).toEqual(['task1', undefined]);
    });

    test('no more of one worker run than its limit, whatever their queues', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await fill(engine, ['a', 'b', 'c', 'd']);
      await hold(engine, task(9, { queue: 'e' }));
      const claim = (by: TaskEngine) => by.claim({ queues: ['a', 'b', 'c', 'd'], limits: { queue: 9, worker: 2 }, at: 1_500 });
      const found = [await claim(engine), await claim(engine), await claim(other), await claim(other), await claim(other)];
      expect(found.map((each) => each?.task.id)).toEqual(['task1', undefined, 'task2', 'task3', undefined]);
    });

    test('many who claim at once get each task once', async () => {
      const { engine, pool } = await pooled(open);
      const engines = [engine, (await pool.worker()).engine, (await pool.worker()).engine];
      await fill(engine, Array(20).fill('a'));
      const claims = await Promise.all(Array.from({ length: 24 }, (_, n) => engines[n % 3]?.claim({ queues: ['a'], limits: ANY, at: 1 })));
      const ids = claims.flatMap((claimed) => (claimed === undefined ? [] : [claimed.task.id]));
      expect([ids.length, new Set(ids).size]).toEqual([20, 20]);
      expect(await engine.list({ state: 'queued', limit: 9 })).toEqual([]);
    });

    test('a place says how many of the same queue come before', async () => {
      const { engine } = await pooled(open);
      await fill(engine, ['a', 'b', 'a', 'a', 'a']);
      const places = async () => await Promise.all([1, 2, 3, 4, 5, 9].map((n) => engine.position(`task${n}`)));
      expect(await places()).toEqual([1, 1, 2, 3, 4, undefined]);
      await engine.cancel('task3', ORDER);
      await claimNext(engine);
      expect(await places()).toEqual([undefined, 1, undefined, 1, 2, undefined]);
    });

    test('a place beyond the last that is counted is that one', async () => {
      const { engine } = await pooled(open);
      await fill(engine, Array(MAX_POSITION + 1).fill('a'));
      const last = [MAX_POSITION - 1, MAX_POSITION, MAX_POSITION + 1];
      expect(await Promise.all(last.map((n) => engine.position(`task${n}`)))).toEqual([1_000, 1_001, 1_001]);
    });

    test('lists are of one session or all, of one phase or all, the newest first', async () => {
      const { engine } = await pooled(open);
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const sessionId = n % 2 === 0 ? 'two' : 'one';
        await engine.dispatch(task(n, { sessionId, createdAt: 9_000 - n }), QUEUED, { claimed: false });
      }
      await claimNext(engine);
      await claimNext(engine);
      await engine.complete(await claimNext(engine), event('task3', 3, 'completed'));
      const list = async (wanted: Partial<Parameters<TaskEngine['list']>[0]>) =>
        (await engine.list({ limit: 9, ...wanted })).map(({ id }) => id);
      expect(await list({})).toEqual(['task6', 'task5', 'task4', 'task3', 'task2', 'task1']);
      expect(await list({ limit: 2 })).toEqual(['task6', 'task5']);
      expect(await list({ limit: 0 })).toEqual([]);
      expect(await list({ sessionId: 'two', limit: 2 })).toEqual(['task6', 'task4']);
      expect(await list({ sessionId: 'nine' })).toEqual([]);
      expect(await list({ state: 'queued' })).toEqual(['task6', 'task5', 'task4']);
      expect(await list({ state: 'held' })).toEqual(['task2', 'task1']);
      expect(await list({ state: 'ended' })).toEqual(['task3']);
      expect(await list({ sessionId: 'one', state: 'queued' })).toEqual(['task5']);
      expect(await list({ sessionId: 'one', state: 'held' })).toEqual(['task1']);
      expect(await list({ sessionId: 'two', state: 'ended', limit: 1 })).toEqual([]);
      const [newest] = await engine.list({ limit: 1 });
      expect(newest).toEqual({ ...task(6, { sessionId: 'two', createdAt: 8_994 }), phase: 'queued', status: 'queued', seq: 1 });
    });
  });
}
