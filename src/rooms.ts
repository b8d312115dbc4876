import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { loginShell, ownPlaces, ownProgram } from './config/own.ts';
import type { Config } from './config.ts';
import { createGate } from './policy/gate.ts';
import { modelAgents, treeSweeper } from './rooms/agents.ts';
import { serverAudit } from './rooms/audit.ts';
import { childrenDir } from './rooms/left-children.ts';
import { configuredReviewer, keyNames } from './rooms/reviewer.ts';
import { rulesOf } from './rooms/rules.ts';
import { startUpkeep } from './rooms/upkeep.ts';
import type { SessionLimits } from './session/create-session.ts';
import { createSessions, defaultLimits, type Sessions } from './session/sessions.ts';
import { attachSoon } from './shell/process/attach-soon.ts';
import { type Bash, findBash } from './shell/process/bash.ts';
import { processSpace } from './shell/process/boot-id.ts';
import { createStarter } from './shell/process/create-starter.ts';
import { captureLoginEnvironment } from './shell/process/environment.ts';
import { createGuard } from './shell/process/guard.ts';
import { openOutput } from './shell/process/open-output.ts';
import { processStart } from './shell/process/process-start.ts';
import { stopDetached } from './shell/process/stop-detached.ts';
import { openStore } from './store/sqlite/open.ts';
import { createUndoJournal } from './store/undo/journal.ts';
import { undoDir } from './store/undo/undo.ts';
import { tools } from './tools/index.ts';
import { resources } from './tools/resources.ts';
import type { Tool } from './tools/tool.ts';

/** Everything behind the protocol. */
export interface Rooms {
  readonly tools: readonly Tool[];
  readonly resources: typeof resources;
  readonly sessions: Sessions;
  /** Ends every session, then what they wrote to. */
  close(): Promise<void>;
}

/** Milliseconds that the classifier has before a person is asked as well. */
const SPECULATIVE_MS = 500;

function limitsOf({ agents }: Config): SessionLimits {
  const usual = defaultLimits(availableParallelism());
  return agents.concurrency === undefined
    ? usual
    : { ...usual, concurrency: agents.concurrency, serverConcurrency: Math.max(agents.concurrency, usual.serverConcurrency) };
}

/** Puts the rooms together: the only file that knows every one of them. Opens the store; starts nothing. */
export function createRooms(config: Config, log: (line: string) => void): Rooms {
  const store = openStore({
    stateDir: config.stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: processSpace() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: performance.now.bind(performance),
    log,
  });
  const audit = serverAudit({ stateDir: config.stateDir, pid: process.pid, store, now: Date.now, log });
  let bash: Bash | undefined;
  const foundBash = (): Bash => {
    bash ??= findBash();
    return bash;
  };
  const outputDir = path.join(config.stateDir, 'output');
  const starter = createStarter({ guard: createGuard(), supervisor: ownProgram(config, import.meta.url, 'supervise') });
  const drop = [...config.dropFromEnvironment, ...keyNames(config)];
  const agentDeps = {
    config,
    starter,
    store,
    drop,
    stopLeft: (dir: string, taskId: string) => stopDetached(dir, taskId, { force: true }),
    url: import.meta.url,
    log,
  };
  const sessions = createSessions({
    createGate: (request) =>
      createGate({
        ...request,
        ...ownPlaces(config, import.meta.url),
        bash: foundBash,
        store,
        rules: rulesOf(config, request.workspace, log),
        audit,
        ...configuredReviewer(config, request.workspace, log),
        speculativeMs: config.classifier.windowMs ?? SPECULATIVE_MS,
        now: Date.now,
        clock: performance.now.bind(performance),
        log,
      }),
    starter,
    modelAgents: modelAgents(agentDeps),
    agentSettings: config.agents,
    attach: attachSoon,
    stopDetached: (dir, taskId) => stopDetached(dir, taskId, { force: true }),
    openOutput,
    shellVersion: () => foundBash().version,
    captureEnvironment: () => captureLoginEnvironment(loginShell(config)),
    dropFromEnvironment: drop,
    store,
    undo: createUndoJournal({ dir: undoDir(config.stateDir), now: Date.now }),
    outputDir,
    now: Date.now,
    log,
    limits: limitsOf(config),
  });
  const stopUpkeep = startUpkeep({
    store,
    outputDir,
    childrenDir: childrenDir(config.stateDir),
    undoDir: undoDir(config.stateDir),
    sweepTrees: treeSweeper(agentDeps, outputDir),
    log,
  });
  const close = async (): Promise<void> => {
    stopUpkeep();
    await sessions.closeAll();
    audit.close();
    store.close();
  };
  return { tools, resources, sessions, close };
}
