import { existsSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { ToolError } from '../../src/tools/tool.ts';
import { callOf, createBench, use, yes } from '../session-fixture.ts';

const AWAITED = 'until [ -e go ]; do sleep 0.02; done; echo done';

describe('a shell child', () => {
  test('answers at once and is read later', async () => {
    const session = await createBench().open();
    const begun = performance.now();
    const child = await use(dispatchChildTask, { agent: 'shell', command: AWAITED, objective: 'wait for go' }, callOf(session));
    expect(performance.now() - begun).toBeLessThan(500);
    expect(child).toEqual({
      status: 'running',
      task_id: expect.stringMatching(/^task_/),
      agent: 'shell',
      assurance: 'gated',
      version: '5.2.15',
      sandbox: 'none',
      access: 'read-only',
      cwd: session.workspace,
      limits: { wall_ms: 2_700_000, concurrency: 4 },
    });
    writeFileSync(path.join(session.workspace, 'go'), '');
    expect(await use(taskOutput, { task_id: child.task_id, wait_ms: 10_000 }, callOf(session))).toEqual({
      retrieval_status: 'success',
      task_id: child.task_id,
      tool: 'dispatch_child_task',
      agent: 'shell',
      title: 'wait for go',
      status: 'completed',
      sandbox: 'none',
      iterations: '1/1',
      duration_ms: expect.any(Number),
      exit_code: 0,
      tool_calls: [`[iter 1] bash ${AWAITED}`],
      policy: { allowed: 1, denied: [], unapproved: 0 },
      text: 'done\n',
      cursor: 5,
      total: 5,
      truncated: false,
    });
  });

  test('only reads unless it is told otherwise, and says what would let it write', async () => {
    const session = await createBench().open();
    const refused = await use(dispatchChildTask, { command: 'echo x > made' }, callOf(session));
    expect(refused).toMatchObject({
      status: 'denied',
      agent: 'shell',
      access: 'read-only',
      verdict: { change: expect.stringContaining('access: "workspace-write"') },
    });
    expect(existsSync(path.join(session.workspace, 'made'))).toBe(false);
    const allowed = await use(dispatchChildTask, { command: 'echo x > made', access: 'workspace-write' }, callOf(session));
    expect(await use(taskOutput, { task_id: allowed.task_id, wait_ms: 5_000 }, callOf(session))).toMatchObject({
      status: 'completed',
      diagnosis: expect.stringMatching(/^silent: it exited with code 0 after \d+ ms and wrote nothing$/),
    });
    expect(existsSync(path.join(session.workspace, 'made'))).toBe(true);
  });

  test.each([
    [{ read_only: true, access: 'full' }, '`read_only: true` contradicts `access: "full"`; give one of them.'],
    [{ read_only: false, access: 'read-only' }, '`read_only: false` contradicts `access: "read-only"`; give one of them.'],
    [{ read_only: true, readOnly: false }, '`read_only` and its alias `readOnly` contradict each other; give one of them.'],
    [
      { access: 'full' },
      '`access` can only lower: this session has "workspace-write". Ask for "workspace-write" or less, or leave it out.',
    ],
  ] as const)('%j is a mistake', async (args, message) => {
    const session = await createBench().open();
    await expect(use(dispatchChildTask, { command: 'ls', ...args }, callOf(session))).rejects.toThrow(new ToolError(message));
  });

  test.each([
    [{ readOnly: false }, 'workspace-write'],
    [{ read_only: true }, 'read-only'],
    [{ access: 'read-only' }, 'read-only'],
    [{ read_only: false, access: 'workspace-write' }, 'workspace-write'],
    [{}, 'read-only'],
  ] as const)('%j gives %s', async (args, access) => {
    const session = await createBench().open();
    expect(await use(dispatchChildTask, { command: 'ls', ...args }, callOf(session))).toMatchObject({ access });
  });

  test('a script is judged as a whole before any of it runs', async () => {
    const session = await createBench().open();
    const result = await use(dispatchChildTask, { command: 'touch early; rm -rf /', access: 'workspace-write' }, callOf(session));
    expect(result).toMatchObject({ status: 'denied', verdict: { tier: 0 } });
    expect([existsSync(path.join(session.workspace, 'early')), await session.tasks.list()]).toEqual([false, []]);
  });

  test('a question, its answer, and the parked form', async () => {
    const session = await createBench().open({ preset: 'standard' });
    writeFileSync(path.join(session.workspace, 'x.sh'), 'echo ran\n');
    const args = { command: 'bash x.sh', access: 'workspace-write' } as const;
    const call = callOf(session);
    expect(await use(dispatchChildTask, args, call)).toMatchObject({ status: 'needs_approval' });
    const child = await use(dispatchChildTask, args, callOf(session, { answer: yes(call.asked[0]) }));
    expect(await use(taskOutput, { task_id: child.task_id, wait_ms: 5_000 }, callOf(session))).toMatchObject({
      status: 'completed',
      text: 'ran\n',
    });

    const second = callOf(session);
    await use(dispatchChildTask, args, second);
    const [approval] = second.asked;
    if (approval === undefined) throw new Error('nothing was asked');
    const parked = await dispatchChildTask.park?.(dispatchChildTask.input.parse(args), callOf(session), approval);
    const waiting = dispatchChildTask.output.parse(parked?.result);
    expect(waiting).toMatchObject({ status: 'needs_approval', approval: 2, task_id: expect.any(String) });
    expect(await use(dispatchChildTask, args, callOf(session))).toMatchObject({ status: 'waiting_approval', task_id: waiting.task_id });
    parked?.resume?.(yes(approval));
    expect(await use(taskOutput, { task_id: waiting.task_id, wait_ms: 5_000 }, callOf(session))).toMatchObject({ text: 'ran\n' });
  });

  test('a lost answer never starts two', async () => {
    const session = await createBench().open();
    const args = { command: AWAITED, idempotency_key: 'k' };
    const [one, two] = await Promise.all([use(dispatchChildTask, args, callOf(session)), use(dispatchChildTask, args, callOf(session))]);
    expect([two.task_id, (await session.tasks.list()).length]).toEqual([one.task_id, 1]);
    await expect(use(dispatchChildTask, { ...args, command: 'ls' }, callOf(session))).rejects.toThrow(
      new ToolError('This `idempotency_key` belongs to a task with other arguments; use another key.'),
    );
    const keyless = await use(dispatchChildTask, { command: AWAITED }, callOf(session));
    expect(await use(dispatchChildTask, { command: AWAITED, agent: 'shell' }, callOf(session))).toMatchObject({ task_id: keyless.task_id });
    expect(await session.tasks.list()).toHaveLength(2);
  });

  test('what changed while a script waited for its turn is seen', async () => {
    const session = await createBench({ concurrency: 1 }).open();
    const link = path.join(session.workspace, 'link');
    writeFileSync(path.join(session.workspace, 'inside'), 'inside\n');
    symlinkSync(path.join(session.workspace, 'inside'), link);
    await use(dispatchChildTask, { command: AWAITED }, callOf(session));
    const waiting = await use(dispatchChildTask, { command: 'cat link' }, callOf(session));
    expect(waiting).toMatchObject({ status: 'queued', position: 1 });
    unlinkSync(link);
    symlinkSync('/etc/hostname', link);
    writeFileSync(path.join(session.workspace, 'go'), '');
    expect(await use(taskOutput, { task_id: waiting.task_id, wait_ms: 10_000 }, callOf(session))).toMatchObject({
      status: 'blocked',
      reason: expect.stringMatching(/^no longer allowed when its turn came: /),
      policy: { denied: [expect.any(String)] },
    });
  });

  test('a budget ends it in the name of the budget', async () => {
    const session = await createBench().open();
    const child = await use(dispatchChildTask, { command: 'echo up; sleep 64', budget: { wall_ms: 300 } }, callOf(session));
    expect(await use(taskOutput, { task_id: child.task_id, wait_ms: 10_000 }, callOf(session))).toMatchObject({
      status: 'stopped',
      stopped_by: 'budget',
      text: 'up\n',
    });
  });
});

describe('another agent', () => {
  test('is not available, and it is said what is', async () => {
    const bench = createBench(
      {},
      { captureEnvironment: async () => ({ env: { PATH: '/usr/bin:/bin', OPENAI_API_KEY: 'x', XAI_API_KEY: '' } }) },
    );
    const session = await bench.open();
    const result = await use(dispatchChildTask, { agent: 'claude', objective: 'tidy' }, callOf(session));
    expect(result).toEqual({
      status: 'unavailable',
      error: 'agent_unavailable',
      agent: 'claude',
      access: 'read-only',
      agents: [],
      keys: ['OPENAI_API_KEY'],
      usable: ['shell'],
      next: '"claude" is no agent that is known here. Use agent "shell" with `command`, or do it yourself.',
    });
    expect(dispatchChildTask.render(result)).toContain('Use agent "shell"');
    expect(await use(dispatchChildTask, { objective: 'tidy' }, callOf(session))).toMatchObject({
      status: 'unavailable',
      usable: ['shell'],
    });
  });

  test('the shell needs a script; fields for other agents are refused by name', async () => {
    const session = await createBench().open();
    await expect(use(dispatchChildTask, { agent: 'shell', objective: 'tidy' }, callOf(session))).rejects.toThrow(
      'agent "shell" needs `command`',
    );
    const more = { command: 'ls', mode: 'pursue' as const, verify: { checks: ['test'] }, isolation: 'worktree' as const, plan_first: true };
    await expect(use(dispatchChildTask, more, callOf(session))).rejects.toThrow(
      '`mode`, `verify`, `isolation`, `plan_first`: a script takes no such field; leave it out, or name an agent with a model.',
    );
    await expect(use(dispatchChildTask, { command: 'ls', budget: { turns: 1 } }, callOf(session))).rejects.toThrow(
      'A script has a budget of time alone: `budget.wall_ms`.',
    );
    const issues = dispatchChildTask.input.safeParse({ command: 'ls', speed: 'fast' }).error?.issues;
    expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['speed'] }]);
  });
});
