import { describe, expect, test } from 'vitest';
import { claimNext, event, hold, type OpenPool, ORDER, pooled, QUEUED, STARTED, task } from './pool.ts';

/** What becomes of the tasks of a worker that is no more, or that seemed to be. */
export function conformsWhenWorkersAreLost(open: OpenPool): void {
  describe('lost workers', () => {
    test('who lives keeps what it holds', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      const claim = await hold(engine, task(1));
      await engine.dispatch(task(2), QUEUED, { claimed: false });
      expect([await engine.heartbeat([claim]), await other.heartbeat([])]).toEqual([[], []]);
      expect([await engine.orphans(), await other.orphans()]).toEqual([[], []]);
      for (const id of ['task1', 'task2', 'task9']) expect(await other.takeOver(id)).toBeUndefined();
      expect(await engine.takeOver('task1')).toBeUndefined();
      expect(await engine.append(claim, event('task1', 2, 'running'))).toBe(true);
    });

    test.each(['die', 'fallSilent'] as const)('what is left by one that did %s is taken over once', async (how) => {
      const { engine, pool, ...lost } = await pooled(open);
      const others = [(await pool.worker()).engine, (await pool.worker()).engine] as const;
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      const claims = [await claimNext(engine), await hold(engine, task(2, { sessionId: 'two' })), await hold(engine, task(3))];
      await engine.complete(claims[2] ?? { taskId: '', fence: 0 }, event('task3', 2, 'completed'));
      await engine.dispatch(task(4), QUEUED, { claimed: false });
      const kept = await hold(others[0], task(5));
      await lost[how]();

      for (const other of others) expect(await other.orphans()).toEqual([task(1), task(2, { sessionId: 'two' })]);
      expect((await others[0].get('task1'))?.phase).toBe('held');
      const taken = await Promise.all([...others, ...others].map((other) => other.takeOver('task1')));
      const [claim, ...more] = taken.filter((each) => each !== undefined);
      expect([claim?.taskId, more]).toEqual(['task1', []]);
      expect(claim?.fence).toBeGreaterThan(claims[0]?.fence ?? Number.POSITIVE_INFINITY);
      for (const id of ['task3', 'task4', 'task5', 'task9']) expect(await others[1].takeOver(id)).toBeUndefined();
      for (const other of others) expect(await other.orphans()).toEqual([task(2, { sessionId: 'two' })]);
      expect(await others[0].heartbeat([kept])).toEqual([]);
    });

    test.each(['die', 'fallSilent'] as const)('one that did %s writes nothing more to what was taken from it', async (how) => {
      const { engine, pool, ...lost } = await pooled(open);
      const { engine: other } = await pool.worker();
      const old = await hold(engine, task(1));
      await lost[how]();
      await other.orphans();
      const claim = (await other.takeOver('task1')) ?? { taskId: '', fence: 0 };
      expect(await engine.append(old, event('task1', 2, 'running'))).toBe(false);
      expect(await engine.complete(old, event('task1', 2, 'completed'))).toBe(false);
      expect(await engine.release(old, event('task1', 2, 'queued'))).toBe(false);
      expect(await other.append(claim, event('task1', 2, 'interrupted'))).toBe(true);
      expect(await engine.complete(old, event('task1', 3, 'completed'))).toBe(false);
      expect(await other.complete(claim, event('task1', 3, 'failed'))).toBe(true);
      expect(await other.events('task1', 1)).toEqual([
        { taskId: 'task1', seq: 1, ...STARTED },
        event('task1', 2, 'interrupted'),
        event('task1', 3, 'failed'),
      ]);
    });

    test('one that was silent learns what it has lost, and keeps what nobody took', async () => {
      const { engine, pool, fallSilent } = await pooled(open);
      const { engine: other } = await pool.worker();
      const claims = [await hold(engine, task(1)), await hold(engine, task(2)), await hold(engine, task(3))];
      await fallSilent();
      expect(await other.orphans()).toEqual([task(1), task(2), task(3)]);
      await other.takeOver('task2');
      expect(await engine.heartbeat(claims)).toEqual([claims[1]]);
      expect(await other.orphans()).toEqual([]);
      expect([await other.takeOver('task1'), await engine.takeOver('task2')]).toEqual([undefined, undefined]);
      for (const [n, good] of [
        [0, true],
        [1, false],
        [2, true],
      ] as const) {
        expect(await engine.complete(claims[n] ?? { taskId: '', fence: 0 }, event(`task${n + 1}`, 2, 'completed'))).toBe(good);
      }
    });

    test('whoever took a task over finds the order that it had, and may give it back', async () => {
      const { engine, pool, die } = await pooled(open);
      const { engine: other } = await pool.worker();
      await hold(engine, task(1));
      await hold(engine, task(2));
      await engine.cancel('task1', ORDER);
      await die();
      expect(await other.orders()).toEqual([]);
      expect(await other.orphans()).toEqual([task(1), task(2)]);
      await other.takeOver('task1');
      expect(await other.orders()).toEqual([{ taskId: 'task1', order: ORDER }]);
      expect(await other.cancel('task2', ORDER)).toBe('held');
      await other.takeOver('task2');
      expect((await other.orders()).map(({ taskId }) => taskId)).toEqual(['task1', 'task2']);
    });

    test('a task can be lost again and again; each claim is worth nothing after the next', async () => {
      const { engine, pool, fallSilent } = await pooled(open);
      const workers = [await pool.worker(), await pool.worker()] as const;
      const claims = [await hold(engine, task(1))];
      await fallSilent();
      for (const [n, worker] of workers.entries()) {
        expect(await worker.engine.orphans()).toEqual([task(1)]);
        const claim = await worker.engine.takeOver('task1');
        if (claim !== undefined) claims.push(claim);
        if (n === 0) await worker.fallSilent();
      }
      expect(claims).toHaveLength(3);
      expect(new Set(claims.map(({ fence }) => fence)).size).toBe(3);
      const ends = [];
      for (const claim of claims) ends.push(await engine.complete(claim, event('task1', 2, 'completed')));
      expect(ends).toEqual([false, false, true]);
    });
  });
}
