import { describe, expect, test } from 'vitest';
import { FORMS, resultOf, TASKS, type TaskClient, taskBench, taskIdOf } from '../server/tasks-bench.ts';

/** Foreign tasks by the methods of the tasks extension: another client's id is answered exactly like one that never was. */
const UNKNOWN = 'task_00000000-0000-4000-8000-000000000000';
const BOTH = { ...TASKS, ...FORMS };
const METHODS = ['tasks/get', 'tasks/update', 'tasks/cancel'] as const;

async function twoClients() {
  const { connect } = taskBench({ preset: 'standard' });
  const [mine, theirs] = [connect(), connect()];
  const running = taskIdOf(await theirs.call('bash', { command: 'sleep 81', background: true }));
  const ended = taskIdOf(await theirs.call('bash', { command: 'sleep 0.2; echo secret', background: true }));
  const asking = taskIdOf(
    await theirs.call('dispatch_child_task', { command: 'git init --quiet made', access: 'workspace-write' }, { capabilities: BOTH }),
  );
  await theirs.ended(ended);
  return { mine, theirs, foreign: [running, ended, asking] };
}

const snapshots = async (client: TaskClient, ids: readonly string[]) =>
  await Promise.all(ids.map(async (id) => (await client.session().tasks.get(id))?.snapshot()));

describe('a foreign task', () => {
  test.each(METHODS)('%s answers exactly as for one that never was', async (method) => {
    const { mine, theirs, foreign } = await twoClients();
    const before = await snapshots(theirs, foreign);
    const { error: unknown } = await mine.send(method, { taskId: UNKNOWN, inputResponses: {} }, BOTH);
    expect(unknown).toMatchObject({ code: -32602 });
    for (const taskId of foreign) {
      const { error } = await mine.send(method, { taskId, inputResponses: {} }, BOTH);
      expect(error).toEqual(unknown);
    }
    expect(await snapshots(theirs, foreign)).toEqual(before);
  });

  test('is not joined by the same request, nor by its key', async () => {
    const { mine, theirs } = await twoClients();
    const args = { command: 'sleep 82', idempotency_key: 'key' };
    const first = taskIdOf(await theirs.call('dispatch_child_task', args));
    expect(taskIdOf(await mine.call('dispatch_child_task', args))).not.toBe(first);
    expect(taskIdOf(await theirs.call('dispatch_child_task', args))).toBe(first);
  });
});

test('a session opened for a question about tasks is one of its own', async () => {
  const { connect } = taskBench();
  const [mine, theirs] = [connect(), connect()];
  const taskId = taskIdOf(await theirs.call('dispatch_child_task', { command: 'sleep 81' }));
  expect(await mine.send('tasks/get', { taskId })).toMatchObject({ error: { code: -32602 } });
  expect(mine.session().id).not.toBe(theirs.session().id);
  expect(resultOf(await theirs.send('tasks/get', { taskId }))).toMatchObject({ status: 'working' });
});
