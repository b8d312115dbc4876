import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWakes } from '../../../src/store/tasks/wakes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

test('a change of the task wakes those who wait for it and no others; then no timer is left', async () => {
  const wakes = createWakes({ changed: () => 1, everyMs: 100 });
  const end = new AbortController();
  const woken: string[] = [];
  const waits = ['a', 'a', 'b'].map(async (id) => {
    await wakes.wait(id, wakes.version(), id === 'b' ? end.signal : never);
    woken.push(id);
  });
  expect(vi.getTimerCount()).toBe(1);
  wakes.wake('a');
  wakes.wake('c');
  await Promise.all(waits.slice(0, 2));
  expect([woken, vi.getTimerCount()]).toEqual([['a', 'a'], 1]);
  end.abort();
  await Promise.all(waits);
  expect([woken, vi.getTimerCount()]).toEqual([['a', 'a', 'b'], 0]);
});

test('a change of another process wakes at the next look, also one that came before the wait', async () => {
  let version = 1;
  const wakes = createWakes({ changed: () => version, everyMs: 100 });
  const before = wakes.version();
  version = 2;
  const late = wakes.wait('a', before, never);
  vi.advanceTimersByTime(100);
  await late;
  const next = wakes.wait('a', wakes.version(), never);
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(1);
  version = 3;
  vi.advanceTimersByTime(100);
  await next;
  expect(vi.getTimerCount()).toBe(0);
});

test('when it cannot be looked, whoever waits is told', async () => {
  let fails = false;
  const changed = (): number => {
    if (fails) throw new Error('no file');
    return 1;
  };
  const wakes = createWakes({ changed, everyMs: 100 });
  const waits = expect(wakes.wait('a', wakes.version(), never)).rejects.toThrow('no file');
  fails = true;
  vi.advanceTimersByTime(100);
  await waits;
  expect(vi.getTimerCount()).toBe(0);
});

test('without other processes there is never a timer, and an ended signal waits for nothing', async () => {
  const wakes = createWakes();
  await wakes.wait('a', wakes.version(), AbortSignal.abort());
  const wait = wakes.wait('a', wakes.version(), never);
  expect(vi.getTimerCount()).toBe(0);
  wakes.wake('a');
  await wait;
});
