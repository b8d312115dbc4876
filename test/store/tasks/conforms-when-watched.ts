import { describe, expect, test } from 'vitest';
import type { TaskEvent } from '../../../src/store/tasks/engine.ts';
import { event, hold, type OpenPool, ORDER, pooled, QUEUED, STARTED, stopped, task } from './pool.ts';

/** Reads to the end. */
async function all(events: AsyncIterable<TaskEvent>): Promise<readonly TaskEvent[]> {
  const found: TaskEvent[] = [];
  for await (const each of events) found.push(each);
  return found;
}

/** The events of a task as they come. */
export function conformsWhenWatched(open: OpenPool): void {
  const never = new AbortController().signal;

  describe('watching', () => {
    test.each(['the same worker', 'another worker'])('%s sees each change once, in order, and then the end', async (who) => {
      const { engine, pool } = await pooled(open);
      const watcher = who === 'the same worker' ? engine : (await pool.worker()).engine;
      const claim = await hold(engine, task(1));
      const seen: TaskEvent[] = [];
      for await (const each of watcher.watch('task1', 1, never)) {
        seen.push(each);
        const seq = each.seq + 1;
        if (seq <= 4) expect(await engine.append(claim, event('task1', seq, 'running'))).toBe(true);
        if (seq === 5) await engine.complete(claim, event('task1', seq, 'completed'));
      }
      expect(seen).toEqual(await engine.events('task1', 1));
      expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    });

    test('a watch that waits is woken by what another worker does', async () => {
      const { engine, pool } = await pooled(open);
      const { engine: other } = await pool.worker();
      await engine.dispatch(task(1), QUEUED, { claimed: false });
      const seen = all(engine.watch('task1', 2, never));
      const both = [engine.watch('task1', 2, never), other.watch('task1', 1, never)].map(all);
      await other.cancel('task1', ORDER);
      expect(await seen).toEqual([stopped('task1', 2)]);
      expect(await Promise.all(both)).toEqual([[stopped('task1', 2)], [{ taskId: 'task1', seq: 1, ...QUEUED }, stopped('task1', 2)]]);
    });

    test('it begins anywhere; behind the end, and for an unknown task, it gives nothing', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      await engine.append(claim, event('task1', 2, 'running'));
      await engine.complete(claim, event('task1', 3, 'completed'));
      expect(await all(engine.watch('task1', 2, never))).toEqual([event('task1', 2, 'running'), event('task1', 3, 'completed')]);
      expect(await all(engine.watch('task1', 4, never))).toEqual([]);
      expect(await all(engine.watch('task9', 1, never))).toEqual([]);
    });

    test('one that begins behind what is there waits for its number', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      const seen = all(engine.watch('task1', 3, never));
      await engine.append(claim, event('task1', 2, 'running'));
      await engine.complete(claim, event('task1', 3, 'completed'));
      expect(await seen).toEqual([event('task1', 3, 'completed')]);
    });

    test('the signal ends it: before, while it waits, and between two events', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      await engine.append(claim, event('task1', 2, 'running'));
      expect(await all(engine.watch('task1', 1, AbortSignal.abort()))).toEqual([]);

      const waiting = new AbortController();
      const seen = all(engine.watch('task1', 3, waiting.signal));
      waiting.abort();
      expect(await seen).toEqual([]);

      const between = new AbortController();
      const first: TaskEvent[] = [];
      for await (const each of engine.watch('task1', 1, between.signal)) {
        first.push(each);
        between.abort();
      }
      expect(first).toEqual([{ taskId: 'task1', seq: 1, ...STARTED }]);
    });

    test('it ends with a task that is forgotten', async () => {
      const { engine } = await pooled(open);
      const claim = await hold(engine, task(1));
      const seen: TaskEvent[] = [];
      for await (const each of engine.watch('task1', 1, never)) {
        seen.push(each);
        await engine.complete(claim, event('task1', 2, 'completed'));
        await engine.remove('task1');
      }
      expect(seen).toEqual([{ taskId: 'task1', seq: 1, ...STARTED }]);
    });
  });
}
