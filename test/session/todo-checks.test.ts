import { describe, expect, it } from 'vitest';
import { CHECK_TIMEOUT_MS, type CheckRuns, createCheckRuns } from '../../src/session/todo-checks.ts';
import type { CheckCall, CheckRun } from '../../src/session/todo-run-check.ts';

interface Started extends CheckCall {
  readonly command: string;
  end(run: CheckRun): void;
  fail(error: Error): void;
}

const PASSED: CheckRun = { kind: 'ran', exitCode: 0, tail: 'fine' };
const STOPPED: CheckRun = { kind: 'ended', reason: 'it was stopped', tail: '' };

/** Runs whose commands end when the test says so, or when they are stopped. */
function scripted(): { runs: CheckRuns; started: Started[]; logged: string[]; clock: { now: number } } {
  const started: Started[] = [];
  const logged: string[] = [];
  const clock = { now: 0 };
  const runs = createCheckRuns({
    run: (command, call) => {
      const { promise, resolve, reject } = Promise.withResolvers<CheckRun>();
      call.signal.addEventListener('abort', () => resolve(STOPPED));
      started.push({ ...call, command, end: resolve, fail: reject });
      return promise;
    },
    now: () => clock.now,
    log: (line) => void logged.push(line),
  });
  return { runs, started, logged, clock };
}

const wait = (signal = new AbortController().signal, windowMs = 10_000): { signal: AbortSignal; windowMs: number } => ({
  signal,
  windowMs,
});
const NOW = wait(undefined, 0);

describe('createCheckRuns', () => {
  it('runs the command with the limit and the answer, and tells how it ended', async () => {
    const { runs, started } = scripted();
    const answer = { approvalId: 'a', choice: 'allow_once' } as const;
    const outcome = runs.outcome('todo_1', 'npm test', { ...wait(), answer });
    expect(started.map(({ command, timeoutMs, answer: given }) => ({ command, timeoutMs, given }))).toEqual([
      { command: 'npm test', timeoutMs: CHECK_TIMEOUT_MS, given: answer },
    ]);
    started[0]?.end(PASSED);
    expect(await outcome).toEqual(PASSED);
    const again = runs.outcome('todo_1', 'npm test', wait());
    expect(started.length).toBe(2);
    await runs.close();
    await again;
  });

  it('a run that outlasts one call is waited for by the next', async () => {
    const { runs, started } = scripted();
    expect(await runs.outcome('todo_1', 'c', NOW)).toBeUndefined();
    const second = runs.outcome('todo_1', 'c', wait());
    started[0]?.end(PASSED);
    expect(await second).toEqual(PASSED);
    expect(started.length).toBe(1);
  });

  it('a result that nobody waited for is kept for the next call, once and for five minutes', async () => {
    const { runs, started, clock } = scripted();
    await runs.outcome('todo_1', 'c', NOW);
    started[0]?.end(PASSED);
    await new Promise(setImmediate);
    clock.now = 299_999;
    expect(await runs.outcome('todo_1', 'c', wait())).toEqual(PASSED);
    expect(await runs.outcome('todo_1', 'c', NOW)).toBeUndefined();
    started[1]?.end(PASSED);
    await new Promise(setImmediate);
    clock.now += 300_000;
    expect(await runs.outcome('todo_1', 'c', NOW)).toBeUndefined();
    expect(started.length).toBe(3);
  });

  it('another item and another command have runs of their own', async () => {
    const { runs, started } = scripted();
    await Promise.all([runs.outcome('todo_1', 'c', NOW), runs.outcome('todo_2', 'c', NOW), runs.outcome('todo_1', 'd', NOW)]);
    expect(started.map(({ command }) => command)).toEqual(['c', 'c', 'd']);
  });

  it('a caller that goes away stops its run', async () => {
    const { runs, started } = scripted();
    const caller = new AbortController();
    const outcome = runs.outcome('todo_1', 'c', wait(caller.signal));
    caller.abort();
    expect(await outcome).toEqual(STOPPED);
    expect(started[0]?.signal.aborted).toBe(true);
  });

  it('but not one that somebody else waits for', async () => {
    const { runs, started } = scripted();
    const caller = new AbortController();
    const first = runs.outcome('todo_1', 'c', wait(caller.signal));
    const second = runs.outcome('todo_1', 'c', wait());
    caller.abort();
    expect(await first).toBeUndefined();
    started[0]?.end(PASSED);
    expect(await second).toEqual(PASSED);
  });

  it('at most four run at a time', async () => {
    const { runs, started } = scripted();
    for (const id of ['a', 'b', 'c', 'd']) expect(await runs.outcome(id, 'c', NOW)).toBeUndefined();
    const refused = { kind: 'ended', reason: '4 other checks are running; send it again later', tail: '' };
    expect(await runs.outcome('e', 'c', NOW)).toEqual(refused);
    started[0]?.end(PASSED);
    expect(await runs.outcome('a', 'c', wait())).toEqual(PASSED);
    expect(await runs.outcome('e', 'c', NOW)).toBeUndefined();
  });

  it('a failure of ours is logged and not shown', async () => {
    const { runs, started, logged } = scripted();
    const outcome = runs.outcome('todo_1', 'c', wait());
    started[0]?.fail(new Error('secret'));
    expect(await outcome).toEqual({ kind: 'ended', reason: 'it could not be run; the reason is in the log', tail: '' });
    expect(logged).toEqual([expect.stringContaining('a check could not be run: Error: secret')]);
  });

  it('closing stops all, waits for their end, and starts no more', async () => {
    const { runs, started } = scripted();
    const waiting = runs.outcome('todo_1', 'c', wait());
    await runs.outcome('todo_2', 'c', NOW);
    await runs.close();
    expect(await waiting).toEqual(STOPPED);
    expect(started.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(await runs.outcome('todo_3', 'c', wait())).toEqual({ kind: 'ended', reason: 'the session has ended', tail: '' });
    expect(started.length).toBe(2);
    await runs.close();
  });
});
