import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { detectAgents } from '../agents/detect.ts';
import { createShellRunner, withChanges } from '../agents/shell.ts';
import type { Access, Gate, Preset } from '../policy/action.ts';
import { commandEnvironment, searchPathOf } from '../shell/process/environment.ts';
import type { RunningCommand, RunSpec } from '../shell/process/run.ts';
import { visible } from '../shell/visible.ts';
import { readWorkspaceFile } from '../shell/workspace-file.ts';
import type { Store } from '../store/store.ts';
import { createChecks } from './evaluators.ts';
import type { CallLimits, Session } from './session.ts';
import type { TaskLimits } from './task-model.ts';
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
  /** A new session, whoever asks: names are self-declared and earn nothing. Throws after `closeAll`. */
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
};

export interface SessionsDeps {
  readonly createGate: (request: GateRequest) => Gate;
  readonly startCommand: (spec: RunSpec) => RunningCommand;
  /** Asks the login shell for its environment; called once a session, on first need. */
  readonly captureEnvironment: () => Promise<{ readonly env: Readonly<Record<string, string>>; readonly problem?: string }>;
  /** The version of the bash that scripts run in. */
  readonly shellVersion: () => string;
  /** Names that no command gets. */
  readonly dropFromEnvironment: readonly string[];
  readonly store: Store;
  /** Private directory under which every session keeps the output of its tasks. */
  readonly outputDir: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
  readonly limits: SessionLimits;
}

export interface SessionLimits extends CallLimits, TaskLimits {
  /** Sessions in memory; one more closes the one that was opened first. */
  readonly sessions: number;
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
    retentionMs: 7 * DAY_MS,
    kept: 1_000,
    stopWaitMs: 10_000,
  };
}

const CLIENT_NAME_LENGTH = 100;

export function createSessions(deps: SessionsDeps): Sessions {
  const closings = new Set<Promise<void>>();
  let closed = false;
  const sessions = new LRUCache<string, Session>({ max: deps.limits.sessions, dispose: (session) => void track(session.close()) });

  function track(closing: Promise<void>): Promise<void> {
    const settled = closing.catch((error: unknown) => deps.log(`a session could not be closed: ${String(error)}`));
    closings.add(settled);
    return settled.finally(() => closings.delete(settled));
  }

  return {
    async open(spec) {
      if (closed) throw new Error('the server is closing');
      const session = createSession(spec, deps);
      sessions.set(session.id, session);
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
    },
  };
}

function createSession(spec: SessionSpec, deps: SessionsDeps): Session {
  const id = randomUUID();
  const { workspace, access, preset } = spec;
  let captured: Promise<Readonly<Record<string, string>>> | undefined;
  let closing: Promise<void> | undefined;

  const login = (): Promise<Readonly<Record<string, string>>> => {
    captured ??= deps.captureEnvironment().then(({ env, problem }) => {
      if (problem !== undefined) deps.log(problem);
      return env;
    });
    return captured;
  };

  const clientName = visible(spec.clientName).slice(0, CLIENT_NAME_LENGTH);
  const gate = deps.createGate({
    sessionId: id,
    workspace,
    access,
    preset,
    clientName,
    searchPath: async () => searchPathOf(await login()),
  });
  const outputDir = path.join(deps.outputDir, id);
  const environment = async ({ cwd, taskId }: { readonly cwd: string; readonly taskId: string }): Promise<Record<string, string>> =>
    commandEnvironment({ login: await login(), drop: deps.dropFromEnvironment, cwd, taskId });
  const runner = createShellRunner({
    startCommand: deps.startCommand,
    environment,
    outputDir: (taskId) => path.join(outputDir, taskId),
  });
  const { store, now, log, limits } = deps;
  const tasks = createTaskBoard({ sessionId: id, runner, gate, store, now, log, limits });

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
    await rm(outputDir, { recursive: true, force: true });
    gate.dropGrants();
    store.todos.drop(id);
  }

  return {
    id,
    workspace,
    access,
    preset,
    clientName,
    limits,
    gate,
    todos: createTodoBoard({ sessionId: id, store: createTodoPort(store.todos), checks, log }),
    tasks,
    grants: () => store.grants.list(id).map(({ key }) => key),
    shellVersion: deps.shellVersion,
    detectAgents: async () => detectAgents(await login()),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
