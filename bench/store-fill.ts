import { randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskSpec } from '../src/session/task-model.ts';
import { eventOf, specText } from '../src/session/task-record.ts';
import { processStart } from '../src/shell/process/process-start.ts';
import { openStore } from '../src/store/sqlite/open.ts';
import type { Store } from '../src/store/store.ts';
import type { TaskRecord } from '../src/store/tasks/engine.ts';

const FILE = 'bailiwick.sqlite';
/** Memory, where there is such a place: nothing waits for a disk. */
const FAST = '/dev/shm';

/** The state of a directory, as one more process sees it. */
export function openState(stateDir: string): Store {
  const store = openStore({
    stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: '' },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: performance.now.bind(performance),
    log: console.error,
  });
  if (store.durability !== 'file') throw new Error(`not kept on disk: ${store.why ?? ''}`);
  return store;
}

/** What a finished `npm test` would leave. */
export function finishedSpec(workspace: string): TaskSpec {
  const command = 'npm test -- --reporter=default src/server src/session';
  return {
    tool: 'dispatch_child_task',
    agent: 'shell',
    title: command,
    action: { kind: 'command', tool: 'dispatch_child_task', command, cwd: workspace, access: 'workspace-write' },
    verdict: {
      decision: 'allow',
      tier: 3,
      rule: 'preset:standard:build',
      reason: 'it runs a script of the project',
      class: 'workspace-code',
      signals: [],
      prefix: { kind: 'no_prefix', reason: 'it is not kept' },
    },
    timeoutMs: 600_000,
    limit: 'timeout',
  };
}

export function taskRecord(sessionId: string, spec: TaskSpec): TaskRecord {
  const id = randomUUID();
  return { id, sessionId, queue: sessionId, tool: spec.tool, key: id, digest: 'd'.repeat(64), spec: specText(spec), createdAt: Date.now() };
}

export interface Filling {
  readonly stateDir: string;
  readonly sessionId: string;
  readonly workspace: string;
  readonly tasks: number;
  /** Of each task; holes in the middle, so that they take no room. */
  readonly outputBytes: number;
}

/** Puts finished tasks with their output into a state that no process has open. Returns their ids. */
export async function fillState({ stateDir, sessionId, workspace, tasks, outputBytes }: Filling): Promise<readonly string[]> {
  const fast = mkdtempSync(join(existsSync(FAST) ? FAST : tmpdir(), 'bailiwick-fill-'));
  const spec = finishedSpec(workspace);
  const ids: string[] = [];
  try {
    copyFileSync(join(stateDir, FILE), join(fast, FILE));
    const store = openState(fast);
    for (let n = 0; n < tasks; n++) {
      const task = taskRecord(sessionId, spec);
      const done = await store.tasks.dispatch(task, { at: task.createdAt, status: 'running' }, { claimed: true });
      if (done.kind !== 'new' || done.claim === undefined) throw new Error('a task was known already');
      const end = { reason: 'exited', exitCode: 0, signal: null, durationMs: 5, killed: [], survivors: [] } as const;
      await store.tasks.complete(done.claim, eventOf(task.id, { seq: 2, at: Date.now(), status: 'completed', end, outputBytes }));
      if (outputBytes > 0) writeOutput(join(stateDir, 'output', sessionId, task.id), outputBytes);
      ids.push(task.id);
    }
    store.close();
    copyFileSync(join(fast, FILE), join(stateDir, FILE));
  } finally {
    rmSync(fast, { recursive: true, force: true });
  }
  return ids;
}

const LINES = Buffer.from('a line of what a test has printed, about as long as this one is\n'.repeat(64));

function writeOutput(dir: string, bytes: number): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = openSync(join(dir, 'stdout'), 'wx', 0o600);
  ftruncateSync(file, bytes);
  writeSync(file, LINES, 0, LINES.length, 0);
  writeSync(file, LINES, 0, LINES.length, bytes - LINES.length);
  closeSync(file);
}
