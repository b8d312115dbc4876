import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createServers } from './servers.ts';
import { lives } from './session-fixture.ts';

/** What stays when servers are killed, as the next one and a person at a terminal see it. */
const servers = createServers('relaxed');

describe('after kill -9', () => {
  test('the next server of the same client has the list, what has ended and its output; what ran was interrupted and has ended', async () => {
    const first = await servers.start();
    const items = [{ subject: 'one' }, { subject: 'two' }];
    expect(await servers.call(first, 'todo_update', { op: 'init', items })).toMatchObject({ ok: true, version: 1 });
    const ended = await servers.dispatch(first, 'echo out; echo err >&2; exit 3', { idempotency_key: 'k' });
    expect(await servers.ended(first, ended)).toMatchObject({ status: 'failed', exit_code: 3 });
    const running = await servers.dispatch(first, 'echo begun; echo $$ > pid; sleep 300');
    const pid = await servers.pidIn('pid');
    const written = async () => (await servers.call(first, 'task_output', { task_id: running }))['text'];
    await expect.poll(written, { timeout: 10_000, interval: 20 }).toBe('begun\n');
    await servers.kill(first);

    const second = await servers.start();
    expect(await servers.call(second, 'todo_update', { op: 'list' })).toMatchObject({ version: 1, items });
    expect(await servers.ended(second, ended)).toMatchObject({ status: 'failed', exit_code: 3, text: 'out\nerr\n' });
    expect(await servers.dispatch(second, 'echo out; echo err >&2; exit 3', { idempotency_key: 'k' })).toBe(ended);
    expect(await servers.ended(second, running)).toMatchObject({ status: 'interrupted', text: 'begun\n' });
    expect(await servers.call(second, 'task_output', {})).toMatchObject({ tasks: [{ task_id: ended }, { task_id: running }] });
    await expect.poll(() => lives(pid), { timeout: 5_000, interval: 50 }).toBe(false);
  });

  test('a terminal tells what died with its server', async () => {
    const first = await servers.start();
    const id = await servers.dispatch(first, 'echo $$ > pid; sleep 300');
    await servers.pidIn('pid');
    await servers.kill(first);
    const [task] = servers.person('tasks', '--json').stdout.split('\n');
    expect(JSON.parse(task ?? '')).toMatchObject({ id, status: 'interrupted', phase: 'ended' });
    expect(servers.person('stop', id).stdout).toContain('interrupted');
  });

  test('another client, or the same one beside it, gets a session of its own', async () => {
    const first = await servers.start();
    await servers.call(first, 'todo_update', { op: 'add', subject: 'mine' });
    const beside = await servers.start();
    expect(await servers.call(beside, 'todo_update', { op: 'list' })).toMatchObject({ items: [] });
    await servers.kill(first);
    const other = await servers.start({ name: 'another-client' });
    expect(await servers.call(other, 'todo_update', { op: 'list' })).toMatchObject({ items: [] });
    const adopted = await servers.start();
    expect(await servers.call(adopted, 'todo_update', { op: 'list' })).toMatchObject({ items: [{ subject: 'mine' }] });
  });

  test('a task that is to survive goes on, is taken over by the next server and stopped from there', async () => {
    const first = await servers.start();
    const id = await servers.dispatch(first, 'echo $$ > pid; echo begun; sleep 300', { survive: true });
    const pid = await servers.pidIn('pid');
    await servers.kill(first);
    expect(lives(pid)).toBe(true);
    const second = await servers.start();
    expect(await servers.call(second, 'task_output', { task_id: id })).toMatchObject({ status: 'running', text: 'begun\n' });
    expect(await servers.call(second, 'task_stop', { task_id: id, reason: 'enough' })).toMatchObject({
      status: 'stopped',
      stopped_by: 'host',
    });
    expect(lives(pid)).toBe(false);
    expect(await servers.ended(second, id)).toMatchObject({ status: 'stopped', reason: 'enough', text: 'begun\n' });
  });

  test('one that ends while no server lives has its exit status and all of its output', async () => {
    const first = await servers.start();
    const id = await servers.dispatch(first, 'echo $$ > pid; until [ -e go ]; do sleep 0.05; done; echo late; exit 7', { survive: true });
    const pid = await servers.pidIn('pid');
    await servers.kill(first);
    writeFileSync(path.join(servers.workspace, 'go'), '');
    await expect.poll(() => lives(pid), { timeout: 10_000, interval: 20 }).toBe(false);
    const second = await servers.start();
    expect(await servers.ended(second, id)).toMatchObject({ status: 'failed', exit_code: 7, text: 'late\n' });
  });
});

/** Whether any process of a task still runs: by its mark, so that one counts that begins late. */
function anyLives(taskId: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && lives(Number(pid)) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`BAILIWICK_TASK=${taskId}\0`)
      );
    } catch {
      return false;
    }
  });
}

describe('a task that is to survive, in the moment in which it starts', () => {
  test.each([0, 60, 150])('stopped after %d ms, it does not live', async (ms) => {
    const server = await servers.start();
    const ids = [
      await servers.dispatch(server, 'sleep 301', { survive: true }),
      await servers.dispatch(server, 'sleep 302', { survive: true }),
    ];
    await setTimeout(ms);
    const stops = ids.map((id, index) => servers.call(server, 'task_stop', { task_id: id, force: index === 0 }));
    expect(await Promise.all(stops)).toMatchObject([{ status: 'stopped' }, { status: 'stopped' }]);
    expect(ids.map(anyLives)).toEqual([false, false]);
  });

  test.each([0, 100, 200])('its server killed after %d ms, the next one has it or it never begins', async (ms) => {
    const first = await servers.start();
    const id = await servers.dispatch(first, 'sleep 303', { survive: true });
    await setTimeout(ms);
    await servers.kill(first);
    const second = await servers.start();
    await servers.call(second, 'task_stop', { task_id: id });
    const { status } = await servers.ended(second, id);
    expect(['stopped', 'interrupted']).toContain(status);
    // Longer than a supervisor takes to start.
    await setTimeout(1_500);
    expect(anyLives(id)).toBe(false);
  });
});

test('a server that stands still does not keep a task from being stopped', async () => {
  const server = await servers.start();
  const id = await servers.dispatch(server, 'echo $$ > pid; sleep 304');
  const pid = await servers.pidIn('pid');
  server.process.kill('SIGSTOP');
  expect(servers.person('stop', id)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 process') });
  expect(lives(pid)).toBe(false);
  server.process.kill('SIGCONT');
  expect(await servers.ended(server, id)).toMatchObject({ status: 'stopped', stopped_by: 'person' });
});

test('a host that ends in order leaves what is to survive, and nothing else', async () => {
  const first = await servers.start();
  const staying = await servers.dispatch(first, 'echo $$ > staying; sleep 300', { survive: true });
  const going = await servers.dispatch(first, 'echo $$ > going; sleep 300');
  const [survivor, child] = [await servers.pidIn('staying'), await servers.pidIn('going')];
  await first.client.close();
  await first.exited;
  expect([lives(survivor), lives(child)]).toEqual([true, false]);
  const second = await servers.start();
  expect(await servers.call(second, 'task_output', { task_ids: [staying, going] })).toMatchObject({
    tasks: [{ status: 'running' }, { status: 'stopped', stopped_by: 'shutdown' }],
  });
  expect(await servers.call(second, 'task_stop', { task_id: staying })).toMatchObject({ status: 'stopped' });
  expect(lives(survivor)).toBe(false);
});

test('from another terminal tasks are listed, read and stopped while their server runs', async () => {
  const server = await servers.start();
  const id = await servers.dispatch(server, 'echo $$ > pid; echo begun; sleep 300');
  const pid = await servers.pidIn('pid');
  const listed = servers.person('tasks', '--json');
  expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining(id) });
  expect(servers.person('output', id)).toMatchObject({ status: 0, stdout: 'begun\n' });
  expect(servers.person('stop', id, '--reason', 'not now')).toMatchObject({ status: 0, stdout: expect.stringContaining('stopped') });
  expect(lives(pid)).toBe(false);
  expect(await servers.ended(server, id)).toMatchObject({ status: 'stopped', stopped_by: 'person', reason: 'not now' });
  expect(JSON.parse(servers.person('state', '--json').stdout)).toMatchObject({ tasks: expect.anything() });
});
