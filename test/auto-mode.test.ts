import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMPILE_CACHE } from './compile-cache.ts';
import { CLIENT_KINDS, type ClientKind, type ClientOptions, connectSpawned, type Spawned } from './harness.ts';

import { PROGRAM } from './program.ts';
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts';

/** Questions, their answers from elsewhere, and the record of both, as a person at a terminal sees them. */
const preload = path.join(import.meta.dirname, 'other-home.cjs');

let root = '';
let workspace = '';
const spawned: Spawned[] = [];

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'auto-mode-')));
  workspace = path.join(root, 'work');
  mkdirSync(workspace);
  writeFileSync(path.join(workspace, 'run.sh'), 'echo > made\n');
});

afterEach(async () => {
  for (const { process: server, exited } of spawned.splice(0)) {
    server.kill('SIGKILL');
    await exited;
  }
  rmSync(root, { recursive: true, force: true });
});

const environment = () => ({
  ...COMPILE_CACHE,
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: root,
  BAILIWICK_WORKSPACE: workspace,
  BAILIWICK_STATE_DIR: path.join(root, 'state'),
});

async function start(kind: ClientKind, options: ClientOptions = {}): Promise<Spawned> {
  const server = await connectSpawned(
    kind,
    { command: process.execPath, args: [PROGRAM], cwd: workspace, env: { ...environment(), TOY_KEY: 'toy-secret' }, home: root },
    options,
  );
  spawned.push(server);
  return server;
}

/** Runs the program as a person would, in a terminal of their own. */
function person(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, PROGRAM, ...args], {
    cwd: workspace,
    env: { ...COMPILE_CACHE, ...environment(), TEST_HOME: root },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

const fields = async (server: Spawned, tool: string, args: Record<string, unknown>): Promise<Record<string, unknown>> =>
  (await server.client.call(tool, args)).structuredContent as Record<string, unknown>;

const ASKS = 'sh run.sh';

/** Waits until a task has ended; returns what it says then. */
async function ended(server: Spawned, taskId: unknown): Promise<Record<string, unknown>> {
  return fields(server, 'task_output', { task_id: taskId, wait_ms: 10_000 });
}

describe.each(CLIENT_KINDS)('a host that cannot ask (%s)', (kind) => {
  test('the question waits for a person elsewhere, whose yes lets the task go on at once', async () => {
    const server = await start(kind);
    const asked = await fields(server, 'bash', { command: ASKS });
    expect(asked).toMatchObject({ status: 'needs_approval', task_id: expect.any(String), approval: 1 });
    const listed = person('approvals');
    expect({ ...listed, stdout: listed.stdout.includes(ASKS) }).toMatchObject({ status: 0, stdout: true });
    expect(person('approve', '1')).toMatchObject({ status: 0 });
    expect(await ended(server, asked['task_id'])).toMatchObject({ status: 'completed' });
    expect(existsSync(path.join(workspace, 'made'))).toBe(true);
    expect(person('approve', '1')).toMatchObject({ status: 1 });
    const log = person('log');
    expect(log.stdout).toContain(ASKS);
    expect(person('log', 'verify')).toMatchObject({ status: 0 });
  });

  test('whose no ends it', async () => {
    const server = await start(kind);
    const asked = await fields(server, 'bash', { command: ASKS });
    expect(person('deny', '1')).toMatchObject({ status: 0 });
    expect(await ended(server, asked['task_id'])).toMatchObject({ status: 'blocked' });
    expect(existsSync(path.join(workspace, 'made'))).toBe(false);
  });
});

test('for the session: the like is not asked again; for ever: a rule is shown and written, and counts at once', async () => {
  const server = await start('v2 modern');
  const asked = await fields(server, 'bash', { command: 'git commit --allow-empty -m one' });
  expect(person('approve', '1', '--for', 'session')).toMatchObject({ status: 0 });
  await ended(server, asked['task_id']);
  expect(await fields(server, 'bash', { command: 'git commit --allow-empty -m two' })).toMatchObject({
    verdict: { rule: 'grant:session' },
  });

  const other = await start('v2 modern');
  const waiting = await fields(other, 'bash', { command: 'git commit --allow-empty -m three' });
  const always = person('approve', String(waiting['approval']), '--for', 'always');
  expect({ ...always, stdout: always.stdout.includes('Bash(git commit:*)') }).toMatchObject({ status: 0, stdout: true });
  // It is no repository, so the command itself fails: it ran.
  expect(await ended(other, waiting['task_id'])).toMatchObject({ status: 'failed' });
  expect(readFileSync(path.join(root, '.config', 'bailiwick', 'rules.jsonc'), 'utf8')).toContain('Bash(git commit:*)');
  await expect
    .poll(async () => await fields(other, 'bash', { command: 'git commit --allow-empty -m four' }), { timeout: 5_000, interval: 100 })
    .toMatchObject({ verdict: { rule: expect.stringMatching(/^(rules:user:\d+|grant:session)$/) } });
  const third = await start('v2 modern');
  expect(await fields(third, 'bash', { command: 'git commit --allow-empty -m five' })).toMatchObject({
    verdict: { rule: expect.stringMatching(/^rules:user:/) },
  });
});

test('a person at a terminal may answer before the host does', async () => {
  let taken = false;
  const server = await start('v2 legacy', {
    elicit: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          taken = true;
          resolve({ action: 'cancel' });
        });
        expect(person('approve', '1')).toMatchObject({ status: 0 });
      }),
  });
  expect(await fields(server, 'bash', { command: ASKS })).toMatchObject({ status: 'completed', exit_code: 0 });
  expect(taken).toBe(true);
});

test('a question ends with the connection that asked it', async () => {
  const server = await start('v1');
  await fields(server, 'bash', { command: ASKS });
  server.process.kill('SIGKILL');
  await server.exited;
  expect(person('approvals')).toMatchObject({ status: 0, stdout: '' });
  expect(person('approve', '1')).toMatchObject({ status: 1 });
});

test('what is kept is for its owner alone', async () => {
  const server = await start('v1');
  await fields(server, 'bash', { command: 'ls' });
  const state = path.join(root, 'state');
  const modes = [state, path.join(state, 'bailiwick.sqlite'), path.join(state, 'audit')].map((each) =>
    (statSync(each).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(['700', '600', '700']);
});

test('a person chooses who answers first', () => {
  expect([person('engine', 'llm'), person('engine', 'rules'), person('engine'), person('engine', 'x')].map(({ status }) => status)).toEqual(
    [0, 0, 64, 64],
  );
});

describe('with a model', () => {
  let model: ScriptedModel;

  beforeEach(async () => {
    model = await startScriptedModel();
    const config = path.join(root, '.config', 'bailiwick');
    mkdirSync(config, { recursive: true });
    writeFileSync(
      path.join(config, 'settings.json'),
      JSON.stringify({ model: { base_url: model.baseUrl, model: 'toy', api_key_env: 'TOY_KEY' }, classifier: { window_ms: 5_000 } }),
    );
  });
  afterEach(() => model.close());

  test('children share the counts of the session: spawning another does not begin anew', async () => {
    const server = await start('v2 legacy');
    model.says('<block>yes</block><reason>no</reason>');
    const statuses = [];
    for (const name of ['a', 'b', 'c', 'd'])
      statuses.push(
        (await fields(server, 'dispatch_child_task', { agent: 'shell', command: `git init ${name}`, access: 'workspace-write' }))['status'],
      );
    expect([statuses, model.prompts.length]).toEqual([['denied', 'denied', 'denied', 'needs_approval'], 3]);
    expect(await fields(server, 'task_output', {})).toMatchObject({ engine: 'rules: the classifier rests after too many denials' });
    expect(person('engine', 'llm')).toMatchObject({ status: 0 });
    expect(await fields(server, 'dispatch_child_task', { agent: 'shell', command: 'git init e', access: 'workspace-write' })).toMatchObject(
      {
        status: 'denied',
      },
    );
  });

  test.each(CLIENT_KINDS)('it answers what the preset asks, and nobody is asked (%s)', async (kind) => {
    let asked = 0;
    const server = await start(kind, {
      elicit: () => {
        asked++;
        return { action: 'decline' };
      },
    });
    model.says('<block>no</block><reason>it fits</reason>');
    expect(await fields(server, 'bash', { command: 'curl http://127.0.0.1:1' })).toMatchObject({ status: 'denied', verdict: { tier: 5 } });
    expect(await fields(server, 'bash', { command: 'git init .' })).toMatchObject({ status: 'completed', verdict: { tier: 4 } });
    model.says('<block>yes</block><reason>it does not fit</reason>');
    expect(await fields(server, 'bash', { command: 'git init other' })).toMatchObject({
      status: 'denied',
      verdict: { tier: 4, rule: 'classifier:block', reason: expect.stringContaining('it does not fit') },
    });
    expect(asked).toBe(1);
    const prompt = model.prompts.join('\n');
    expect({ action: prompt.includes('git init other'), key: prompt.includes('toy-secret') }).toEqual({ action: true, key: false });
    expect(person('log').stdout).toContain('classifier');
  });
});
