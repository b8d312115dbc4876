import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_KINDS, type ClientKind, type ClientOptions, connectSpawned, type Spawned } from './harness.ts';

const program = path.join(import.meta.dirname, '../src/main.ts');

let root = '';
let workspace = '';
const spawned: Spawned[] = [];

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'product-')));
  workspace = path.join(root, 'work');
  mkdirSync(workspace);
  writeFileSync(path.join(workspace, 'a.txt'), 'one\ntwo\n');
});

afterEach(async () => {
  for (const { process: server, exited } of spawned.splice(0)) {
    server.kill('SIGKILL');
    await exited;
  }
  rmSync(root, { recursive: true, force: true });
});

async function start(kind: ClientKind, options: ClientOptions = {}): Promise<Spawned> {
  const server = await connectSpawned(
    kind,
    {
      command: process.execPath,
      args: [program],
      cwd: workspace,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: root,
        BAILIWICK_WORKSPACE: workspace,
        BAILIWICK_STATE_DIR: path.join(root, 'state'),
      },
    },
    options,
  );
  spawned.push(server);
  return server;
}

const fields = async (server: Spawned, tool: string, args: Record<string, unknown>): Promise<Record<string, unknown>> =>
  (await server.client.call(tool, args)).structuredContent as Record<string, unknown>;

/** Processes whose argv holds the text. */
function running(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
          ? [Number(pid)]
          : [];
      } catch {
        return [];
      }
    });
}

describe.each(CLIENT_KINDS)('a %s client', (kind) => {
  test('works: a read, a refusal, an approval, a child, a plan', async () => {
    const messages: string[] = [];
    const server = await start(kind, {
      elicit: ({ message }) => {
        messages.push(message);
        return { action: 'accept', content: { choice: 'allow_once' } };
      },
    });
    expect(await fields(server, 'bash', { command: 'cat a.txt | wc -l' })).toMatchObject({
      status: 'completed',
      exit_code: 0,
      stdout: '2\n',
      sandbox: 'none',
      verdict: { decision: 'allow', tier: 1 },
    });
    expect(await fields(server, 'bash', { command: 'rm -rf /' })).toMatchObject({
      status: 'denied',
      verdict: { decision: 'deny', tier: 0, decided_by: '/' },
    });
    expect(messages).toEqual([]);
    expect(await fields(server, 'bash', { command: 'git init -q . && echo made' })).toMatchObject({
      status: 'completed',
      stdout: 'made\n',
      verdict: { rule: 'approval:allow_once' },
    });
    expect(messages).toHaveLength(1);
    const child = await fields(server, 'dispatch_child_task', { agent: 'shell', objective: 'count', command: 'wc -l a.txt' });
    expect(child).toMatchObject({ agent: 'shell', access: 'read-only' });
    expect(await fields(server, 'task_output', { task_id: child['task_id'], wait_ms: 10_000 })).toMatchObject({
      retrieval_status: 'success',
      status: 'completed',
      text: '2 a.txt\n',
    });
    expect(await fields(server, 'todo_update', { op: 'init', items: [{ subject: 'x' }] })).toMatchObject({
      ok: true,
      version: 1,
      items: [{ id: 'todo_1', subject: 'x', status: 'pending' }],
    });
    await server.client.close();
    expect(await server.exited).toBe(0);
  });

  test('without elicitation hears that an approval is needed', async () => {
    const server = await start(kind);
    expect(await fields(server, 'bash', { command: 'git init .' })).toMatchObject({
      status: 'needs_approval',
      verdict: { decision: 'ask' },
    });
    expect(readdirSync(workspace)).toEqual(['a.txt']);
  });
});

describe('the end', () => {
  test.each([
    ['its standard input ends', (server: Spawned) => server.process.stdin?.end()],
    ['SIGTERM', (server: Spawned) => server.process.kill('SIGTERM')],
    ['SIGINT', (server: Spawned) => server.process.kill('SIGINT')],
  ])('%s: gone within 2 s, and nothing is left behind', async (_, end) => {
    const server = await start('v2 legacy', { elicit: () => ({ action: 'accept', content: { choice: 'allow_once' } }) });
    const tag = `tag-${path.basename(root)}`;
    writeFileSync(
      path.join(workspace, 'tree.sh'),
      `trap '' TERM\nsetsid bash -c "exec -a ${tag}.a sleep 60" &\nexec -a ${tag}.b sleep 60\n`,
    );
    const task = await fields(server, 'bash', { command: `bash tree.sh ${tag}`, background: true });
    expect(task).toMatchObject({ status: 'running' });
    await expect.poll(() => running(`${tag}.a`).length, { timeout: 5000 }).toBe(1);
    const begun = performance.now();
    end(server);
    await server.exited;
    expect(performance.now() - begun).toBeLessThan(2000);
    await expect.poll(() => running(tag), { timeout: 1000 }).toEqual([]);
  });
});

test('two clients of the same name in the same workspace share nothing', async () => {
  const options: ClientOptions = { name: 'twin', elicit: () => ({ action: 'accept', content: { choice: 'allow_session' } }) };
  const one = await start('v2 modern', options);
  const two = await start('v2 modern', { name: 'twin' });
  await fields(one, 'todo_update', { op: 'init', items: [{ subject: 'mine' }] });
  const task = await fields(one, 'bash', { command: 'tail -f a.txt', background: true });
  expect(await fields(one, 'bash', { command: 'git init .' })).toMatchObject({ status: 'completed' });
  expect(await fields(two, 'todo_update', { op: 'list' })).toMatchObject({ ok: true, items: [] });
  expect(await fields(two, 'task_output', { task_id: task['task_id'] })).toMatchObject({ retrieval_status: 'not_found' });
  expect(await fields(two, 'bash', { command: 'git init .' })).toMatchObject({ status: 'needs_approval' });
});

test('standard output carries the protocol and nothing else', async () => {
  const server = await start('v2 legacy');
  let bytes = '';
  server.process.stdout?.on('data', (chunk: Buffer | string) => {
    bytes += String(chunk);
  });
  for (const command of ['ls', 'printf "\\033]52;c;x\\007%s\\n" y', 'rm -rf ~', 'cat nowhere', 'node --version', 'echo >&2 words'])
    await server.client.call('bash', { command });
  await server.client.tools();
  await server.client.call('task_output', {});
  await server.client.close();
  await server.exited;
  const lines = bytes.trim().split('\n');
  expect(lines.length).toBeGreaterThan(7);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
});

test('a client that nobody can be asked through fills the queue of questions, and no more', async () => {
  const server = await start('v2 legacy');
  const statuses = [];
  for (let i = 0; i < 22; i++) statuses.push((await fields(server, 'bash', { command: `git init repository-${i}` }))['status']);
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 'needs_approval'), 'denied', 'denied']);
  expect(await fields(server, 'bash', { command: 'git init repository-0' })).toMatchObject({
    status: 'denied',
    verdict: { rule: 'approval:overflow' },
  });
});
