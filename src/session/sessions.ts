import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { detectAgents } from '../agents/detect.ts';
import { createShellRunner, type DetachedCommand, withChanges } from '../agents/shell.ts';
import type { Access, Gate, Preset } from '../policy/action.ts';
import { describeEngine, type EngineNow } from '../policy/engine/engine.ts';
import { commandEnvironment, searchPathOf } from '../shell/process/environment.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { RunEnd, RunningCommand, RunSpec } from '../shell/process/run.ts';
import { visible } from '../shell/visible.ts';
import { readWorkspaceFile } from '../shell/workspace-file.ts';
import type { Store } from '../store/store.ts';
import { createChecks } from './evaluators.ts';
import type { CallLimits, Session } from './session.ts';
import type { TaskLimits } from './task-model.ts';
import { createTaskWorker, type TaskWorker } from './task-worker.ts';
import { createTaskBoard } from './tasks.ts';
import { createTodoPort } from './todo-store.ts';
import { createTodoBoard } from './todos.ts';

export interface SessionSpec {
  /** Absolute, real path. */
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly clientName: string;
}

export interface Sessions {
  /**
   * The session that the same client had in the same workspace, with its list and tasks, when nobody has it open; else a new one. Names are
   * self-declared and earn nothing beyond that. Throws after `closeAll`, and when it cannot be kept.
   */
  open(spec: SessionSpec): Promise<Session>;
  /** Closes one; an unknown id changes nothing. */
  close(id: string): Promise<void>;
  /** Closes all and opens no more. */
  closeAll(): Promise<void>;
}

export type GateRequest = SessionSpec & {
  readonly sessionId: string;
  /** The PATH that commands of the session run with. */
  readonly searchPath: () => Promise<string>;
  readonly onEngine: (engine: EngineNow) => void;
};

export interface SessionsDeps {
  readonly createGate: (request: GateRequest) => Gate;
  readonly startCommand: (spec: RunSpec) => RunningCommand;
  /** Starts a command that goes on when this process ends. */
  readonly startDetached: (spec: RunSpec) => Promise<DetachedCommand>;
  /** Finds such a command by its output directory. */
  readonly attach: (outputDir: string, taskId: string) => Promise<DetachedCommand>;
  /** Ends what is left of a command by its directory and its mark. */
  readonly stopDetached: (outputDir: string, taskId: string) => Promise<{ readonly end: RunEnd | undefined }>;
  /** Asks the login shell for its environment; called once a session, on first need. */
  readonly captureEnvironment: () => Promise<{ readonly env: Readonly<Record<string, string>>; readonly problem?: string }>;
  /** The version of the bash that scripts run in. */
  readonly shellVersion: () => string;
  /** Names that no command gets. */
  readonly dropFromEnvironment: readonly string[];
  readonly store: Store;
  /** Private directory under which every session keeps the output of its tasks. */
  readonly outputDir: string;
  /** What a command of another process wrote into its directory. */
  readonly openOutput: (dir: string) => OutputLog;
  readonly now: () => number;
  readonly log: (line: string) => void;
  readonly limits: SessionLimits;
}

export interface SessionLimits extends CallLimits, TaskLimits {
  /** Sessions in memory; one more closes the one that was opened first. */
  readonly sessions: number;
  /** Tasks of all sessions that run at a time. */
  readonly serverConcurrency: number;
}

const DAY_MS = 86_400_000;

/** Takes the number of processor cores; returns the limits that apply when nobody sets others. */
export function defaultLimits(cores: number): SessionLimits {
  return {
    sessions: 32,
    // Hosts cut calls at 60 s.
    answerWindowMs: 45_000,
    outputBytes: 16 * 1024,
    concurrency: Math.max(2, cores * 2),
    serverConcurrency: Math.max(4, cores * 4),
    retentionMs: 7 * DAY_MS,
    kept: 200,
    stopWaitMs: 10_000,
  };
}

const CLIENT_NAME_LENGTH = 100;

export function createSessions(deps: SessionsDeps): Sessions {
  const closings = new Set<Promise<void>>();
  let closed = false;
  const { store, now, log, limits } = deps;
  const worker = createTaskWorker({
    engine: store.tasks,
    changes: store.changes,
    limits: { queue: limits.concurrency, worker: limits.serverConcurrency },
    now,
    log,
  });
  const sessions = new LRUCache<string, Session>({ max: deps.limits.sessions, dispose: (session) => void track(session.close()) });

  function track(closing: Promise<void>): Promise<void> {
    const settled = closing.catch((error: unknown) => deps.log(`a session could not be closed: ${String(error)}`));
    closings.add(settled);
    return settled.finally(() => closings.delete(settled));
  }

  return {
    async open(spec) {
      if (closed) throw new Error('the server is closing');
      const client = visible(spec.clientName).slice(0, CLIENT_NAME_LENGTH);
      const at = deps.now();
      const { row } = deps.store.sessions.open({ id: randomUUID(), workspace: spec.workspace, client, createdAt: at, usedAt: at });
      const session = createSession({ ...spec, clientName: client }, row.id, { ...deps, worker });
      sessions.set(session.id, session);
      await session.tasks.recover();
      return session;
    },
    async close(id) {
      const session = sessions.peek(id);
      sessions.delete(id);
      await session?.close();
    },
    async closeAll() {
      closed = true;
      sessions.clear();
      await Promise.all(closings);
      worker.close();
    },
  };
}

function createSession(spec: SessionSpec, id: string, deps: SessionsDeps & { readonly worker: TaskWorker }): Session {
  const { workspace, access, preset, clientName } = spec;
  let captured: Promise<Readonly<Record<string, string>>> | undefined;
  let closing: Promise<void> | undefined;
  const engineListeners = new Set<(text: string) => void>();

  const login = (): Promise<Readonly<Record<string, string>>> => {
    captured ??= deps.captureEnvironment().then(({ env, problem }) => {
      if (problem !== undefined) deps.log(problem);
      return env;
    });
    return captured;
  };

  const gate = deps.createGate({
    sessionId: id,
    workspace,
    access,
    preset,
    clientName,
    searchPath: async () => searchPathOf(await login()),
    onEngine: (engine) => {
      for (const listener of engineListeners) listener(describeEngine(engine));
    },
  });
  const outputDir = path.join(deps.outputDir, id);
  const environment = async ({ cwd, taskId }: { readonly cwd: string; readonly taskId: string }): Promise<Record<string, string>> =>
    commandEnvironment({ login: await login(), drop: deps.dropFromEnvironment, cwd, taskId });
  const runner = createShellRunner({
    startCommand: deps.startCommand,
    startDetached: deps.startDetached,
    attach: deps.attach,
    stopDetached: deps.stopDetached,
    environment,
    outputDir: (taskId) => path.join(outputDir, taskId),
  });
  const { store, worker, now, log, limits } = deps;
  const durable = store.durability === 'file';
  const tasks = createTaskBoard({
    sessionId: id,
    runner,
    gate,
    engine: store.tasks,
    worker,
    openOutput: (taskId) => deps.openOutput(path.join(outputDir, taskId)),
    durable,
    now,
    log,
    limits,
  });

  const checks = createChecks({
    gate,
    workspace,
    access,
    readFile: readWorkspaceFile,
    start: async ({ argv, cwd, env }, { timeoutMs }) => {
      const taskId = `check_${randomUUID()}`;
      return deps.startCommand({
        argv,
        cwd,
        env: withChanges(await environment({ cwd, taskId }), env),
        timeoutMs,
        outputDir: path.join(outputDir, taskId),
      });
    },
    now,
    log,
  });

  async function close(): Promise<void> {
    await Promise.all([tasks.close(), checks.close()]);
    gate.dropGrants();
    store.sessions.release(id, now());
    if (durable) return;
    // Nobody could find them any more.
    await rm(outputDir, { recursive: true, force: true });
    store.todos.drop(id);
    store.sessions.forget(id);
  }

  return {
    id,
    workspace,
    access,
    preset,
    clientName,
    limits,
    keeps: { durability: store.durability, why: store.why },
    gate,
    todos: createTodoBoard({ sessionId: id, store: createTodoPort(store.todos), checks, log }),
    tasks,
    grants: () => store.grants.list(id).map(({ key }) => key),
    shellVersion: deps.shellVersion,
    detectAgents: async () => detectAgents(await login()),
    onEngine(listener) {
      engineListeners.add(listener);
      return () => {
        engineListeners.delete(listener);
      };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
