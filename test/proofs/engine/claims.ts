import * as z from 'zod';
import { startWorker } from './processes.ts';
import type { Proof } from './proof.ts';
import { queued } from './proof.ts';
import { openProofStore } from './proof-store.ts';

const PROCESSES = 8;
const QUEUES = ['a', 'b', 'c', 'd'];

/** Eight processes take tasks at once: each task is run by exactly one of them. */
export async function proveClaims({
  stateDir,
  size,
  processes = PROCESSES,
}: Parameters<Proof>[0] & { readonly processes?: number }): ReturnType<Proof> {
  const { tasks: engine, close } = openProofStore(stateDir, 1, 30_000);
  const ids = new Set<string>();
  for (let n = 0; n < size; n++) {
    const record = queued(QUEUES[n % QUEUES.length] ?? '');
    ids.add(record.id);
    await engine.dispatch(record, { at: Date.now(), status: 'queued' }, { claimed: false });
  }
  const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(stateDir)));
  const begun = performance.now();
  for (const worker of workers) worker.tell({ order: 'drain', queues: QUEUES });
  const answers = await Promise.all(workers.map(({ next }) => next()));
  const seconds = (performance.now() - begun) / 1_000;
  for (const worker of workers) await worker.end();

  const done = z.array(z.array(z.string())).parse(answers);
  const violations: string[] = [];
  const seen = new Set<string>();
  for (const id of done.flat()) {
    if (seen.has(id)) violations.push(`${id} was run twice`);
    if (!ids.has(id)) violations.push(`${id} was never dispatched`);
    seen.add(id);
  }
  for (const id of ids) {
    const statuses = (await engine.events(id, 1)).map(({ status }) => status).join(' ');
    if (!seen.has(id)) violations.push(`${id} was never run`);
    if (statuses !== 'queued running completed') violations.push(`${id} was ${statuses}`);
  }
  close();
  const shares = done.map(({ length }) => length);
  const spread = `${Math.min(...shares)} to ${Math.max(...shares)} each`;
  return { violations, figures: `${size} tasks, ${processes} processes (${spread}), ${Math.round(size / seconds)} per second` };
}
