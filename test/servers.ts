import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { COMPILE_CACHE } from './compile-cache.ts';
import { type ClientKind, type ClientOptions, connectSpawned, type Spawned } from './harness.ts';
import { PROGRAM } from './program.ts';

const preload = path.join(import.meta.dirname, 'other-home.cjs');

export type Told = Readonly<Record<string, unknown>>;

/** Real servers over one state directory, and a person at a terminal. */
export interface Servers {
  readonly workspace: string;
  readonly stateDir: string;
  start(options?: ClientOptions & { readonly kind?: ClientKind }): Promise<Spawned>;
  /** With SIGKILL. */
  kill(server: Spawned): Promise<void>;
  person(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
  call(server: Spawned, tool: string, args: Record<string, unknown>): Promise<Told>;
  /** Starts a child; returns its task's id. */
  dispatch(server: Spawned, command: string, more?: Record<string, unknown>): Promise<string>;
  /** What a task is when it has ended. */
  ended(server: Spawned, id: string): Promise<Told>;
  /** The pid that a command has written to a file of the workspace. */
  pidIn(name: string): Promise<number>;
}

/** Takes the preset; call it at the top of a test file. A fresh home, workspace and state directory for each test. */
export function createServers(preset: 'standard' | 'relaxed'): Servers {
  let root = '';
  const spawned: Spawned[] = [];
  const workspace = (): string => path.join(root, 'work');
  const stateDir = (): string => path.join(root, 'state');

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bailiwick-servers-')));
    mkdirSync(workspace());
    mkdirSync(path.join(root, '.config', 'bailiwick'), { recursive: true });
    writeFileSync(path.join(root, '.config', 'bailiwick', 'settings.json'), JSON.stringify({ preset }));
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
    BAILIWICK_WORKSPACE: workspace(),
    BAILIWICK_STATE_DIR: stateDir(),
  });

  async function call({ client }: Spawned, tool: string, args: Record<string, unknown>): Promise<Told> {
    const { structuredContent, content, isError } = await client.call(tool, args);
    if (isError === true) throw new Error(JSON.stringify(content));
    return structuredContent as Told;
  }

  return {
    get workspace() {
      return workspace();
    },
    get stateDir() {
      return stateDir();
    },
    async start({ kind = 'v2 modern', ...options } = {}) {
      const place = { command: process.execPath, args: [PROGRAM], cwd: workspace(), env: environment(), home: root };
      const server = await connectSpawned(kind, place, options);
      spawned.push(server);
      return server;
    },
    async kill(server) {
      spawned.splice(spawned.indexOf(server), 1);
      server.process.kill('SIGKILL');
      await server.exited;
    },
    person(...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, PROGRAM, ...args], {
        cwd: workspace(),
        env: { ...environment(), TEST_HOME: root },
        encoding: 'utf8',
        timeout: 20_000,
      });
      return { status, stdout, stderr };
    },
    call,
    async dispatch(server, command, more = {}) {
      const args = { agent: 'shell', access: 'workspace-write', command, ...more };
      const { task_id: id } = await call(server, 'dispatch_child_task', args);
      if (typeof id !== 'string') throw new Error('no task');
      return id;
    },
    ended: (server, id) => call(server, 'task_output', { task_id: id, wait_ms: 20_000 }),
    async pidIn(name) {
      const file = path.join(workspace(), name);
      const written = () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n');
      await expect.poll(written, { timeout: 10_000, interval: 20 }).toBe(true);
      return Number(readFileSync(file, 'utf8'));
    },
  };
}
