import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { processStart } from '../../../src/shell/process/process-start.ts';
import { type RunningCommand, startCommand } from '../../../src/shell/process/run.ts';
import { StoreFailed } from '../../../src/store/store.ts';
import type { Claim, TaskEngine } from '../../../src/store/tasks/engine.ts';
import { type Order, orders } from './orders.ts';
import { openProofStore } from './proof-store.ts';

/** One worker as a process of its own: takes the state directory and how much faster its clock goes, then does what its parent tells it. */
const [, , stateDir = '', speed = '1'] = process.argv;
const LIMITS = { queue: 10_000, worker: 10_000 };
const store = openProofStore(stateDir, Number(speed));
const engine: TaskEngine = store.tasks;
const tell = (message: unknown): boolean => process.send?.(message) ?? false;

/** Calls until the file is free: a worker that was stopped in the middle of a write keeps it. */
async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreFailed)) throw error;
      await sleep(5);
    }
  }
}

/** Claims and ends tasks until there are none. */
async function drain(queues: readonly string[]): Promise<readonly string[]> {
  const done: string[] = [];
  for (;;) {
    const claimed = await persist(() => engine.claim({ queues, limits: LIMITS, at: Date.now() }));
    if (claimed === undefined) return done;
    const { claim, event } = claimed;
    const last = { taskId: claim.taskId, seq: event.seq + 1, at: Date.now(), status: 'completed', detail: String(process.pid) };
    if (await persist(() => engine.complete(claim, last))) done.push(claim.taskId);
  }
}

/** Writes to one task as fast as it can, for a while, then ends it. Returns whether it did. */
async function write(claim: Claim, from: number, changes: number): Promise<boolean> {
  const at = (seq: number, status: string) => ({ taskId: claim.taskId, seq, at: Date.now(), status, detail: String(process.pid) });
  for (let seq = from; seq < from + changes; seq++) {
    if (!(await persist(() => engine.append(claim, at(seq, 'running'))))) return false;
    if ((await persist(() => engine.heartbeat([claim]))).length > 0) return false;
    await sleep(2);
  }
  return await persist(() => engine.complete(claim, at(from + changes, 'completed')));
}

async function work(given: Extract<Order, { order: 'work' }>): Promise<boolean> {
  const claimed = await persist(() => engine.claim({ queues: [given.queue], limits: LIMITS, at: Date.now() }));
  if (claimed === undefined) return false;
  tell('claimed');
  return await write(claimed.claim, claimed.event.seq + 1, given.changes);
}

/** Waits until the task has ended, or ends it in the place of a worker that is lost. Returns whether it did. */
async function rescue(taskId: string): Promise<boolean> {
  for (;;) {
    await persist(() => engine.heartbeat([]));
    if ((await persist(() => engine.get(taskId)))?.phase === 'ended') return false;
    const left = await persist(() => engine.orphans());
    const claim = left.some(({ id }) => id === taskId) ? await persist(() => engine.takeOver(taskId)) : undefined;
    if (claim !== undefined) {
      tell('taken');
      const { length } = await persist(() => engine.events(taskId, 1));
      return await write(claim, length + 1, 3);
    }
    await sleep(10);
  }
}

/** Runs the commands of a queue, as a server would, until there are none for a while. Returns what it started. */
async function serve(queue: string, outputDir: string): Promise<readonly string[]> {
  const started: string[] = [];
  const running = new Map<string, RunningCommand>();
  let idle = 0;
  while (idle < 100 || running.size > 0) {
    for (const { taskId } of await persist(() => engine.orders())) void running.get(taskId)?.stop({ force: true });
    const claimed = await persist(() => engine.claim({ queues: [queue], limits: LIMITS, at: Date.now() }));
    idle = claimed === undefined ? idle + 1 : 0;
    if (claimed === undefined) {
      await sleep(3);
      continue;
    }
    const { task, claim, event } = claimed;
    const command = startCommand({
      argv: z.array(z.string()).parse(JSON.parse(task.spec)),
      cwd: '/',
      env: {},
      timeoutMs: 60_000,
      outputDir: `${outputDir}/${task.id}`,
      stopGraceMs: 200,
    });
    started.push(task.id);
    running.set(task.id, command);
    void see(claim, event.seq, command).then(() => running.delete(task.id));
  }
  return started;
}

async function see(claim: Claim, seq: number, { pid, done }: RunningCommand): Promise<void> {
  const { taskId } = claim;
  const data = JSON.stringify({ pid, start: pid === undefined ? undefined : processStart(pid) });
  await persist(() => engine.append(claim, { taskId, seq: seq + 1, at: Date.now(), status: 'running', data }));
  const { reason } = await done;
  const status = reason === 'stopped' ? 'stopped' : 'completed';
  await persist(() => engine.complete(claim, { taskId, seq: seq + 2, at: Date.now(), status }));
}

async function obey(given: Order): Promise<void> {
  switch (given.order) {
    case 'drain':
      tell(await drain(given.queues));
      return;
    case 'work':
      tell(await work(given));
      return;
    case 'rescue':
      tell(await rescue(given.taskId));
      return;
    case 'serve':
      tell(await serve(given.queue, given.outputDir));
  }
}

process.on('message', (message) => void obey(orders.parse(message)));
process.on('disconnect', () => process.exit(0));
tell(`ready ${randomUUID()}`);
