import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { rowSum } from '../../../src/store/sqlite/row-sum.ts';
import { taskSum } from '../../../src/store/sqlite/task-rows.ts';
import type { TaskEngine } from '../../../src/store/tasks/engine.ts';
import type { Proof } from './proof.ts';
import { queued } from './proof.ts';
import { openProofStore } from './proof-store.ts';

const QUEUES = Array.from({ length: 10 }, (_, n) => `queue${n}`);
const LIMITS = { queue: 10_000, worker: 10_000 };
const BLOCKS = 120;
const IN_BLOCK = 20;
const MAX_RATIO = 1.3;

const STEPS = ['dispatch', 'claim', 'position'] as const;
type Times = Readonly<Record<(typeof STEPS)[number], number[]>>;

async function dispatch(engine: TaskEngine, n: number): Promise<string> {
  const record = queued(QUEUES[n % QUEUES.length] ?? '');
  await engine.dispatch(record, { at: Date.now(), status: 'queued' }, { claimed: false });
  return record.id;
}

/** Puts so many tasks into the file as a dispatch would, without waiting for the disk each time. */
function fill(dir: string, waiting: number): void {
  const db = new DatabaseSync(path.join(dir, 'bailiwick.sqlite'));
  const task = db.prepare(
    `INSERT INTO tasks (id, session_id, queue, tool, key, digest, spec, created_at, phase, status, last_seq, sum)
     VALUES (?, ?, ?, ?, NULL, ?, ?, ?, 'queued', 'queued', 1, ?)`,
  );
  const event = db.prepare("INSERT INTO task_events (task, seq, at, status, sum) VALUES (?, 1, 0, 'queued', ?)");
  db.exec('BEGIN');
  for (let n = 0; n < waiting; n++) {
    const record = queued(QUEUES[n % QUEUES.length] ?? '');
    const { id, sessionId, queue, tool, digest, spec, createdAt } = record;
    const { lastInsertRowid: number } = task.run(id, sessionId, queue, tool, digest, spec, createdAt, taskSum(record));
    event.run(number, rowSum([id, 1, 0, 'queued', null, null]));
  }
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Microseconds that one call takes on average. */
async function timed(calls: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await calls();
  return ((performance.now() - begun) * 1_000) / IN_BLOCK;
}

/** Adds a block of tasks and takes as many out, so that the number of those that wait stays. */
async function block(engine: TaskEngine, times: Times): Promise<void> {
  let last = '';
  times.dispatch.push(
    await timed(async () => {
      for (let n = 0; n < IN_BLOCK; n++) last = await dispatch(engine, n);
    }),
  );
  times.position.push(
    await timed(async () => {
      for (let n = 0; n < IN_BLOCK; n++) await engine.position(last);
    }),
  );
  const claims: { readonly taskId: string; readonly fence: number }[] = [];
  times.claim.push(
    await timed(async () => {
      for (let n = 0; n < IN_BLOCK; n++) {
        const claimed = await engine.claim({ queues: QUEUES, limits: LIMITS, at: Date.now() });
        if (claimed !== undefined) claims.push(claimed.claim);
      }
    }),
  );
  for (const claim of claims) await engine.complete(claim, { taskId: claim.taskId, seq: 3, at: Date.now(), status: 'completed' });
}

/** The lowest tenth: what else runs makes blocks longer, and never shorter. */
const lowTenth = (of: readonly number[]): number => [...of].sort((a, b) => a - b)[Math.floor(of.length / 10)] ?? 0;

/**
 * Dispatching and claiming take as long with the longest queue as with the shortest. Their blocks take turns, each time in the other
 * order: what else runs slows all.
 */
export async function proveFlat({ stateDir, size }: Parameters<Proof>[0]): ReturnType<Proof> {
  const worlds: { readonly waiting: number; readonly engine: TaskEngine; readonly times: Times; readonly close: () => void }[] = [];
  for (const waiting of [size / 100, size / 10, size]) {
    const dir = `${stateDir}-${waiting}`;
    const { tasks: engine, close } = openProofStore(dir);
    fill(dir, waiting);
    worlds.push({ waiting, engine, close, times: { dispatch: [], claim: [], position: [] } });
  }
  for (let n = 0; n < BLOCKS; n++) {
    for (const { engine, times } of n % 2 === 0 ? worlds : worlds.toReversed()) await block(engine, times);
  }
  for (const { close } of worlds) close();
  const ratios = STEPS.map((step) => {
    const [shortest = 0, ...longer] = worlds.map(({ times }) => lowTenth(times[step]));
    return { step, ratio: Math.max(...longer) / shortest, micros: [shortest, ...longer].map(Math.round) };
  });
  const violations = ratios
    .filter(({ step, ratio }) => step !== 'position' && ratio > MAX_RATIO)
    .map(({ step, ratio }) => `${step} grows to ${ratio.toFixed(2)}`);
  const texts = ratios.map(({ step, ratio, micros }) => `${step} ${micros.join(' / ')} µs (x ${ratio.toFixed(2)})`);
  return { violations, figures: `${worlds.map(({ waiting }) => waiting).join(' / ')} waiting: ${texts.join(', ')}` };
}
