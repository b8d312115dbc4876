import { spawn } from 'node:child_process';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { connectSpawned, type Spawned } from '../../../harness.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const PROGRAM = path.join(ROOT, 'src/main.ts');
const PRELOAD = path.join(ROOT, 'test/other-home.cjs');
const PERSON_MS = 600_000;

export type Told = Readonly<Record<string, unknown>>;

export interface Place {
  readonly home: string;
  readonly workspace: string;
  readonly stateDir: string;
}

/** A real server over stdio, and a real client on it. */
export interface Served {
  readonly spawned: Spawned;
  call(tool: string, args: Record<string, unknown>): Promise<Told>;
  /** Waits until a task has ended, or time is over. */
  ended(taskId: string, limitMs?: number): Promise<Told>;
  /** With SIGKILL. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const environment = ({ home, workspace, stateDir }: Place): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: home,
  LANG: 'C.UTF-8',
  BAILIWICK_WORKSPACE: workspace,
  BAILIWICK_STATE_DIR: stateDir,
});

export async function serve(place: Place): Promise<Served> {
  const spec = { command: process.execPath, args: [PROGRAM], cwd: place.workspace, env: environment(place), home: place.home };
  const spawned = await connectSpawned('v2 modern', spec);

  async function call(tool: string, args: Record<string, unknown>): Promise<Told> {
    const { structuredContent, content, isError } = await spawned.client.call(tool, args);
    if (isError === true) throw new Error(`${tool}: ${JSON.stringify(content)}`);
    return structuredContent as Told;
  }
  return {
    spawned,
    call,
    async ended(taskId, limitMs = 300_000) {
      const until = performance.now() + limitMs;
      for (;;) {
        const told = await call('task_output', { task_id: taskId, wait_ms: 40_000 });
        if (told['retrieval_status'] !== 'wait_expired' || performance.now() > until) return told;
      }
    },
    async kill() {
      spawned.process.kill('SIGKILL');
      await spawned.exited;
    },
    async close() {
      spawned.process.stdin?.end();
      const hard = setTimeout(() => spawned.process.kill('SIGKILL'), 20_000);
      await spawned.exited;
      clearTimeout(hard);
    },
  };
}

/** What a person gets at a terminal. */
export async function person(
  place: Place,
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, ['--require', PRELOAD, PROGRAM, ...args], {
    cwd: place.workspace,
    env: { ...environment(place), TEST_HOME: place.home },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PERSON_MS,
    killSignal: 'SIGKILL',
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, status] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exit]);
  return { status, stdout, stderr };
}
