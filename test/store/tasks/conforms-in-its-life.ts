import { describe, expect, test } from 'vitest';
import { ANY, claimNext, event, hold, type OpenPool, ORDER, pooled, QUEUED, STARTED, stopped, task } from './pool.ts';

/** One task from its beginning to its end. */
export function conformsInItsLife(open: OpenPool): void {
  describe('the life of a task', () => {
    test('it waits, is held by whoever claims it, and ends; nothing of it is lost', async () => {
      const { engine } = await pooled(open);
      const record = task(1, { spec: '{"title":"ü\\u0000\u202e\u{1f600}"}', queue: 'ü', createdAt: 1_763_000_000_000.5 });
      expect(await engine.dispatch(record, QUEUED, { claimed: false })).toEqual({ kind: 'new', claim: undefined });
      expect(await engine.get('task1')).toEqual({ ...record, phase: 'queued', status: 'queued', seq: 1 });

      const claimed = await engine.claim({ queues: ['ü'], limits: ANY, at: 1_500 });
      expect(claimed).toEqual({
        task: record,
        claim: { taskId: 'task1', fence: expect.any(Number) },
        event: { taskId: 'task1', seq: 2, at: 1_500, status: 'running' },
      });
      const claim = claimed?.claim ?? { taskId: '', fence: 0 };
      expect(await engine.get('task1')).toEqual({ ...record, phase: 'held', status: 'running', seq: 2 });

      expect(await engine.append(claim, event('task1', 3, 'waiting_approval'))).toBe(true);
      expect(await engine.complete(claim, { ...event('task1', 4, 'failed'), data: '{"exitCode":1}' })).toBe(true);
      expect(await engine.get('task1')).toEqual({ ...record, phase: 'ended', status: 'failed', seq: 4, endedAt: 2_004 });
      expect(await engine.events('task1', 1)).toEqual([
        { taskId: 'task1', seq: 1, ...QUEUED },
        { taskId: 'task1', seq: 2, at: 1_500, status: 'running' },
        event('task1', 3, 'waiting_approval'),
        { ...event('task1', 4, 'failed'), data: '{"exitCode":1}' },
      ]);
      expect(await engine.events('task1', 4)).toHaveLength(1);
      expect([await engine.events('task1', 5), await engine.events('task9', 1)]).toEqual([[], []]);
    });

    test('one that is claimed from its beginning is nobody else’s, and is beyond every limit', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await hold(engine, task(1));
      const claim = await hold(engine, task(2));
      expect(await engine.get('task2')).toEqual({ ...task(2), phase: 'held', status: 'running', seq: 1 });
      expect(await engine.events('task2', 1)).toEqual([{ taskId: 'task2', seq: 1, ...STARTED }]);
      expect(await other.claim({ queues: ['a'], limits: ANY, at: 1_500 })).toBeUndefined();
      expect(await engine.complete(claim, event('task2', 2, 'completed'))).toBe(true);
    });

    test('the same key again makes no second task; it is bound to session and tool', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      const kept = { ...task(1), phase: 'queued', status: 'queued', seq: 1 };
      const again = task(2, { key: 'key1', queue: 'b' });
      expect(await other.dispatch(again, STARTED, { claimed: true })).toEqual({ kind: 'known', task: kept });
      expect(await engine.dispatch(task(1), QUEUED, { claimed: false })).toEqual({ kind: 'known', task: kept });
      expect(await engine.get('task2')).toBeUndefined();
      expect(await engine.events('task1', 1)).toHaveLength(1);

      const others = [task(3, { key: 'key1', sessionId: 'two' }), task(4, { key: 'key1', tool: 'dispatch' }), task(5, { key: '' })];
      for (const each of others) expect(await engine.dispatch(each, QUEUED, { claimed: false })).toEqual({ kind: 'new', claim: undefined });
      expect((await engine.find({ sessionId: 'two', tool: 'bash', key: 'key1' }))?.id).toBe('task3');
      expect(await engine.find({ sessionId: 'one', tool: 'bash', key: 'key1' })).toEqual(kept);
      expect(await engine.find({ sessionId: 'two', tool: 'bash', key: 'key2' })).toBeUndefined();

      const claim = await claimNext(engine);
      await engine.complete(claim, event('task1', 3, 'completed'));
      const ended = { ...task(1), phase: 'ended', status: 'completed', seq: 3, endedAt: 2_003 };
      expect(await engine.dispatch(again, QUEUED, { claimed: false })).toEqual({ kind: 'known', task: ended });
    });

    test('one whose caller gave no key is found by its id, and is no other’s', async () => {
      const { engine } = await pooled(open);
      const record = task(1, { key: 'task1' });
      expect(await engine.dispatch(record, QUEUED, { claimed: false })).toEqual({ kind: 'new', claim: undefined });
      const kept = { ...record, phase: 'queued', status: 'queued', seq: 1 };
      const wanted = { sessionId: 'one', tool: 'bash', key: 'task1' };
      expect([await engine.get('task1'), await engine.find(wanted)]).toEqual([kept, kept]);
      expect(await engine.find({ ...wanted, sessionId: 'two' })).toBeUndefined();
      expect(await engine.find({ ...wanted, tool: 'dispatch' })).toBeUndefined();
      expect(await engine.dispatch(record, STARTED, { claimed: true })).toEqual({ kind: 'known', task: kept });
      // A key that somebody gives counts beside them, whatever it is.
      expect(await engine.dispatch(task(2, { key: 'task1' }), QUEUED, { claimed: false })).toEqual({ kind: 'known', task: kept });
      await engine.dispatch(task(3, { key: 'task4' }), QUEUED, { claimed: false });
      expect((await engine.dispatch(task(4, { key: 'task4' }), QUEUED, { claimed: false })).kind).toBe('known');
      expect((await engine.list({ limit: 9 })).map(({ id, key }) => [id, key])).toEqual([
        ['task3', 'task4'],
        ['task1', 'task1'],
      ]);
    });

    test('of many that dispatch the same key at once, one is new', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      const tries = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => (n % 2 === 0 ? engine : other).dispatch(task(n, { key: 'one' }), QUEUED, { claimed: false })),
      );
      expect(tries.filter(({ kind }) => kind === 'new')).toHaveLength(1);
      const [kept, ...more] = await engine.list({ limit: 10 });
      expect(more).toEqual([]);
      expect(tries.filter((tried) => tried.kind === 'known').map((tried) => tried.task)).toEqual(Array(5).fill(kept));
    });

    test('another task with the same id is refused', async () => {
      const { engine } = await pooled(open);
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      await expect(engine.dispatch(task(1, { key: 'other' }), QUEUED, { claimed: false })).rejects.toThrow();
      expect(await engine.list({ limit: 10 })).toEqual([{ ...task(1), phase: 'queued', status: 'queued', seq: 1 }]);
    });

    test('events follow each other without a gap, and belong to the task of their claim', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      await hold(engine, task(2));
      for (const [taskId, seq] of [
        ['task1', 3],
        ['task1', 1],
        ['task1', 0],
        ['task2', 2],
      ] as const) {
        expect(await engine.append(claim, event(taskId, seq, 'running'))).toBe(false);
        expect(await engine.complete(claim, event(taskId, seq, 'completed'))).toBe(false);
        expect(await engine.release(claim, event(taskId, seq, 'queued'))).toBe(false);
      }
      expect(await engine.append({ taskId: 'task9', fence: 1 }, event('task9', 1, 'running'))).toBe(false);
      expect(await engine.events('task1', 1)).toEqual([{ taskId: 'task1', seq: 1, ...STARTED }]);
      expect(await engine.events('task2', 1)).toEqual([{ taskId: 'task2', seq: 1, ...STARTED }]);
    });

    test('it ends once: nothing is written after its end', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      const tries = await Promise.all(
        ['completed', 'failed', 'stopped'].map((status) => engine.complete(claim, event('task1', 2, status))),
      );
      expect(tries.filter((won) => won)).toHaveLength(1);
      const events = await engine.events('task1', 1);
      expect(events).toHaveLength(2);
      expect(await engine.append(claim, event('task1', 3, 'running'))).toBe(false);
      expect(await engine.complete(claim, event('task1', 3, 'completed'))).toBe(false);
      expect(await engine.release(claim, event('task1', 3, 'queued'))).toBe(false);
      expect([await engine.events('task1', 1), await engine.heartbeat([claim])]).toEqual([events, [claim]]);
    });

    test('given back it takes its old place, and the old claim is worth nothing', async () => {
      const { engine } = await pooled(open);
      for (const n of [1, 2]) await engine.dispatch(task(n), QUEUED, { claimed: false });
      const claim = await claimNext(engine);
      expect(await engine.release(claim, event('task1', 3, 'queued'))).toBe(true);
      expect(await engine.get('task1')).toEqual({ ...task(1), phase: 'queued', status: 'queued', seq: 3 });
      expect([await engine.position('task1'), await engine.position('task2')]).toEqual([1, 2]);
      expect([await engine.append(claim, event('task1', 4, 'running')), await engine.heartbeat([claim])]).toEqual([false, [claim]]);
      const later = await claimNext(engine);
      expect(later.taskId).toBe('task1');
      expect(later.fence).toBeGreaterThan(claim.fence);
      expect(await engine.complete(claim, event('task1', 5, 'completed'))).toBe(false);
      expect(await engine.complete(later, event('task1', 5, 'completed'))).toBe(true);
    });

    test('cancelled while it waits it ends with who and why', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      for (const n of [1, 2]) await engine.dispatch(task(n), QUEUED, { claimed: false });
      expect(await other.cancel('task1', ORDER)).toBe('queued');
      expect(await engine.get('task1')).toEqual({ ...task(1), phase: 'ended', status: 'stopped', seq: 2, endedAt: 3_000 });
      expect(await engine.events('task1', 2)).toEqual([stopped('task1', 2)]);
      expect(await other.cancel('task2', { ...ORDER, reason: '' })).toBe('queued');
      const { detail: _, ...silent } = stopped('task2', 2);
      expect(await engine.events('task2', 2)).toEqual([silent]);
      expect([await other.cancel('task1', ORDER), await other.cancel('task9', ORDER)]).toEqual(['ended', 'unknown']);
      expect(await engine.claim({ queues: ['a'], limits: ANY, at: 1_500 })).toBeUndefined();
    });

    test('one that is deferred says so, unless it has begun', async () => {
      const { engine } = await pooled(open);
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      const deferred = { ...ORDER, deferred: true };
      expect(await engine.cancel('task1', deferred)).toBe('queued');
      const data = '{"stoppedBy":"person","deferred":true}';
      expect(await engine.events('task1', 2)).toEqual([{ ...stopped('task1', 2), data }]);
      const claim = await hold(engine, task(2));
      expect(await engine.cancel('task2', deferred)).toBe('held');
      expect(await engine.orders()).toEqual([{ taskId: 'task2', order: ORDER }]);
      await engine.release(claim, event('task2', 2, 'queued'));
      expect(await engine.events('task2', 3)).toEqual([stopped('task2', 3)]);
    });

    test('cancelled while it is held its holder, and nobody else, finds the order until it has ended', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      const claim = await hold(engine, task(1));
      await hold(engine, task(2));
      await hold(engine, task(3));
      expect(await engine.orders()).toEqual([]);
      expect(await other.cancel('task1', ORDER)).toBe('held');
      expect(await other.cancel('task2', { ...ORDER, at: 2_500 })).toBe('held');
      const two = { taskId: 'task2', order: { ...ORDER, at: 2_500 } };
      expect(await engine.orders()).toEqual([two, { taskId: 'task1', order: ORDER }]);
      expect(await other.orders()).toEqual([]);
      expect((await engine.get('task1'))?.status).toBe('running');

      const second = { by: 'host', reason: 'other', force: true, at: 9_000 };
      expect(await engine.cancel('task1', second)).toBe('held');
      expect(await engine.cancel('task1', { ...second, force: false })).toBe('held');
      expect(await engine.orders()).toEqual([two, { taskId: 'task1', order: { ...ORDER, force: true } }]);
      expect(await engine.complete(claim, event('task1', 2, 'stopped'))).toBe(true);
      expect(await engine.orders()).toEqual([two]);
      expect(await engine.cancel('task1', ORDER)).toBe('ended');
    });

    test('given back after an order it is not run again', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      await engine.cancel('task1', ORDER);
      expect(await engine.release(claim, event('task1', 2, 'queued'))).toBe(true);
      expect(await engine.events('task1', 2)).toEqual([event('task1', 2, 'queued'), stopped('task1', 3)]);
      expect(await engine.get('task1')).toEqual({ ...task(1), phase: 'ended', status: 'stopped', seq: 3, endedAt: 3_000 });
      expect([await engine.orders(), await engine.position('task1')]).toEqual([[], undefined]);
      expect(await engine.claim({ queues: ['a'], limits: ANY, at: 1_500 })).toBeUndefined();
    });

    test('only an ended one is forgotten; then its key is free again', async () => {
      const { engine } = await pooled(open);
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      expect(await engine.remove('task1')).toBe(false);
      const claim = await claimNext(engine);
      expect(await engine.remove('task1')).toBe(false);
      await engine.complete(claim, event('task1', 3, 'completed'));
      expect([await engine.remove('task1'), await engine.remove('task1'), await engine.remove('task9')]).toEqual([true, false, false]);
      expect([await engine.get('task1'), await engine.events('task1', 1), await engine.list({ limit: 9 })]).toEqual([undefined, [], []]);
      expect(await engine.dispatch(task(1), QUEUED, { claimed: false })).toEqual({ kind: 'new', claim: undefined });
      expect(await engine.events('task1', 1)).toEqual([{ taskId: 'task1', seq: 1, ...QUEUED }]);
    });
  });
}
