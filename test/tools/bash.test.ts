import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCommand } from '../../src/shell/process/run.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { StoreFailed } from '../../src/store/store.ts';
import { bash } from '../../src/tools/bash.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { ToolError } from '../../src/tools/tool.ts';
import { callOf, createBench, lives, STARTER, use, yes } from '../session-fixture.ts';

const READ = {
  decision: 'allow',
  tier: 1,
  rule: 'tier1:read-only',
  class: 'read-only',
  reason: expect.any(String),
  prefix: { kind: expect.any(String), reason: expect.any(String) },
};
const AWAITED = 'echo one; until [ -e go ]; do sleep 0.02; done; echo two';

describe('bash', () => {
  test('a command that ends in time comes back whole and leaves nothing behind', async () => {
    const bench = createBench();
    const session = await bench.open();
    expect(await use(bash, { command: 'echo out; echo err >&2; exit 3' }, callOf(session))).toEqual({
      status: 'failed',
      exit_code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      truncated: false,
      duration_ms: expect.any(Number),
      verdict: { ...READ, prefix: { kind: 'injection_detected', reason: expect.any(String) } },
      sandbox: 'none',
    });
    expect(await use(bash, { command: 'echo hi', cwd: '.' }, callOf(session))).toEqual({
      status: 'completed',
      exit_code: 0,
      stdout: 'hi\n',
      stderr: '',
      truncated: false,
      duration_ms: expect.any(Number),
      verdict: { ...READ, prefix: { kind: 'prefix', value: 'echo' } },
      sandbox: 'none',
    });
    expect(await session.tasks.list()).toEqual([]);
    await session.close();
    expect(existsSync(path.join(bench.outputDir, session.id))).toBe(false);
  });

  test('a refusal is a result that names what decided', async () => {
    const session = await createBench().open();
    const result = await use(bash, { command: 'echo a; rm -rf /' }, callOf(session));
    expect(result).toEqual({
      status: 'denied',
      verdict: {
        decision: 'deny',
        tier: 0,
        rule: 'tier0:remove-vital',
        reason: expect.stringContaining('/'),
        class: 'system',
        signals: expect.any(Array),
        prefix: { kind: 'injection_detected', reason: expect.any(String) },
        decided_by: '/',
      },
      sandbox: 'none',
    });
    expect(bash.render(result)).toContain('decided by: /');
  });

  test('a question goes to the server, and its answer counts once', async () => {
    const session = await createBench().open({ preset: 'standard' });
    writeFileSync(path.join(session.workspace, 'x.sh'), 'echo ran\n');
    const call = callOf(session);
    const asked = await use(bash, { command: 'bash x.sh' }, call);
    expect(asked).toMatchObject({ status: 'needs_approval', sandbox: 'none', verdict: { decision: 'ask' } });
    expect(asked).not.toHaveProperty('approval');
    expect(call.asked).toMatchObject([{ number: 1 }]);
    const answer = yes(call.asked[0]);
    expect(await use(bash, { command: 'bash x.sh' }, callOf(session, { answer }))).toMatchObject({ status: 'completed', stdout: 'ran\n' });
    expect(await use(bash, { command: 'bash x.sh' }, callOf(session, { answer }))).toMatchObject({
      status: 'denied',
      verdict: { rule: 'approval:not-pending' },
    });
  });

  test('a time limit ends the tree and names what it ended', async () => {
    const session = await createBench().open();
    const result = await use(bash, { command: 'sleep 61 & sleep 62', timeout_ms: 800 }, callOf(session));
    expect(result).toMatchObject({ status: 'timed_out', error: 'its time limit was reached', signal: 'SIGTERM' });
    expect(result.exit_code).toBeUndefined();
    expect(result.killed?.map(({ argv0 }) => path.basename(argv0)).sort()).toEqual(['bash', 'sleep', 'sleep']);
    expect(result.killed?.filter(({ pid }) => lives(pid))).toEqual([]);
  });

  test('what outlasts the answer window goes on as the same process, as a task', async () => {
    const session = await createBench({ answerWindowMs: 300 }).open();
    const running = await use(bash, { command: AWAITED }, callOf(session));
    expect(running).toMatchObject({ status: 'running', stdout: 'one\n', task_id: expect.stringMatching(/^task_[0-9a-f-]{36}$/) });
    expect(running.output_uri).toBe(`bailiwick://tasks/${running.task_id}/output`);
    expect((await session.tasks.list()).map(({ id }) => id)).toEqual([running.task_id]);
    writeFileSync(path.join(session.workspace, 'go'), '');
    expect(await use(taskOutput, { task_id: running.task_id, wait_ms: 10_000 }, callOf(session))).toMatchObject({
      retrieval_status: 'success',
      status: 'completed',
      exit_code: 0,
      text: 'one\ntwo\n',
    });
  });

  test('what a person took to answer counts against the window', async () => {
    const session = await createBench({ answerWindowMs: 60_000 }).open();
    expect(await use(bash, { command: AWAITED }, callOf(session, { waitedMs: 60_000 }))).toMatchObject({ status: 'running' });
  });

  test('in the background it answers at once', async () => {
    const session = await createBench().open();
    const result = await use(bash, { command: AWAITED, background: true }, callOf(session));
    expect(result).toEqual({
      status: 'running',
      task_id: expect.any(String),
      output_uri: `bailiwick://tasks/${result.task_id}/output`,
      verdict: expect.objectContaining({ decision: 'allow' }),
      sandbox: 'none',
    });
  });

  test('what cannot be kept as a task is stopped, and said; what has ended is told all the same', async () => {
    const store = createMemoryStore();
    const dispatch = async () => Promise.reject(new StoreFailed('The disk is full.'));
    const full = { ...store, tasks: { ...store.tasks, dispatch } };
    const session = await createBench({ answerWindowMs: 300, outputBytes: 1_000 }, { store: full }).open();
    const running = await use(bash, { command: 'echo $$; sleep 74' }, callOf(session));
    expect(running).toMatchObject({
      status: 'cancelled',
      error: 'It was stopped, because it could not be kept as a task. The disk is full.',
    });
    expect(lives(Number(running.stdout))).toBe(false);
    const ended = await use(bash, { command: 'seq 1000' }, callOf(session));
    expect(ended).toMatchObject({ status: 'completed', truncated: true, error: 'The rest of its output is not kept. The disk is full.' });
    expect([ended.task_id, ended.stdout?.endsWith('1000\n')]).toEqual([undefined, true]);
    await expect(use(bash, { command: 'true', background: true }, callOf(session))).rejects.toThrow('The disk is full.');
    expect(await session.tasks.list()).toEqual([]);
  });

  test('a cancelled call stops the tree', async () => {
    const session = await createBench().open();
    const cancel = new AbortController();
    const done = use(bash, { command: 'echo $$; echo up > up; sleep 63' }, callOf(session, { signal: cancel.signal }));
    await expect.poll(() => existsSync(path.join(session.workspace, 'up')), { timeout: 5_000, interval: 20 }).toBe(true);
    cancel.abort();
    const result = await done;
    expect(result).toMatchObject({ status: 'cancelled', error: 'the call was cancelled' });
    expect(lives(Number(result.stdout))).toBe(false);
    expect(await session.tasks.list()).toEqual([]);
  });

  test('long output comes as head and tail, and the rest can be read', async () => {
    const bench = createBench({ outputBytes: 200 });
    const session = await bench.open();
    const result = await use(bash, { command: 'seq 1 2000' }, callOf(session));
    expect(result).toMatchObject({ status: 'completed', truncated: true, task_id: expect.any(String) });
    expect(Buffer.byteLength(result.stdout ?? '')).toBeLessThanOrEqual(200);
    expect(result.stdout).toMatch(/^1\n2\n.*bytes omitted.*1999\n2000\n$/s);
    const whole = await use(taskOutput, { task_id: result.task_id, view: 'output' }, callOf(session));
    expect(whole.text).toBe(Array.from({ length: 2000 }, (_, i) => `${i + 1}\n`).join(''));
    expect(readdirSync(path.join(bench.outputDir, session.id))).toEqual([result.task_id]);
  });

  test('what acts or hides in output is shown, and stays within the cap', async () => {
    const session = await createBench({ outputBytes: 400 }).open();
    writeFileSync(path.join(session.workspace, 'odd'), '\u001b]52;c;cm0=\u0007\u202e');
    expect((await use(bash, { command: 'cat odd' }, callOf(session))).stdout).toBe('␛]52;c;cm0=␇\\u{202e}');
    const nul = await use(bash, { command: 'head -c 350 /dev/zero' }, callOf(session));
    expect(Buffer.byteLength(nul.stdout ?? '')).toBeLessThanOrEqual(400);
    expect(nul.truncated).toBe(true);
  });

  test('access can only be lowered', async () => {
    const session = await createBench().open();
    await expect(use(bash, { command: 'ls', access: 'full' }, callOf(session))).rejects.toThrow(
      new ToolError('`access` can only lower: this session has "workspace-write". Ask for "workspace-write" or less, or leave it out.'),
    );
    expect(await use(bash, { command: 'touch a', access: 'read-only' }, callOf(session))).toMatchObject({
      status: 'denied',
      verdict: { rule: 'access:read-only', change: expect.stringContaining('access: "workspace-write"') },
    });
  });

  test('unknown fields are refused by name', () => {
    expect(bash.input.safeParse({ command: 'ls', comand: 'x' }).error?.issues).toMatchObject([
      { code: 'unrecognized_keys', keys: ['comand'] },
    ]);
  });

  test('progress is told while it runs and never after the answer', async () => {
    const session = await createBench().open();
    const told: { progress: number; message: string }[] = [];
    const first = Promise.withResolvers<void>();
    const progress = (amount: number, message: string): void => {
      told.push({ progress: amount, message });
      first.resolve();
    };
    const done = use(bash, { command: AWAITED }, callOf(session, { progress }));
    await first.promise;
    writeFileSync(path.join(session.workspace, 'go'), '');
    await done;
    const before = told.length;
    expect(told[0]).toEqual({ progress: expect.any(Number), message: expect.stringMatching(/^\d+\.\d s, 4 bytes: one$/) });
    await session.close();
    expect(told.length).toBe(before);
  });
});

describe('bash, parked', () => {
  async function park(command: string) {
    const session = await createBench().open({ preset: 'standard' });
    writeFileSync(path.join(session.workspace, 'x.sh'), 'echo ran\n');
    const call = callOf(session);
    await use(bash, { command }, call);
    const [approval] = call.asked;
    if (approval === undefined || bash.park === undefined) throw new Error('nothing was asked');
    const parked = await bash.park(bash.input.parse({ command }), callOf(session), approval);
    return { session, approval, parked, id: bash.output.parse(parked.result).task_id };
  }
  const read = async (p: Awaited<ReturnType<typeof park>>) => await use(taskOutput, { task_id: p.id, wait_ms: 5_000 }, callOf(p.session));

  test('the late yes starts the command in the task that waited', async () => {
    const parked = await park('bash x.sh');
    expect(parked.parked.result).toMatchObject({ status: 'needs_approval', approval: 1, sandbox: 'none', verdict: { decision: 'ask' } });
    expect((await parked.session.tasks.list()).map((task) => task.snapshot())).toMatchObject([
      { id: parked.id, status: 'waiting_approval', approval: 1 },
    ]);
    parked.parked.resume?.(yes(parked.approval));
    parked.parked.resume?.(yes(parked.approval));
    expect(await read(parked)).toMatchObject({ status: 'completed', text: 'ran\n' });
    const events = await (await parked.session.tasks.get(parked.id ?? ''))?.events(1);
    expect(events?.map(({ status }) => status)).toEqual(['waiting_approval', 'running', 'completed']);
  });

  test('the late no ends it as blocked, with the reason', async () => {
    const parked = await park('bash x.sh');
    parked.parked.resume?.({ approvalId: parked.approval.id, choice: 'deny' });
    expect(await read(parked)).toMatchObject({
      status: 'blocked',
      reason: 'the host reported that a person said no',
      policy: { allowed: 0, denied: ['the host reported that a person said no'], unapproved: 0 },
      diagnosis: 'it never started: the host reported that a person said no',
    });
  });

  test('an answer to something else starts nothing', async () => {
    const parked = await park('bash x.sh');
    parked.parked.resume?.({ approvalId: 'made up', choice: 'allow_once' });
    expect(await read(parked)).toMatchObject({ status: 'blocked', reason: expect.stringContaining('no pending question') });
  });

  test('once stopped, a yes comes too late', async () => {
    const parked = await park('bash x.sh');
    const stopped = await parked.session.tasks.stop(parked.id ?? '', { by: 'host', reason: '', force: false });
    expect(stopped).toEqual({ status: 'stopped', stoppedBy: 'host', killed: [], survivors: [], editsRemain: false });
    parked.parked.resume?.(yes(parked.approval));
    expect(await read(parked)).toMatchObject({ status: 'stopped', diagnosis: 'it was stopped before it started, by host' });
  });
});

test('output that cannot be kept is said, also when the command has ended by itself', async () => {
  const bench = createBench({}, { starter: { ...STARTER, command: (spec) => startCommand(spec, () => open('/dev/full', 'w')) } });
  const result = await use(bash, { command: 'echo x' }, callOf(await bench.open()));
  expect(result).toMatchObject({ status: 'failed', error: expect.stringContaining('the disk is full') });
});
