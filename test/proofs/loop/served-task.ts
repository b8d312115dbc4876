import path from 'node:path';
import * as z from 'zod';
import { hasEnded } from '../../../src/session/task-model.ts';
import { connectSpawned } from '../../harness.ts';
import type { Task } from './task.ts';

const PROGRAM = path.join(import.meta.dirname, '../../../src/main.ts');
const WAIT_MS = 40_000;
/** Behind the budget: by then the server has to have ended the child by itself. */
const GRACE_MS = 60_000;
const CLOSE_MS = 20_000;
/** Calls of the model for one task. */
const TURNS = 80;

/** Where a server works, and as whom. */
export interface Surroundings {
  readonly home: string;
  readonly stateDir: string;
  readonly PATH: string;
  /** The model's key, by its name; nothing else of our environment is passed on. */
  readonly keys: Readonly<Record<string, string>>;
  readonly wallMs: number;
}

/** What `task_output` tells of an ended child that the proof looks at. */
const told = z.looseObject({
  retrieval_status: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  iterations: z.string().optional(),
  tokens: z.object({ input: z.number(), output: z.number() }).optional(),
  cost_usd: z.number().nullable().optional(),
  duration_ms: z.number().optional(),
  policy: z.object({ allowed: z.number(), denied: z.array(z.string()), denials: z.number().optional() }).optional(),
  evidence: z.looseObject({ confidence: z.string().optional(), signals: z.array(z.string()).optional() }).optional(),
  text: z.string().optional(),
});

export type Told = z.output<typeof told>;

/** What became of one task. */
export interface ServedTask {
  readonly told: Told;
  /** What a person was asked; each was declined. */
  readonly questions: readonly string[];
}

/** Has a child of a real server do a task in a repository, and waits for its end. Throws when there is none. */
export async function serveTask(task: Task, workspace: string, around: Surroundings): Promise<ServedTask> {
  const questions: string[] = [];
  const server = await connectSpawned(
    'v2 modern',
    { command: process.execPath, args: [PROGRAM], cwd: workspace, env: environment(workspace, around), home: around.home },
    {
      elicit({ message }) {
        questions.push(message);
        return { action: 'decline' };
      },
    },
  );
  const call = async (tool: string, args: Record<string, unknown>): Promise<unknown> => {
    const { structuredContent, content, isError } = await server.client.call(tool, args);
    if (isError === true) throw new Error(`${tool}: ${JSON.stringify(content)}`);
    return structuredContent;
  };
  try {
    const { task_id: id } = z.looseObject({ task_id: z.string() }).parse(await call('dispatch_child_task', orderOf(task, around.wallMs)));
    return { told: await ended(id, call, around.wallMs), questions };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${server.stderr()}`);
  } finally {
    server.process.stdin?.end();
    const hard = setTimeout(() => server.process.kill('SIGKILL'), CLOSE_MS);
    await server.exited;
    clearTimeout(hard);
  }
}

const environment = (workspace: string, { home, stateDir, PATH, keys }: Surroundings): Record<string, string> => ({
  ...keys,
  PATH,
  HOME: home,
  LANG: 'C.UTF-8',
  BAILIWICK_WORKSPACE: workspace,
  BAILIWICK_STATE_DIR: stateDir,
});

/** What a host would ask for. */
function orderOf({ objective, access, check }: Task, wallMs: number): Record<string, unknown> {
  return {
    agent: 'loop',
    objective,
    access,
    mode: 'pursue',
    budget: { wall_ms: wallMs, turns: TURNS },
    ...(check === undefined ? {} : { verify: { checks: [check] } }),
  };
}

async function ended(id: string, call: (tool: string, args: Record<string, unknown>) => Promise<unknown>, wallMs: number): Promise<Told> {
  const until = performance.now() + wallMs + GRACE_MS;
  for (;;) {
    const reply = told.parse(await call('task_output', { task_id: id, wait_ms: WAIT_MS, view: 'final' }));
    if (hasEnded(reply.status)) return reply;
    if (performance.now() > until) throw new Error(`it is ${reply.status} long after its budget was over`);
  }
}
