import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import * as z from 'zod';
import { writeFiles } from '../../../src/agents/verify/plant.ts';
import { hasEnded } from '../../../src/session/task-model.ts';
import { connectSpawned, type Spawned } from '../../harness.ts';
import { makeHome } from '../loop/home.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const PROGRAM = path.join(ROOT, 'src/main.ts');
const PRELOAD = path.join(ROOT, 'test/other-home.cjs');
const WAIT_MS = 40_000;
const PERSON_MS = 60_000;
const CLOSE_MS = 20_000;
/** What the scripted model costs, in US dollars for a million tokens. Each answer has 100 tokens in and 20 out. */
const PRICES = { scripted: { input: 100, output: 500 } };
export const ANSWER = { tokens: 120, usd: 0.02 };

/** What `task_output` tells that trials look at. */
const told = z.looseObject({
  retrieval_status: z.string(),
  task_id: z.string().optional(),
  title: z.string().optional(),
  status: z.string().optional(),
  stopped_by: z.string().optional(),
  reason: z.string().optional(),
  approval: z.number().optional(),
  waiting_for: z.string().optional(),
  iterations: z.string().optional(),
  tokens: z.object({ input: z.number(), output: z.number() }).optional(),
  cost_usd: z.number().nullable().optional(),
  duration_ms: z.number().optional(),
  parent: z.string().optional(),
  deferred: z.boolean().optional(),
  can_resume: z.boolean().optional(),
  tool_calls: z.array(z.string()).optional(),
  policy: z.object({ allowed: z.number(), denied: z.array(z.string()), denials: z.number().optional() }).optional(),
  evidence: z
    .looseObject({
      files_changed: z.number().optional(),
      confidence: z.string().optional(),
      signals: z.array(z.string()),
      checks: z.array(z.looseObject({ name: z.string(), status: z.string() })),
      review: z.string().optional(),
    })
    .optional(),
  text: z.string().optional(),
  events: z.array(z.object({ at: z.number(), status: z.string() })).optional(),
});

export type Told = z.output<typeof told>;

/** What `dispatch_child_task` answers. */
const dispatched = z.looseObject({ status: z.string(), task_id: z.string().optional(), position: z.number().optional() });
export type Dispatched = z.output<typeof dispatched>;

/** A real server over stdio, and a real client on it. */
export interface Served {
  readonly spawned: Spawned;
  call(tool: string, args: Record<string, unknown>): Promise<unknown>;
  /** Starts a child, or goes on with one. Throws where none is started. */
  dispatch(args: Record<string, unknown>): Promise<Dispatched & { readonly task_id: string }>;
  output(args: Record<string, unknown>): Promise<Told>;
  /** Waits until a task has ended. Throws when it has not by then. */
  ended(id: string, limitMs?: number): Promise<Told>;
  /** Sends it a signal and waits for its end. */
  signal(name: 'SIGINT' | 'SIGKILL'): Promise<void>;
  close(): Promise<void>;
}

/** Where one trial takes place: a user with a home and a state, and a git repository. */
export interface Bench {
  readonly workspace: string;
  readonly home: string;
  readonly PATH: string;
  /** @param more variables of the server's environment */
  serve(more?: Readonly<Record<string, string>>): Promise<Served>;
  /** What a person gets at a terminal. */
  person(...args: readonly string[]): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>;
  git(...args: readonly string[]): string;
  /** Kills what servers of it are left. */
  end(): Promise<void>;
}

export interface BenchOptions {
  readonly root: string;
  readonly PATH: string;
  /** Of the scripted model; `undefined` for a user who has configured none. */
  readonly modelUrl: string | undefined;
  /** What is in the repository at its first commit. */
  readonly files: Readonly<Record<string, string>>;
}

export function createBench({ root, PATH, modelUrl, files }: BenchOptions): Bench {
  const workspace = path.join(root, 'work');
  const model = modelUrl === undefined ? {} : { model: { base_url: modelUrl, format: 'openai', model: 'scripted', prices: PRICES } };
  // More at once than any trial has children: only what a trial bounds is bounded.
  const settings = { preset: 'relaxed', classifier: { engine: 'rules' }, agents: { concurrency: 8 }, ...model };
  const { home } = makeHome(root, PATH, settings);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: workspace,
      env: { PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
      encoding: 'utf8',
    });
  mkdirSync(workspace, { recursive: true });
  writeFiles(workspace, files);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'as it was');
  const servers: Spawned[] = [];
  const env = { PATH, HOME: home, LANG: 'C.UTF-8', BAILIWICK_WORKSPACE: workspace, BAILIWICK_STATE_DIR: path.join(root, 'state') };
  return {
    workspace,
    home,
    PATH,
    git,
    async serve(more = {}) {
      const spec = { command: process.execPath, args: [PROGRAM], cwd: workspace, env: { ...env, ...more }, home };
      const spawned = await connectSpawned('v2 modern', spec, { name: 'proof-host' });
      servers.push(spawned);
      return served(spawned);
    },
    async person(...args) {
      const child = spawn(process.execPath, ['--require', PRELOAD, PROGRAM, ...args], {
        cwd: workspace,
        env: { ...env, TEST_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: PERSON_MS,
        killSignal: 'SIGKILL',
      });
      const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const [stdout, stderr, status] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exit]);
      return { status, stdout, stderr };
    },
    async end() {
      for (const { process: server } of servers) server.kill('SIGKILL');
      await Promise.all(servers.map(({ exited }) => exited));
    },
  };
}

function served(spawned: Spawned): Served {
  async function called(tool: string, args: Record<string, unknown>): Promise<unknown> {
    const { structuredContent, content, isError } = await spawned.client.call(tool, args);
    if (isError === true) throw new Error(`${tool}: ${JSON.stringify(content)}`);
    return structuredContent;
  }
  const output = async (args: Record<string, unknown>): Promise<Told> => told.parse(await called('task_output', args));
  return {
    spawned,
    call: called,
    async dispatch(args) {
      const started = dispatched.parse(await called('dispatch_child_task', args));
      const { task_id: id } = started;
      if (id === undefined) throw new Error(`no child was started: ${JSON.stringify(started).slice(0, 600)}`);
      return { ...started, task_id: id };
    },
    output,
    async ended(id, limitMs = 60_000) {
      const until = performance.now() + limitMs;
      for (;;) {
        const reply = await output({ task_id: id, wait_ms: Math.min(WAIT_MS, Math.max(0, Math.ceil(until - performance.now()))) });
        if (hasEnded(reply.status ?? '')) return reply;
        if (performance.now() > until)
          throw new Error(`${id} is ${reply.status} after ${limitMs} ms: ${JSON.stringify(reply).slice(0, 800)}`);
      }
    },
    async signal(name) {
      spawned.process.kill(name);
      const hard = setTimeout(() => spawned.process.kill('SIGKILL'), CLOSE_MS);
      await spawned.exited;
      clearTimeout(hard);
    },
    async close() {
      spawned.process.stdin?.end();
      const hard = setTimeout(() => spawned.process.kill('SIGKILL'), CLOSE_MS);
      await spawned.exited;
      clearTimeout(hard);
    },
  };
}
