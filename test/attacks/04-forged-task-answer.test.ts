import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMS, resultOf, TASKS, type TaskBench, type TaskClient, taskBench, taskIdOf } from '../server/tasks-bench.ts';

/** Forged answers by `tasks/update`: an approval that was never asked for, not of this client, used before, or for something else. */
const BOTH = { ...TASKS, ...FORMS };
const choice = (given: string) => ({ action: 'accept', content: { choice: given } });
const yes = choice('allow_once');
const UNGUESSED = '6f1c2c9e-0000-4000-8000-000000000000';

interface Waiting {
  readonly all: TaskBench;
  readonly client: TaskClient;
  readonly taskId: string;
  /** The name of its question. */
  readonly key: string;
}

async function ask(all: TaskBench, client: TaskClient, made: string): Promise<Waiting> {
  const args = { command: `git init --quiet ${made}`, access: 'workspace-write' };
  const taskId = taskIdOf(await client.call('dispatch_child_task', args, { capabilities: BOTH }));
  const { status, inputRequests } = resultOf(await client.send('tasks/get', { taskId }, BOTH));
  expect(status).toBe('input_required');
  const [key = ''] = Object.keys(Object(inputRequests));
  return { all, client, taskId, key };
}

async function waiting(made = 'made'): Promise<Waiting> {
  const all = taskBench({ preset: 'standard' });
  return await ask(all, all.connect(), made);
}

const update = ({ client, taskId }: Waiting, inputResponses: unknown) => client.send('tasks/update', { taskId, inputResponses }, BOTH);
const statusOf = async ({ client, taskId }: Waiting): Promise<unknown> =>
  resultOf(await client.send('tasks/get', { taskId }, BOTH))['status'];
const ran = ({ all }: Waiting, made = 'made'): boolean => existsSync(join(all.bench.workspace, made));

test('asked, answered, done: the way that all attacks try to cut short', async () => {
  const task = await waiting();
  expect(resultOf(await update(task, { [task.key]: yes }))).toEqual({ resultType: 'complete' });
  await task.client.ended(task.taskId);
  expect([await statusOf(task), ran(task)]).toEqual(['completed', true]);
});

describe('what answers nothing', () => {
  test.each([
    ['no answer', {}],
    ['an answer under the name of a question within a call', { approval: yes }],
    ['an answer under an id that nobody made', { [UNGUESSED]: yes }],
    ['an answer under the number of the question', { '1': yes }],
  ])('%s: the question stays, and the work waits', async (_, responses) => {
    const task = await waiting();
    expect(resultOf(await update(task, responses))).toEqual({ resultType: 'complete' });
    expect([await statusOf(task), ran(task)]).toEqual(['input_required', false]);
    await update(task, { [task.key]: yes });
    await task.client.ended(task.taskId);
    expect(ran(task)).toBe(true);
  });

  test.each([
    ['text', 'yes'],
    ['a list', [yes]],
  ])('%s in place of the answers is an error or nothing', async (_, responses) => {
    const task = await waiting();
    await update(task, responses);
    expect([await statusOf(task), ran(task)]).toEqual(['input_required', false]);
  });
});

describe('what is a no', () => {
  test.each([
    ['a choice that there is not', choice('allow_always')],
    ['a choice in other letters', choice('ALLOW_ONCE')],
    ['a declined form with a choice in it', { ...yes, action: 'decline' }],
    ['a form with more than the choice', { action: 'accept', content: { choice: 'allow_once', also: 'this' } }],
    ['an empty form', { action: 'accept', content: {} }],
  ])('%s: and with that the question is over', async (_, response) => {
    const task = await waiting();
    await update(task, { [task.key]: response });
    await task.client.ended(task.taskId);
    await update(task, { [task.key]: yes });
    expect([await statusOf(task), ran(task)]).toEqual(['completed', false]);
    expect((await task.client.session().tasks.get(task.taskId))?.snapshot()).toMatchObject({ status: 'blocked' });
  });
});

test('of two answers at the same time one counts', async () => {
  const task = await waiting();
  await Promise.all([update(task, { [task.key]: choice('deny') }), update(task, { [task.key]: yes })]);
  await task.client.ended(task.taskId);
  expect(ran(task)).toBe(false);
});

test('an answer counts for the task that asked, not for another one of the same client', async () => {
  const first = await waiting('first');
  const second = await ask(first.all, first.client, 'second');
  await update(first, { [second.key]: yes });
  await update(second, { [first.key]: yes });
  expect([await statusOf(first), await statusOf(second)]).toEqual(['input_required', 'input_required']);
  await update(first, { [first.key]: yes });
  await first.client.ended(first.taskId);
  expect([ran(first, 'first'), ran(first, 'second')]).toEqual([true, false]);
});

test('an answer that was used starts nothing else', async () => {
  const first = await waiting('first');
  await update(first, { [first.key]: yes });
  await first.client.ended(first.taskId);
  const second = await ask(first.all, first.client, 'second');
  await update(second, { [first.key]: yes });
  expect([await statusOf(second), ran(first, 'second')]).toEqual(['input_required', false]);
});

test('the id of a task’s question answers no question within a call, and stays good for its task', async () => {
  const task = await waiting();
  const params = { requestState: task.key, inputResponses: { approval: yes } };
  const forged = resultOf(await task.client.call('bash', { command: 'git init --quiet other' }, { capabilities: BOTH, params }));
  expect(forged['structuredContent']).toMatchObject({ status: 'denied', verdict: { rule: 'approval:not-pending' } });
  await update(task, { [task.key]: yes });
  await task.client.ended(task.taskId);
  expect([ran(task), ran(task, 'other')]).toEqual([true, false]);
});

test('another client cannot answer, and learns nothing', async () => {
  const task = await waiting();
  const other = { ...task, client: task.all.connect() };
  const { error } = await update(other, { [task.key]: yes });
  const { error: unknown } = await update({ ...other, taskId: UNGUESSED }, { [task.key]: yes });
  expect(error).toEqual(unknown);
  expect([await statusOf(task), ran(task)]).toEqual(['input_required', false]);
});

test('after the roots changed nothing waits for a yes any more', async () => {
  const task = await waiting();
  task.client.session().gate.dropGrants();
  await update(task, { [task.key]: yes });
  await task.client.ended(task.taskId);
  expect([await statusOf(task), ran(task)]).toEqual(['completed', false]);
});

test('a client that cannot be asked sees no question that it could answer', async () => {
  const task = await waiting();
  expect(resultOf(await task.client.send('tasks/get', { taskId: task.taskId }, TASKS))).toMatchObject({ status: 'working' });
  expect(resultOf(await task.client.send('tasks/get', { taskId: task.taskId }, TASKS))).not.toHaveProperty('inputRequests');
});
