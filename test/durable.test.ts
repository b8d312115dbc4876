import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClientKind, connectSpawned, type Spawned } from './harness.ts';
import { lives } from './session-fixture.ts';

/** What stays when servers are killed, as the next one and a person at a terminal see it. */
const program = path.join(import.meta.dirname, '../src/main.ts');
const preload = path.join(import.meta.dirname, 'other-home.cjs');

let root = '';
let workspace = '';
const spawned: Spawned[] = [];

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'durable-')));
  workspace = path.join(root, 'work');
  mkdirSync(workspace);
  mkdirSync(path.join(root, '.config', 'bailiwick'), { recursive: true });
  writeFileSync(path.join(root, '.config', 'bailiwick', 'settings.json'), '{"preset": "relaxed"}');
});

afterEach(async () => {
  for (const { process: server, exited } of spawned.splice(0)) {
    server.kill('SIGKILL');
    await exited;
  }
  rmSync(root, { recursive: true, force: true });
});

const environment = () => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: root,
  BAILIWICK_WORKSPACE: workspace,
  BAILIWICK_STATE_DIR: path.join(root, 'state'),
});

async function start(kind: ClientKind = 'v2 modern', name = 'test-client'): Promise<Spawned> {
  const place = { command: process.execPath, args: [program], cwd: workspace, env: environment(), home: root };
  const server = await connectSpawned(kind, place, { name });
  spawned.push(server);
  return server;
}

async function kill(server: Spawned): Promise<void> {
  spawned.splice(spawned.indexOf(server), 1);
  server.process.kill('SIGKILL');
  await server.exited;
}

function person(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, program, ...args], {
    cwd: workspace,
    env: { ...environment(), TEST_HOME: root },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

type Told = Readonly<Record<string, unknown>>;

async function call({ client }: Spawned, name: string, args: Record<string, unknown>): Promise<Told> {
  const { structuredContent, content, isError } = await client.call(name, args);
  if (isError === true) throw new Error(JSON.stringify(content));
  return structuredContent as Told;
}

const dispatch = async (server: Spawned, command: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { task_id: id } = await call(server, 'dispatch_child_task', { agent: 'shell', access: 'workspace-write', command, ...more });
  if (typeof id !== 'string') throw new Error('no task');
  return id;
};

const waitFor = (server: Spawned, id: string): Promise<Told> => call(server, 'task_output', { task_id: id, wait_ms: 20_000 });

/** The pid that a command has written to a file of the workspace. */
async function pidIn(name: string): Promise<number> {
  const file = path.join(workspace, name);
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), { timeout: 10_000, interval: 20 }).toBe(true);
  return Number(readFileSync(file, 'utf8'));
}

describe('after kill -9', () => {
  test('the next server of the same client has the list, what has ended and its output; what ran was interrupted and has ended', async () => {
    const first = await start();
    const items = [{ subject: 'one' }, { subject: 'two' }];
    expect(await call(first, 'todo_update', { op: 'init', items })).toMatchObject({ ok: true, version: 1 });
    const ended = await dispatch(first, 'echo out; echo err >&2; exit 3', { idempotency_key: 'k' });
    expect(await waitFor(first, ended)).toMatchObject({ status: 'failed', exit_code: 3 });
    const running = await dispatch(first, 'echo begun; echo $$ > pid; sleep 300');
    const pid = await pidIn('pid');
    const written = async () => (await call(first, 'task_output', { task_id: running }))['text'];
    await expect.poll(written, { timeout: 10_000, interval: 20 }).toBe('begun\n');
    await kill(first);

    const second = await start();
    expect(await call(second, 'todo_update', { op: 'list' })).toMatchObject({ version: 1, items });
    expect(await waitFor(second, ended)).toMatchObject({ status: 'failed', exit_code: 3, text: 'out\nerr\n' });
    expect(await dispatch(second, 'echo out; echo err >&2; exit 3', { idempotency_key: 'k' })).toBe(ended);
    expect(await waitFor(second, running)).toMatchObject({ status: 'interrupted', text: 'begun\n' });
    expect(await call(second, 'task_output', {})).toMatchObject({ tasks: [{ task_id: ended }, { task_id: running }] });
    await expect.poll(() => lives(pid), { timeout: 5_000, interval: 50 }).toBe(false);
  });

  test('another client, or the same one beside it, gets a session of its own', async () => {
    const first = await start();
    await call(first, 'todo_update', { op: 'add', subject: 'mine' });
    const beside = await start();
    expect(await call(beside, 'todo_update', { op: 'list' })).toMatchObject({ items: [] });
    await kill(first);
    const other = await start('v2 modern', 'another-client');
    expect(await call(other, 'todo_update', { op: 'list' })).toMatchObject({ items: [] });
    const adopted = await start();
    expect(await call(adopted, 'todo_update', { op: 'list' })).toMatchObject({ items: [{ subject: 'mine' }] });
  });

  test('a task that is to survive goes on, is taken over by the next server and stopped from there', async () => {
    const first = await start();
    const id = await dispatch(first, 'echo $$ > pid; echo begun; sleep 300', { survive: true });
    const pid = await pidIn('pid');
    await kill(first);
    expect(lives(pid)).toBe(true);
    const second = await start();
    expect(await call(second, 'task_output', { task_id: id })).toMatchObject({ status: 'running', text: 'begun\n' });
    expect(await call(second, 'task_stop', { task_id: id, reason: 'enough' })).toMatchObject({ status: 'stopped', stopped_by: 'host' });
    expect(lives(pid)).toBe(false);
    expect(await waitFor(second, id)).toMatchObject({ status: 'stopped', reason: 'enough', text: 'begun\n' });
  });

  test('one that ends while no server lives has its exit status and all of its output', async () => {
    const first = await start();
    const id = await dispatch(first, 'echo $$ > pid; until [ -e go ]; do sleep 0.05; done; echo late; exit 7', { survive: true });
    const pid = await pidIn('pid');
    await kill(first);
    writeFileSync(path.join(workspace, 'go'), '');
    await expect.poll(() => lives(pid), { timeout: 10_000, interval: 20 }).toBe(false);
    const second = await start();
    expect(await waitFor(second, id)).toMatchObject({ status: 'failed', exit_code: 7, text: 'late\n' });
  });
});

test('a host that ends in order leaves what is to survive, and nothing else', async () => {
  const first = await start();
  const staying = await dispatch(first, 'echo $$ > staying; sleep 300', { survive: true });
  const going = await dispatch(first, 'echo $$ > going; sleep 300');
  const [survivor, child] = [await pidIn('staying'), await pidIn('going')];
  await first.client.close();
  await first.exited;
  expect([lives(survivor), lives(child)]).toEqual([true, false]);
  const second = await start();
  expect(await call(second, 'task_output', { task_ids: [staying, going] })).toMatchObject({
    tasks: [{ status: 'running' }, { status: 'stopped', stopped_by: 'shutdown' }],
  });
  expect(await call(second, 'task_stop', { task_id: staying })).toMatchObject({ status: 'stopped' });
  expect(lives(survivor)).toBe(false);
});

test('from another terminal tasks are listed, read and stopped while their server runs', async () => {
  const server = await start();
  const id = await dispatch(server, 'echo $$ > pid; echo begun; sleep 300');
  const pid = await pidIn('pid');
  const listed = person('tasks', '--json');
  expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining(id) });
  expect(person('output', id)).toMatchObject({ status: 0, stdout: 'begun\n' });
  expect(person('stop', id, '--reason', 'not now')).toMatchObject({ status: 0, stdout: expect.stringContaining('stopped') });
  expect(lives(pid)).toBe(false);
  expect(await waitFor(server, id)).toMatchObject({ status: 'stopped', stopped_by: 'person', reason: 'not now' });
  expect(JSON.parse(person('state', '--json').stdout)).toMatchObject({ tasks: expect.anything() });
});
