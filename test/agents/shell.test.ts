import { expect, test } from 'vitest';
import type { RunnerContext } from '../../src/agents/runner.ts';
import { createShellRunner } from '../../src/agents/shell.ts';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Authorization, Verdict } from '../../src/policy/action.ts';
import type { RunEnd, RunningCommand, RunSpec } from '../../src/shell/process/run.ts';
import type { Confinement } from '../../src/shell/process/starter.ts';

const VERDICT: Verdict = { decision: 'ask', tier: 5, rule: 'r', reason: 'why', signals: [], prefix: { kind: 'no_prefix', reason: '' } };
const EXECUTION = { argv: ['/bin/true'], cwd: '/w', env: { ADDED: 'a', REMOVED: undefined } };
const ACTION = { kind: 'command', tool: 'bash', command: 'true', cwd: '/w', access: 'full' } as const;
const END: RunEnd = { reason: 'exited', exitCode: 0, signal: null, durationMs: 1, killed: [], survivors: [] };

function setting(end: Partial<RunEnd>, authorization: Authorization = { decision: 'allow', verdict: VERDICT, execution: EXECUTION }) {
  const started: RunSpec[] = [];
  const bounds: Confinement[] = [];
  const stops: unknown[] = [];
  const stopping = new AbortController();
  const hurrying = new AbortController();
  const done = Promise.withResolvers<RunEnd>();
  const output: RunningCommand['output'] = {
    bytes: { stdout: 0, stderr: 0, combined: 0 },
    read: async () => ({ text: '', from: 0, next: 0, total: 0 }),
    excerpt: async () => ({ text: '', truncated: false }),
    onData: () => () => undefined,
    remove: async () => undefined,
  };
  const runner = createShellRunner({
    starter: {
      command(spec, within) {
        started.push(spec);
        bounds.push(within);
        const stop = (options?: { readonly force?: boolean }): Promise<RunEnd> => {
          stops.push(options);
          if (options?.force === true) done.resolve({ ...END, ...end });
          return done.promise;
        };
        if (end.reason !== 'stopped') done.resolve({ ...END, ...end });
        return { pid: 1, first: undefined, output, done: done.promise, stop };
      },
      detached: async () => Promise.reject(new Error('nothing is detached here')),
    },
    workspace: '/srv/project',
    attach: async () => Promise.reject(new Error('nothing is detached here')),
    stopDetached: async () => ({ end: undefined }),
    environment: async ({ taskId }) => ({ TASK: taskId, REMOVED: 'r' }),
    outputDir: (taskId) => `/out/${taskId}`,
  });
  const context: RunnerContext = {
    gate: {
      authorize: async () => authorization,
      explain: async () => ({ verdict: VERDICT, parts: [] }),
      withdraw: () => undefined,
      settled: async () => undefined,
      engine: () => ({ kind: 'rules', why: 'chosen' }),
      costs: () => NO_COSTS,
      dropGrants: () => undefined,
    },
    access: 'full',
    signal: stopping.signal,
    hurry: hurrying.signal,
    left: new AbortController().signal,
    report: () => undefined,
    inbox: { take: () => undefined, putBack: () => undefined, onMessage: () => () => undefined },
    breach: () => undefined,
  };
  return { runner, context, started, bounds, stops, stopping, hurrying };
}

const SPEC = { taskId: 't1', action: ACTION, execution: EXECUTION, timeoutMs: 5, survive: false, kept: false };

test('starts exactly what was allowed, in its own environment', async () => {
  const { runner, context, started, bounds } = setting({});
  expect(await runner.run(SPEC, context)).toEqual({ status: 'completed', reason: '', end: END });
  expect(bounds).toEqual([{ access: 'full', workspace: '/srv/project', privateDir: undefined }]);
  expect(started).toEqual([
    { argv: ['/bin/true'], cwd: '/w', env: { TASK: 't1', ADDED: 'a' }, timeoutMs: 5, outputDir: '/out/t1', keepOrder: false },
  ]);
});

test.each([
  [{ exitCode: 3 }, 'failed', 'it exited with code 3'],
  [{ reason: 'signalled', exitCode: null, signal: 'SIGSEGV' }, 'failed', 'it was ended by SIGSEGV'],
  [{ reason: 'timed_out', exitCode: null, signal: 'SIGTERM' }, 'timed_out', 'its time limit was reached'],
  [{ reason: 'start_failed', exitCode: null, error: 'no such program' }, 'failed', 'no such program'],
  [{ reason: 'output_failed', exitCode: null, error: 'the disk is full' }, 'failed', 'the disk is full'],
] as const)('%j is %s', async (end, status, reason) => {
  const { runner, context } = setting(end);
  expect(await runner.run(SPEC, context)).toEqual({ status, reason, end: { ...END, ...end } });
});

test('without a fresh allowance it asks again, and anything but an allow starts nothing', async () => {
  const waited = { ...SPEC, execution: undefined };
  const allowed = setting({});
  expect(await allowed.runner.run(waited, allowed.context)).toMatchObject({ status: 'completed' });
  const refused = setting({}, { decision: 'deny', verdict: VERDICT });
  expect(await refused.runner.run(waited, refused.context)).toEqual({
    status: 'blocked',
    reason: 'no longer allowed when its turn came: why',
  });
  expect([allowed.started.length, refused.started.length]).toEqual([1, 0]);
});

test('a stop asks, a hurry forces; a stop before the start starts nothing', async () => {
  const { runner, context, stops, stopping, hurrying, started } = setting({ reason: 'stopped', exitCode: null });
  const running = runner.run(SPEC, context);
  await expect.poll(() => started.length).toBe(1);
  stopping.abort();
  hurrying.abort();
  expect(await running).toMatchObject({ status: 'stopped', reason: '' });
  expect(stops).toEqual([undefined, { force: true }]);
  const early = setting({});
  early.stopping.abort();
  expect(await early.runner.run(SPEC, early.context)).toEqual({ status: 'stopped', reason: '' });
  expect(early.started).toEqual([]);
});
