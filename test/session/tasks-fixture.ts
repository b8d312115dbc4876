import type { ChildOutcome, ChildSpec, LoopJob, RunnerContext } from '../../src/agents/runner.ts';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Authorization, Gate, Verdict } from '../../src/policy/action.ts';
import type { TaskBoard } from '../../src/session/task-board.ts';
import type { TaskLimits, TaskSpec } from '../../src/session/task-model.ts';
import { createTaskWorker, type TaskWorker } from '../../src/session/task-worker.ts';
import { createTaskBoard } from '../../src/session/tasks.ts';
import { openOutput } from '../../src/shell/process/open-output.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';

export const VERDICT: Verdict = {
  decision: 'allow',
  tier: 3,
  rule: 'test',
  reason: 'a test',
  class: 'workspace-write',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'a test' },
};

export const SPEC: TaskSpec = {
  tool: 'dispatch_child_task',
  agent: 'shell',
  title: 'a title',
  action: { kind: 'command', tool: 'bash', command: 'true', cwd: '/', access: 'workspace-write' },
  verdict: VERDICT,
  timeoutMs: 1_000,
  limit: 'budget',
};

export const EXECUTION = { argv: ['/bin/true'], cwd: '/', env: {} };

export interface Run {
  readonly spec: ChildSpec;
  readonly context: RunnerContext;
  end(outcome: ChildOutcome): void;
}

export interface BoardBench {
  readonly board: TaskBoard;
  readonly store: Store;
  /** What was started, in order; a test ends it. */
  readonly runs: readonly Run[];
  readonly logged: readonly string[];
  time: number;
  /** What the gate says when it is asked. */
  authorization: Authorization;
}

export const DONE: ChildOutcome = { status: 'completed', reason: '' };

export interface RunnerManners {
  /** It throws this. */
  readonly failing?: Error;
  /** It does not end when it is asked to stop. */
  readonly stubborn?: boolean;
  /** Told of questions that are taken back. */
  readonly withdraw?: (id: string) => unknown;
  /** Shared with other boards, or durable; else a new one in memory. */
  readonly store?: Store;
  /** Shared with other boards. */
  readonly worker?: TaskWorker;
  readonly sessionId?: string;
  /** Children of an earlier process go on. */
  readonly survivors?: boolean;
  /** Told when a child begins. */
  readonly begun?: (spec: ChildSpec) => void;
}

/** A board over a runner that does nothing by itself. */
export function createBoard(limits: Partial<TaskLimits> = {}, manners: RunnerManners = {}): BoardBench {
  const { failing, stubborn, withdraw, store = createMemoryStore(), sessionId = 'one', survivors } = manners;
  const runs: Run[] = [];
  const logged: string[] = [];
  const gate: Gate = {
    authorize: async () => bench.authorization,
    explain: async () => ({ verdict: VERDICT, parts: [] }),
    withdraw: (id) => void withdraw?.(id),
    settled: async () => undefined,
    engine: () => ({ kind: 'rules', why: 'chosen' }),
    costs: () => NO_COSTS,
    dropGrants: () => undefined,
  };
  const worker = (): TaskWorker =>
    createTaskWorker({
      engine: store.tasks,
      changes: store.changes,
      limits: { queue: limits.concurrency ?? 2, worker: 10_000 },
      now: () => bench.time,
      log: (line) => void logged.push(line),
    });
  const drive = async (spec: ChildSpec, context: RunnerContext): Promise<ChildOutcome> => {
    const { promise, resolve } = Promise.withResolvers<ChildOutcome>();
    if (stubborn !== true) context.signal.addEventListener('abort', () => resolve({ status: 'stopped', reason: '' }));
    runs.push({ spec, context, end: resolve });
    manners.begun?.(spec);
    return await promise;
  };
  const board = createTaskBoard({
    sessionId,
    runner: {
      agent: 'shell',
      async run(spec, context) {
        if (failing !== undefined) throw failing;
        return await drive(spec, context);
      },
      goOn: async ({ taskId, survive }, context) => {
        if (survivors !== true || !survive) return undefined;
        return await drive({ taskId, action: SPEC.action, timeoutMs: 0, survive, kept: true }, context);
      },
    },
    gate,
    engine: store.tasks,
    worker: manners.worker ?? worker(),
    openOutput: (id) => openOutput(`/nonexistent/${id}`),
    durable: store.durability === 'file',
    now: () => bench.time,
    log: (line) => void logged.push(line),
    limits: { concurrency: 2, retentionMs: 10_000, kept: 5, stopWaitMs: 5_000, ...limits },
  });
  const bench: BoardBench = {
    board,
    store,
    runs,
    logged,
    time: 1_000,
    authorization: { decision: 'allow', verdict: VERDICT, execution: EXECUTION },
  };
  return bench;
}

/** What a child with a model is told, as far as a board looks at it. */
export const JOB: LoopJob = {
  kind: 'loop',
  prompt: '',
  model: undefined,
  resume: undefined,
  pursue: false,
  budget: { wallMs: 1_000 },
  verify: undefined,
  expectsChange: false,
  planFirst: false,
  isolation: 'none',
  from: undefined,
  within: undefined,
  only: undefined,
};

/** Starts a task that waits for its turn; returns it. */
export async function start(board: TaskBoard, key?: { key?: string; digest: string }, changed: Partial<TaskSpec> = {}) {
  const spec = { ...SPEC, ...changed };
  const started = await board.start({ spec, execution: EXECUTION, approved: false, key: key && { tool: SPEC.tool, ...key } });
  if (started.kind !== 'new') throw new Error(`not a new task but ${started.kind}`);
  return started.task;
}
