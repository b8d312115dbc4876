import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { processStart } from '../../../src/shell/process/process-start.ts';
import type { TaskEngine } from '../../../src/store/tasks/engine.ts';
import { startWorker } from './processes.ts';
import type { Proof } from './proof.ts';
import { queued } from './proof.ts';
import { openProofStore } from './proof-store.ts';

/** Rounds that are under way at a time. */
const AT_ONCE = 6;

const ran = z.object({ pid: z.number(), start: z.number().exactOptional() });

interface Cancelled {
  readonly id: string;
  readonly was: string;
  readonly status: string;
  /** The process of the task that lived when its end was seen. */
  readonly alive: number | undefined;
}

/** When a cancel comes: after this change of the task, and up to so many milliseconds later. */
interface Moment {
  readonly seq: number;
  readonly ms: number;
  /** The command is over by itself soon. */
  readonly short: boolean;
}

const MOMENTS: readonly Moment[] = [
  // While it waits or is being claimed.
  { seq: 1, ms: 8, short: false },
  // While it starts.
  { seq: 2, ms: 2, short: false },
  // While it runs.
  { seq: 3, ms: 20, short: false },
  // When it ends, or has ended.
  { seq: 3, ms: 60, short: true },
];

/** Dispatches a command that runs for long, or is over soon, and cancels it at some moment. */
async function round(engine: TaskEngine, n: number): Promise<Cancelled> {
  const { seq, ms, short } = MOMENTS[n % MOMENTS.length] ?? { seq: 1, ms: 0, short: false };
  const record = queued('a', JSON.stringify(['/bin/sleep', `${short ? '0.02' : '600.'}${String(n).padStart(6, '0')}`]));
  await engine.dispatch(record, { at: Date.now(), status: 'queued' }, { claimed: false });
  while (((await engine.get(record.id))?.seq ?? seq) < seq) await sleep(1);
  await sleep(Math.random() * ms);
  const was = await engine.cancel(record.id, { by: 'person', reason: 'a proof', force: true, at: Date.now() });
  let status = 'none';
  let alive: number | undefined;
  for await (const event of engine.watch(record.id, 1, AbortSignal.timeout(60_000))) {
    status = event.status;
    if (status === 'stopped') alive = await aliveOf(engine, record.id);
  }
  return { id: record.id, was, status, alive };
}

/** The process of a task, if it lives. */
async function aliveOf(engine: TaskEngine, taskId: string): Promise<number | undefined> {
  const data = (await engine.events(taskId, 1)).flatMap(({ status, data: text }) =>
    status === 'running' && text !== undefined ? [text] : [],
  );
  const { pid, start } = data[0] === undefined ? {} : ran.parse(JSON.parse(data[0]));
  return pid !== undefined && start !== undefined && processStart(pid) === start ? pid : undefined;
}

/** Cancels commands before their claim, while they start, while they run and after their end: none lives when it is called stopped. */
export async function proveCancels({ stateDir, size }: Parameters<Proof>[0]): ReturnType<Proof> {
  const { tasks: engine, close } = openProofStore(stateDir, 1, 30_000);
  const worker = await startWorker(stateDir);
  worker.tell({ order: 'serve', queue: 'a', outputDir: `${stateDir}/output` });
  const found: Cancelled[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < size) {
      next += 1;
      found.push(await round(engine, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const started = new Set(z.array(z.string()).parse(await worker.next()));
  await worker.end();

  const violations = found.flatMap(({ id, was, status, alive }) => [
    ...(status === 'stopped' || status === 'completed' ? [] : [`${id} ended as ${status}`]),
    ...(alive === undefined ? [] : [`process ${alive} of ${id} lived after it was stopped`]),
    ...(was === 'queued' && started.has(id) ? [`${id} was started after it was cancelled`] : []),
  ]);
  const left = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((args) => /^\/bin\/sleep (600\.|0\.02)\d{6}$/.test(args));
  violations.push(...left.map((args) => `${args} is left`));
  close();
  const count = (was: string, status: string): number => found.filter((each) => each.was === was && each.status === status).length;
  const figures = `${size} cancels: ${count('queued', 'stopped')} before the claim, ${count('held', 'stopped')} stopped while held, ${count('held', 'completed')} ended by themselves meanwhile, ${count('ended', 'completed')} after the end`;
  return { violations, figures };
}
