import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ModelAgents, ModelAgentsOf } from '../agents/model-agents.ts';
import { routed } from '../agents/routed.ts';
import { createShellRunner, type DetachedCommand, withChanges } from '../agents/shell.ts';
import type { Access, Gate, Preset } from '../policy/action.ts';
import { describeEngine, type EngineNow } from '../policy/engine/engine.ts';
import { commandEnvironment, searchPathOf } from '../shell/process/environment.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { Starter } from '../shell/process/starter.ts';
import { readWorkspaceFile } from '../shell/workspace-file.ts';
import type { Store } from '../store/store.ts';
import type { UndoJournal } from '../store/undo/undo.ts';
import { resolveCheck } from './check-names.ts';
import { createChildPlan } from './child-plan.ts';
import { createChecks } from './evaluators.ts';
import { createJournal } from './journal/journal.ts';
import { readJournal } from './journal/read-journal.ts';
import { recalledReport } from './journal/recalled-report.ts';
import { createTaskArchive } from './report/archive.ts';
import type { CallLimits, Session } from './session.ts';
import { createSessionAgents, type SessionAgentsDeps } from './session-agents.ts';
import type { TaskLimits } from './task-model.ts';
import type { TaskWorker } from './task-worker.ts';
import { createTaskBoard } from './tasks.ts';
import { createTeam } from './team.ts';
import { createTodoPort } from './todo-store.ts';
import { createTodoBoard } from './todos.ts';
import { undoableGate } from './undo-gate.ts';

export interface SessionSpec {
  /** Absolute, real path. */
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly clientName: string;
}

export type GateRequest = SessionSpec & {
  readonly sessionId: string;
  /** The PATH that commands of the session run with. */
  readonly searchPath: () => Promise<string>;
  readonly onEngine: (engine: EngineNow) => void;
};

export interface SessionsDeps {
  readonly createGate: (request: GateRequest) => Gate;
  readonly starter: Starter;
  /** Finds a command that goes on without the process that started it, by its output directory. */
  readonly attach: (outputDir: string, taskId: string) => Promise<DetachedCommand>;
  /** Ends what is left of a command by its directory and its mark. */
  readonly stopDetached: (outputDir: string, taskId: string) => Promise<{ readonly end: RunEnd | undefined }>;
  /** Asks the login shell for its environment; called once a session, on first need. */
  readonly captureEnvironment: () => Promise<{ readonly env: Readonly<Record<string, string>>; readonly problem?: string }>;
  /** What drives the children of one session that have a model. */
  readonly modelAgents: (of: ModelAgentsOf) => ModelAgents;
  readonly agentSettings: SessionAgentsDeps['settings'];
  /** The version of the bash that scripts run in. */
  readonly shellVersion: () => string;
  /** Names that no command gets. */
  readonly dropFromEnvironment: readonly string[];
  readonly store: Store;
  /** Keeps what calls are about to change. */
  readonly undo: UndoJournal;
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

/** One session with its gate, tasks, plan and agents. Starts nothing. */
export function createSession(spec: SessionSpec, id: string, deps: SessionsDeps & { readonly worker: TaskWorker }): Session {
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

  const { store, worker, now, log, limits } = deps;
  const team = createTeam({ edits: store.edits, sessions: store.sessions, sessionId: id, workspace, now });
  const judging = deps.createGate({
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
  const gate = undoableGate(judging, { undo: deps.undo, edits: store.edits, team, session: id, workspace, now });
  const outputDir = path.join(deps.outputDir, id);
  const outputOf = (taskId: string): string => path.join(outputDir, taskId);
  const environment = async ({ cwd, taskId }: { readonly cwd: string; readonly taskId: string }): Promise<Record<string, string>> =>
    commandEnvironment({ login: await login(), drop: deps.dropFromEnvironment, cwd, taskId });
  const shell = createShellRunner({
    starter: deps.starter,
    workspace,
    attach: deps.attach,
    stopDetached: deps.stopDetached,
    environment,
    outputDir: outputOf,
  });
  const models = deps.modelAgents({
    sessionId: id,
    workspace,
    access,
    login,
    environment,
    outputDir: outputOf,
    resolveCheck: (name, directory) => resolveCheck(readWorkspaceFile, directory, name),
  });
  const durable = store.durability === 'file';
  const checks = createChecks({
    gate,
    workspace,
    access,
    readFile: readWorkspaceFile,
    start: async ({ argv, cwd, env }, { timeoutMs }) => {
      const taskId = `check_${randomUUID()}`;
      const spec = {
        argv,
        cwd,
        env: withChanges(await environment({ cwd, taskId }), env),
        timeoutMs,
        outputDir: outputOf(taskId),
      };
      return deps.starter.command(spec, { access, workspace, privateDir: undefined });
    },
    now,
    log,
  });
  const todos = createTodoBoard({ sessionId: id, store: createTodoPort(store.todos), checks, log });
  const tasks = createTaskBoard({
    sessionId: id,
    runner: routed(shell, models.runner),
    gate,
    planOf: (owner) => createChildPlan(todos, owner),
    recall: (taskId) => recalledReport(readJournal(outputOf(taskId))),
    journalOf: (taskId) => createJournal({ dir: outputOf(taskId), now, log }),
    engine: store.tasks,
    worker,
    openOutput: (taskId) => deps.openOutput(outputOf(taskId)),
    durable,
    now,
    log,
    limits,
  });

  async function close(): Promise<void> {
    await Promise.all([tasks.close(), checks.close()]);
    gate.dropGrants();
    store.sessions.release(id, now());
    if (durable) return;
    // Nobody could find them any more.
    await rm(outputDir, { recursive: true, force: true });
    store.todos.drop(id);
    store.edits.drop(id);
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
    todos,
    tasks,
    grants: () => store.grants.list(id).map(({ key }) => key),
    shellVersion: deps.shellVersion,
    agents: createSessionAgents({ roster: models.roster, login, settings: deps.agentSettings }),
    definitions: models.definitions,
    team,
    archive: createTaskArchive({ outputDirOf: outputOf, proofs: store.proofs }),
    briefing: (request) => models.briefing(request, gate),
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
