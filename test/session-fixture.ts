import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import type { ModelAgents } from '../src/agents/model-agents.ts';
import type { Answer, Approval } from '../src/policy/action.ts';
import { createGate } from '../src/policy/gate.ts';
import type { SessionLimits, SessionsDeps } from '../src/session/create-session.ts';
import type { Session } from '../src/session/session.ts';
import { createSessions, defaultLimits, type Sessions } from '../src/session/sessions.ts';
import { attachSoon } from '../src/shell/process/attach-soon.ts';
import { createStarter } from '../src/shell/process/create-starter.ts';
import { openOutput } from '../src/shell/process/open-output.ts';
import { stopDetached } from '../src/shell/process/stop-detached.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import type { Store } from '../src/store/store.ts';
import { createUndoJournal } from '../src/store/undo/journal.ts';
import type { Tool, ToolCall } from '../src/tools/tool.ts';
import { afterTest } from './after-test.ts';
import { gateBasics } from './policy/gate-basics.ts';

export interface Bench {
  readonly sessions: Sessions;
  readonly store: Store;
  readonly workspace: string;
  readonly outputDir: string;
  readonly logged: readonly string[];
  /** The clock of the sessions, in milliseconds. */
  time: number;
  open(spec?: Partial<Parameters<Sessions['open']>[0]>): Promise<Session>;
}

/** The program itself, run from its sources. */
const SUPERVISOR = { argv: [process.execPath, path.join(import.meta.dirname, '../src/main.ts'), 'supervise'], env: { HOME: os.tmpdir() } };

/** How sessions start processes when a test says nothing else. */
export const STARTER = createStarter({ supervisor: SUPERVISOR });

/** A machine without any agent. */
const NO_AGENTS: ModelAgents = {
  roster: async () => ({ list: async () => [], find: async () => undefined }),
  runner: { agent: 'model', run: async () => ({ status: 'failed', reason: 'there is none' }), goOn: async () => undefined },
  briefing: async ({ objective }) => ({ ok: true, text: objective }),
  definitions: { list: async () => [], find: async () => undefined },
};

/** Sessions over a scratch workspace, with real processes and the real gate; closed after the test. */
export function createBench(limits: Partial<SessionLimits> = {}, changed: Partial<SessionsDeps> = {}): Bench {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bailiwick-')));
  const workspace = path.join(root, 'work');
  const home = path.join(root, 'home');
  for (const directory of [workspace, home]) mkdirSync(directory);
  const store = createMemoryStore();
  const logged: string[] = [];
  const outputDir = path.join(root, 'state', 'output');
  const log = (line: string): void => void logged.push(line);
  const bench: Bench = {
    store,
    workspace,
    outputDir,
    logged,
    time: 1_000_000,
    open: (spec) => sessions.open({ workspace, access: 'workspace-write', preset: 'relaxed', clientName: 'test', ...spec }),
    get sessions() {
      return sessions;
    },
  };
  const now = (): number => bench.time;
  const sessions = createSessions({
    createGate: (request) =>
      createGate({
        ...gateBasics(),
        ...request,
        home,
        ownDirs: [path.join(root, 'state'), path.join(root, 'config')],
        ownPrograms: [],
        bash: () => ({ path: '/bin/bash', major: 5 }),
        store,
        now,
        log,
      }),
    starter: STARTER,
    modelAgents: () => NO_AGENTS,
    agentSettings: { minAssurance: undefined, allowObserved: false },
    attach: attachSoon,
    stopDetached,
    openOutput,
    shellVersion: () => '5.2.15',
    captureEnvironment: async () => ({ env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home } }),
    dropFromEnvironment: [],
    store,
    undo: createUndoJournal({ dir: path.join(root, 'state', 'undo'), now }),
    outputDir,
    now,
    log,
    limits: { ...defaultLimits(2), ...limits },
    ...changed,
  });
  afterTest(async () => {
    await sessions.closeAll();
    rmSync(root, { recursive: true, force: true });
  });
  return bench;
}

export interface TestCall extends ToolCall {
  /** Questions that the tool handed to the server. */
  readonly asked: readonly Approval[];
}

/** What the server gives a tool with one call. */
export function callOf(session: Session, given: Partial<Omit<ToolCall, 'session' | 'needsApproval'>> = {}): TestCall {
  const asked: Approval[] = [];
  return { session, signal: new AbortController().signal, ...given, needsApproval: (approval) => void asked.push(approval), asked };
}

/** Calls a tool as the server does: arguments and result both checked against its schemas. */
export async function use<I extends z.ZodType, O extends z.ZodType>(
  tool: Tool<I, O>,
  args: z.input<I>,
  call: ToolCall,
): Promise<z.output<O>> {
  return tool.output.parse(await tool.handle(tool.input.parse(args), call));
}

export function yes(approval: Approval | undefined): Answer {
  if (approval === undefined) throw new Error('nothing was asked');
  return { approvalId: approval.id, choice: 'allow_once' };
}

/** Whether a process still runs; one that has ended and was not reaped yet does not. */
export function lives(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
