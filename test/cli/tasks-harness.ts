import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Store } from '../../src/store/store.ts';
import type { Claim, TaskRecord } from '../../src/store/tasks/engine.ts';
import { stateDir as freshDir, opening } from '../store/sqlite/opening.ts';

export const ID = 'task_11111111-aaaa-4000-8000-000000000000';
export const OTHER = 'task_11112222-bbbb-4000-8000-000000000000';
export const SESSION = '99999999-cccc-4000-8000-000000000000';

/** A task of the session, dispatched at 1,000,000. */
export function record(changes: Partial<TaskRecord> = {}): TaskRecord {
  const id = changes.id ?? ID;
  const spec = JSON.stringify({ title: 'npm run build', agent: 'shell', command: 'npm run build', cwd: '/proj/x' });
  return { id, sessionId: SESSION, queue: SESSION, tool: 'bash', key: id, digest: 'd', spec, createdAt: 1_000_000, ...changes };
}

export interface Servers {
  readonly stateDir: string;
  /** Of the server that has the session open. */
  readonly server: Store;
  /** Of the command. */
  readonly own: Store;
  /** Ends the server without a word. */
  die(): void;
}

/** A state that a server has open, and the same as a command in another terminal sees it. */
export function servers(): Servers {
  const stateDir = freshDir();
  let lives = true;
  const isAlive = (pid: number): boolean => pid !== 41 || lives;
  const server = opening({ stateDir, isAlive, owner: { id: 'server', pid: 41, startedAt: 1, boot: 'b' } }).store;
  const own = opening({ stateDir, isAlive, owner: { id: 'command', pid: 42, startedAt: 2, boot: 'b' } }).store;
  server.sessions.open({ id: SESSION, workspace: '/proj/x', client: 'some-host', createdAt: 900_000, usedAt: 900_000 });
  return {
    stateDir,
    server,
    own,
    die() {
      lives = false;
    },
  };
}

/** Has a task running in the server. */
export async function running(server: Store, task: TaskRecord = record()): Promise<Claim> {
  const done = await server.tasks.dispatch(task, { at: task.createdAt, status: 'running' }, { claimed: true });
  if (done.kind !== 'new' || done.claim === undefined) throw new Error('the task was known');
  return done.claim;
}

export function outputOf(stateDir: string, task: TaskRecord = record()): string {
  const dir = join(stateDir, 'output', task.sessionId, task.id);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

export function writeOutput(stateDir: string, text: { readonly stdout?: string | Buffer; readonly stderr?: string }): void {
  const dir = outputOf(stateDir);
  for (const [name, content] of Object.entries(text)) writeFileSync(join(dir, name), content, { mode: 0o600 });
}

/** What a command writes. */
export function terminal() {
  const log: string[] = [];
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stdout, log: (line: string) => void log.push(line), said: () => ({ stdout: text, log }) };
}
