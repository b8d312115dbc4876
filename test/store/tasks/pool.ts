import type { CancelOrder, Claim, FirstEvent, TaskEngine, TaskEvent, TaskRecord } from '../../../src/store/tasks/engine.ts';
import { afterTest } from '../../after-test.ts';

/** Workers on the same tasks: what a task engine is tested through, so that nothing in a test knows how it keeps them or tells the time. */
export interface Pool {
  /** One more worker, which lives. */
  worker(): Promise<PoolWorker>;
  close(): Promise<void>;
}

export interface PoolWorker {
  readonly engine: TaskEngine;
  /** Resolves when the others can know that its process has ended. */
  die(): Promise<void>;
  /** Resolves when it has shown no life for so long that the others may give it up. What it is asked to do afterwards, it does again. */
  fallSilent(): Promise<void>;
}

/** Opens an empty one. */
export type OpenPool = () => Promise<Pool>;

/** An empty pool with one worker; closed after the test. */
export async function pooled(open: OpenPool): Promise<PoolWorker & { readonly pool: Pool }> {
  const pool = await open();
  afterTest(() => pool.close());
  return { ...(await pool.worker()), pool };
}

/** A task of session `one`, queue `a`. */
export function task(n: number, changed: Partial<TaskRecord> = {}): TaskRecord {
  return {
    id: `task${n}`,
    sessionId: 'one',
    queue: 'a',
    tool: 'bash',
    key: `key${n}`,
    digest: `digest${n}`,
    spec: `{"n":${n}}`,
    createdAt: 1_000 + n,
    ...changed,
  };
}

export const QUEUED: FirstEvent = { at: 1_000, status: 'queued' };
export const STARTED: FirstEvent = { at: 1_000, status: 'running', data: '{"pid":1}' };

export function event(taskId: string, seq: number, status: string): TaskEvent {
  return { taskId, seq, at: 2_000 + seq, status, detail: `${status} ü\u0000\u202e"` };
}

export const ORDER: CancelOrder = { by: 'person', reason: 'not wanted', force: false, at: 3_000 };

/** What the engine writes for a task that `ORDER` ends before anybody runs it. */
export function stopped(taskId: string, seq: number): TaskEvent {
  return { taskId, seq, at: 3_000, status: 'stopped', detail: 'not wanted', data: '{"stoppedBy":"person"}' };
}

export const ANY = { queue: 1_000, worker: 1_000 };

/** Takes the next task of queue `a`, or of these; throws when there is none. */
export async function claimNext(engine: TaskEngine, queues: readonly string[] = ['a']): Promise<Claim> {
  const claimed = await engine.claim({ queues, limits: ANY, at: 1_500 });
  if (claimed === undefined) throw new Error('there is nothing to claim');
  return claimed.claim;
}

/** Keeps a task that the caller holds. */
export async function hold(engine: TaskEngine, record: TaskRecord): Promise<Claim> {
  const dispatched = await engine.dispatch(record, STARTED, { claimed: true });
  if (dispatched.kind === 'known' || dispatched.claim === undefined) throw new Error('the task was there already');
  return dispatched.claim;
}
