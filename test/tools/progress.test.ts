import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Task } from '../../src/session/task-model.ts';
import type { OutputLog } from '../../src/shell/process/output.ts';
import { reportProgress } from '../../src/tools/progress.ts';
import { SPEC } from '../session/tasks-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A task whose output grows when a test says so, and is read when a test lets it. */
function growing() {
  const listeners = new Set<() => void>();
  const bytes = { stdout: 0, stderr: 0, combined: 0 };
  const held: (() => void)[] = [];
  const state = { hold: false };
  const output: OutputLog = {
    bytes,
    read: async () => {
      if (state.hold) await new Promise<void>((resolve) => void held.push(resolve));
      return { text: `line\u001b ${bytes.combined}\n`, from: 0, next: 0, total: bytes.combined };
    },
    excerpt: async () => ({ text: '', truncated: false }),
    onData: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: async () => undefined,
  };
  const task: Task = {
    id: 't',
    snapshot: () => ({
      tool: SPEC.tool,
      agent: SPEC.agent,
      title: SPEC.title,
      verdict: SPEC.verdict,
      timeoutMs: SPEC.timeoutMs,
      survive: false,
      id: 't',
      command: '',
      status: 'running',
      access: 'full',
      cwd: '/',
      createdAt: 0,
      at: 0,
      seq: 1,
    }),
    output: () => output,
    started: Promise.resolve(),
    ended: new Promise(() => undefined),
    questions: () => [],
    send: () => 'ended',
    events: async () => [],
  };
  const grow = (): void => {
    bytes.combined += 10;
    for (const listener of listeners) listener();
  };
  return { task, grow, listeners, state, release: () => void held.splice(0).map((resolve) => resolve()) };
}

test('tells at most twice a second while there is output, and every five seconds while there is none', async () => {
  const { task, grow, listeners } = growing();
  const told: [number, string][] = [];
  const end = reportProgress(task, (progress, message) => void told.push([progress, message]));
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 20; i += 1) {
    grow();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(told).toEqual([
    [500, '0.5 s, 100 bytes: line␛ 100'],
    [1_000, '1.0 s, 200 bytes: line␛ 200'],
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told.slice(2).map(([progress]) => progress)).toEqual([5_500, 10_500]);
  end();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([told.length, listeners.size]).toEqual([4, 0]);
});

test('says nothing after the end, also when it was about to', async () => {
  const { task, grow, state, release } = growing();
  state.hold = true;
  const told: number[] = [];
  const end = reportProgress(task, (progress) => void told.push(progress));
  await vi.advanceTimersByTimeAsync(0);
  grow();
  await vi.advanceTimersByTimeAsync(600);
  end();
  release();
  await vi.advanceTimersByTimeAsync(600);
  expect(told).toEqual([]);
});
