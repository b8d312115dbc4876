import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startInProcess } from '../harness.ts';
import { STARTER } from '../session-fixture.ts';
import { envelope, initialize, initialized, rawClient, request } from './raw-client.ts';
import { FORMS, resultOf, TASKS, type TaskBench, type TaskClient, taskBench, taskIdOf } from './tasks-bench.ts';
import { createToy } from './toy-app.ts';

const DAYS_7 = 604_800_000;
const ID = /^task_[0-9a-f-]{36}$/;
/** The bench's clock stands at 1,000,000 ms. */
const NOW = '1970-01-01T00:16:40.000Z';
const UNKNOWN = { code: -32602, message: 'Unknown task' };
const BOTH = { ...TASKS, ...FORMS };
/** The preset `standard` asks about it. */
const ASKING = { command: 'git init --quiet made', access: 'workspace-write' };

const described = (status: string, more: object) => ({
  taskId: expect.stringMatching(ID),
  status,
  createdAt: NOW,
  lastUpdatedAt: NOW,
  ttlMs: DAYS_7,
  pollIntervalMs: 1_000,
  ...more,
});
/** What a call answers; the SDK gives every result of a call a content. */
const handle = (status: string, more: object = {}) => ({ resultType: 'task', content: [], ...described(status, more) });
const state = (taskId: string, status: string, more: object = {}) => ({ resultType: 'complete', ...described(status, more), taskId });

/** A script that goes on when the test lets it. */
const held = (then: string): string => `while [ ! -e go ]; do sleep 0.02; done; ${then}`;

async function letGo({ bench }: TaskBench, client: TaskClient, taskId: string): Promise<void> {
  writeFileSync(join(bench.workspace, 'go'), '');
  await client.ended(taskId);
}

describe('who has tasks', () => {
  test('the extension is offered in the modern era', async () => {
    const raw = rawClient(startInProcess(createToy().app));
    raw.send(request('probe', 'server/discover', { _meta: envelope() }));
    expect(await raw.answer('probe')).toMatchObject({
      result: { capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } } },
    });
  });

  test('and not in the legacy one, whatever a client declares', async () => {
    const raw = rawClient(startInProcess(createToy().app));
    raw.send(initialize(TASKS), initialized, request(1, 'tasks/get', { taskId: 'x', _meta: envelope(TASKS) }));
    expect(await raw.answer('init')).toMatchObject({
      result: { capabilities: { tools: {}, resources: { subscribe: true, listChanged: true } } },
    });
    expect(await raw.answer(1)).toMatchObject({ error: { code: -32601 } });
  });

  test.each([
    ['nothing', {}],
    ['extensions without this one', { extensions: { 'io.example/other': {} } }],
  ])('a request that declares %s gets no task and has no method of tasks', async (_, capabilities) => {
    const client = taskBench().connect();
    const started = resultOf(await client.call('dispatch_child_task', { command: 'sleep 61' }, { capabilities }));
    expect(started).toMatchObject({ resultType: 'complete', structuredContent: { status: 'running', task_id: expect.stringMatching(ID) } });
    const { task_id: taskId } = Object(started['structuredContent']);
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      expect(await client.send(method, { taskId, inputResponses: {} }, capabilities)).toMatchObject({
        error: { code: -32021, data: { requiredCapabilities: TASKS } },
      });
    }
    expect((await client.session().tasks.get(taskId))?.snapshot().status).toBe('running');
  });

  test('each request declares for itself', async () => {
    const client = taskBench().connect();
    const args = { command: 'sleep 61' };
    const taskId = taskIdOf(await client.call('dispatch_child_task', args));
    // The same request while it runs is the same task, and a client that knows no tasks hears of it by its id.
    expect(resultOf(await client.call('dispatch_child_task', args, { capabilities: {} }))).toMatchObject({
      resultType: 'complete',
      structuredContent: { task_id: taskId },
    });
    expect(taskIdOf(await client.call('dispatch_child_task', args))).toBe(taskId);
  });
});

describe('a child', () => {
  test('ends with what task_output says in the end', async () => {
    const all = taskBench();
    const client = all.connect();
    const started = await client.call('dispatch_child_task', { command: held('echo hi'), objective: 'say hi' });
    expect(resultOf(started)).toEqual(handle('working'));
    const taskId = taskIdOf(started);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(state(taskId, 'working'));
    await letGo(all, client, taskId);
    const said = resultOf(await client.call('task_output', { task_id: taskId, view: 'final' }));
    expect(said['structuredContent']).toMatchObject({ status: 'completed', exit_code: 0, text: 'hi\n' });
    const { content, structuredContent } = said;
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(
      state(taskId, 'completed', { result: { content, structuredContent } }),
    );
  });

  test('that fails is a result that says so', async () => {
    const all = taskBench();
    const client = all.connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', { command: held('exit 3') }));
    await letGo(all, client, taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toMatchObject(
      state(taskId, 'completed', {
        statusMessage: 'it exited with code 3',
        result: { isError: true, structuredContent: { status: 'failed', exit_code: 3 } },
      }),
    );
  });

  test('that exceeds its budget is a result, since nobody cancelled it', async () => {
    const client = taskBench().connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', { command: 'sleep 61', budget: { wall_ms: 50 } }));
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toMatchObject({
      status: 'completed',
      result: { isError: true, structuredContent: { status: 'stopped', stopped_by: 'budget' } },
    });
  });

  test('says which place it has in the queue', async () => {
    const client = taskBench({ limits: { concurrency: 1 } }).connect();
    await client.call('dispatch_child_task', { command: 'sleep 61' });
    const second = await client.call('dispatch_child_task', { command: 'sleep 62' });
    expect(resultOf(second)).toEqual(handle('working', { statusMessage: 'queued, position 1' }));
  });

  test('that could not be run is a failure of the protocol, not of the command', async () => {
    const command = (): never => {
      throw new Error('SECRET');
    };
    const client = taskBench({ changed: { starter: { ...STARTER, command } } }).connect();
    const first = await client.call('bash', { command: 'sleep 61', background: true });
    // Either it is over already, and its result names it, or it goes on.
    const said = resultOf(first);
    const taskId = said['taskId'] === undefined ? Object(said['structuredContent']).task_id : taskIdOf(first);
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(
      state(taskId, 'failed', {
        statusMessage: 'it could not be run; the reason is in the log',
        error: {
          code: -32603,
          message: `it could not be run; the reason is in the log. What it wrote, if anything: bailiwick://tasks/${taskId}/output`,
        },
      }),
    );
  });

  test('that was refused is no task', async () => {
    const client = taskBench().connect();
    expect(resultOf(await client.call('dispatch_child_task', { command: 'sudo rm -rf /' }))).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'denied' },
    });
  });
});

describe('bash', () => {
  test('that ends in time is no task', async () => {
    const client = taskBench().connect();
    expect(resultOf(await client.call('bash', { command: 'echo hi' }))).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'completed', stdout: 'hi\n' },
    });
  });

  test('in the background is one, and ends with its result', async () => {
    const all = taskBench();
    const client = all.connect();
    const started = await client.call('bash', { command: held('echo out; echo err >&2; exit 7'), background: true });
    expect(resultOf(started)).toEqual(handle('working'));
    const taskId = taskIdOf(started);
    await letGo(all, client, taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(
      state(taskId, 'completed', {
        statusMessage: 'it exited with code 7',
        result: {
          content: [{ type: 'text', text: expect.stringMatching(/^failed, exit 7, \d+ ms.*\nout\n\n\[stderr\]\nerr\n$/) }],
          structuredContent: {
            status: 'failed',
            exit_code: 7,
            stdout: 'out\n',
            stderr: 'err\n',
            truncated: false,
            duration_ms: expect.any(Number),
            task_id: taskId,
            output_uri: `bailiwick://tasks/${taskId}/output`,
            verdict: expect.objectContaining({ decision: 'allow' }),
            sandbox: 'none',
          },
        },
      }),
    );
  });

  test('that outlives its answer window goes on as one', async () => {
    const client = taskBench({ limits: { answerWindowMs: 50 } }).connect();
    expect(resultOf(await client.call('bash', { command: 'sleep 61' }))).toEqual(handle('working'));
  });

  test('that ended with output to be read is no task, though it names one', async () => {
    const client = taskBench({ limits: { outputBytes: 10 } }).connect();
    expect(resultOf(await client.call('bash', { command: 'seq 100' }))).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'completed', truncated: true, task_id: expect.stringMatching(ID) },
    });
  });
});

test('a result that speaks of a task is none', async () => {
  const client = taskBench().connect();
  const task_id = taskIdOf(await client.call('dispatch_child_task', { command: 'sleep 61' }));
  expect(resultOf(await client.call('task_output', { task_id }))).toMatchObject({ resultType: 'complete', structuredContent: { task_id } });
});

describe('tasks/cancel', () => {
  test('stops it; once more changes nothing', async () => {
    const client = taskBench().connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', { command: 'sleep 61' }));
    const other = taskIdOf(await client.call('dispatch_child_task', { command: 'sleep 62' }));
    const ack = { resultType: 'complete' };
    expect(resultOf(await client.send('tasks/cancel', { taskId }))).toEqual(ack);
    const cancelled = state(taskId, 'cancelled', { statusMessage: 'the client cancelled it' });
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(cancelled);
    expect(resultOf(await client.send('tasks/cancel', { taskId }))).toEqual(ack);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(cancelled);
    expect((await client.session().tasks.get(taskId))?.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'host' });
    expect(resultOf(await client.send('tasks/get', { taskId: other }))).toEqual(state(other, 'working'));
  });

  test('does not change a result', async () => {
    const all = taskBench();
    const client = all.connect();
    const taskId = taskIdOf(await client.call('bash', { command: held('true'), background: true }));
    await letGo(all, client, taskId);
    const before = await client.send('tasks/get', { taskId });
    expect(resultOf(await client.send('tasks/cancel', { taskId }))).toEqual({ resultType: 'complete' });
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(resultOf(before));
  });
});

describe('a task that waits for a person', () => {
  test('asks, and an answer lets it go on', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const started = await client.call('dispatch_child_task', ASKING, { capabilities: BOTH });
    expect(resultOf(started)).toEqual(handle('input_required', { statusMessage: 'question 1 waits for a person' }));
    const taskId = taskIdOf(started);
    const asking = resultOf(await client.send('tasks/get', { taskId }, BOTH));
    const [[key = '', question] = []] = Object.entries(Object(asking['inputRequests']));
    expect(asking).toEqual(
      state(taskId, 'input_required', { statusMessage: 'question 1 waits for a person', inputRequests: { [key]: question } }),
    );
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(question).toMatchObject({
      method: 'elicitation/create',
      params: { message: expect.stringContaining('git init --quiet made'), requestedSchema: { required: ['choice'] } },
    });
    const inputResponses = { [key]: { action: 'accept', content: { choice: 'allow_once' } } };
    expect(resultOf(await client.send('tasks/update', { taskId, inputResponses }, BOTH))).toEqual({ resultType: 'complete' });
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }, BOTH))).toMatchObject({
      status: 'completed',
      result: { structuredContent: { status: 'completed', exit_code: 0 } },
    });
  });

  test('asked for twice at a time is one task with one question', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const twice = [1, 2].map(() => client.call('dispatch_child_task', ASKING, { capabilities: BOTH }));
    const [taskId = '', same] = (await Promise.all(twice)).map(taskIdOf);
    expect(same).toBe(taskId);
    const { inputRequests } = resultOf(await client.send('tasks/get', { taskId }, BOTH));
    const [key = '', ...others] = Object.keys(Object(inputRequests));
    expect(others).toEqual([]);
    const inputResponses = { [key]: { action: 'accept', content: { choice: 'allow_once' } } };
    await client.send('tasks/update', { taskId, inputResponses }, BOTH);
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }, BOTH))).toMatchObject({
      result: { structuredContent: { status: 'completed', exit_code: 0 } },
    });
  });

  test('a no ends it, with the reason', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', ASKING, { capabilities: BOTH }));
    const { inputRequests } = resultOf(await client.send('tasks/get', { taskId }, BOTH));
    const [key = ''] = Object.keys(Object(inputRequests));
    await client.send('tasks/update', { taskId, inputResponses: { [key]: { action: 'decline' } } }, BOTH);
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }, BOTH))).toMatchObject({
      status: 'completed',
      result: { isError: true, structuredContent: { status: 'blocked' } },
    });
  });

  test('as a bash in the background too', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const args = { command: ASKING.command, background: true };
    const taskId = taskIdOf(await client.call('bash', args, { capabilities: BOTH }));
    const { inputRequests } = resultOf(await client.send('tasks/get', { taskId }, BOTH));
    const [key = ''] = Object.keys(Object(inputRequests));
    await client.send('tasks/update', { taskId, inputResponses: { [key]: { action: 'cancel' } } }, BOTH);
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }, BOTH))).toMatchObject({
      status: 'completed',
      result: { structuredContent: { status: 'denied', task_id: taskId } },
    });
  });

  test('a bash that somebody waits for asks within its call', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const asked = resultOf(await client.call('bash', { command: ASKING.command }, { capabilities: BOTH }));
    expect(asked).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) });
    const { requestState } = asked;
    const params = { requestState, inputResponses: { approval: { action: 'accept', content: { choice: 'allow_once' } } } };
    expect(resultOf(await client.call('bash', { command: ASKING.command }, { capabilities: BOTH, params }))).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'completed' },
    });
  });

  test('a client without forms hears that an approval is needed, and sees the task wait', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const told = resultOf(await client.call('dispatch_child_task', ASKING));
    expect(told).toMatchObject({ resultType: 'complete', structuredContent: { status: 'needs_approval', approval: 1 } });
    const { task_id: taskId } = Object(told['structuredContent']);
    expect(resultOf(await client.send('tasks/get', { taskId }))).toEqual(
      state(taskId, 'working', { statusMessage: 'question 1 waits for a person' }),
    );
  });

  test('is cancelled with its question', async () => {
    const client = taskBench({ preset: 'standard' }).connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', ASKING, { capabilities: BOTH }));
    const { inputRequests } = resultOf(await client.send('tasks/get', { taskId }, BOTH));
    const [key = ''] = Object.keys(Object(inputRequests));
    await client.send('tasks/cancel', { taskId });
    const inputResponses = { [key]: { action: 'accept', content: { choice: 'allow_once' } } };
    expect(resultOf(await client.send('tasks/update', { taskId, inputResponses }, BOTH))).toEqual({ resultType: 'complete' });
    expect(resultOf(await client.send('tasks/get', { taskId }, BOTH))).toEqual(
      state(taskId, 'cancelled', { statusMessage: 'the client cancelled it' }),
    );
  });
});

test.each([
  ['an id that never was', { taskId: 'task_00000000-0000-4000-8000-000000000000' }, UNKNOWN.message],
  ['an id that is none', { taskId: '../../etc/passwd' }, UNKNOWN.message],
  ['no id', {}, /taskId/],
  ['a number', { taskId: 1 }, /taskId/],
])('%s', async (_, params, message) => {
  const client = taskBench().connect();
  for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
    const { error } = await client.send(method, { ...params, inputResponses: {} });
    expect(error).toMatchObject({ code: UNKNOWN.code, message: expect.stringMatching(message) });
  }
});
