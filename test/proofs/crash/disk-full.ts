import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ownedRows, verify } from './acknowledged.ts';
import type { Part } from './part.ts';
import { startWorker, type Worker } from './process.ts';
import { integrityOf, openState } from './state.ts';

const SIZE = '2m';
const ROOMY = '32m';
const FILLER_BYTES = 1_048_576;
const LONGEST_MS = 30_000;
const CLEAR = /^StoreFailed: The store .* failed: the disk is full; free some space\.$/;

/** A file system of 2 MB fills up under a server; then a file of 1 MB is removed from it. */
export const diskFull: Part = async ({ scratch }) => {
  const name = 'a full disk, and room again';
  const mounted = join(scratch, 'small-disk');
  mkdirSync(mounted);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', mounted], { stdio: 'pipe' });
  } catch {
    return { name, wrong: [], skipped: 'a small file system can not be mounted here; root can' };
  }
  try {
    return { name, ...(await fillAndFree(mounted)) };
  } finally {
    execFileSync('umount', [mounted]);
  }
};

async function fillAndFree(mounted: string) {
  const stateDir = join(mounted, 'state');
  const filler = join(mounted, 'filler');
  writeFileSync(filler, Buffer.alloc(FILLER_BYTES));
  const worker = startWorker({ stateDir, goesOn: true });
  await worker.ready;
  const wrong: string[] = [];
  if (!(await until(worker, () => failuresOf(worker).length >= 20))) wrong.push('the disk was never full');
  rmSync(filler);
  const failed = worker.acknowledged().length;
  const keptSince = (): number =>
    worker
      .acknowledged()
      .slice(failed)
      .filter(({ kind }) => kind !== 'failed').length;
  if (!(await until(worker, () => keptSince() >= 20))) wrong.push('nothing was kept after there was room again');
  worker.process.kill('SIGKILL');
  await worker.ended;
  const failures = failuresOf(worker);
  wrong.push(...[...new Set(failures.filter((message) => !CLEAR.test(message)))].map((message) => `not a clear error: ${message}`));
  // It has filled the disk again meanwhile, and looking needs some room, too.
  execFileSync('mount', ['-o', `remount,size=${ROOMY}`, mounted]);
  const integrity = integrityOf(stateDir);
  if (integrity !== 'ok') wrong.push(`integrity: ${integrity}`);
  const owned = ownedRows(stateDir);
  const state = openState(stateDir, { everybodyLives: true });
  try {
    const found = await verify(worker.acknowledged(), state, owned);
    const figures = `${failures.length} writes refused, ${found.checked} acknowledged ones looked for, ${keptSince()} of them after there was room`;
    return { wrong: [...wrong, ...found.wrong], figures };
  } finally {
    state.close();
  }
}

function failuresOf(worker: Worker): readonly string[] {
  return worker.acknowledged().flatMap((each) => (each.kind === 'failed' ? [each.message] : []));
}

async function until(worker: Worker, holds: () => boolean): Promise<boolean> {
  const deadline = performance.now() + LONGEST_MS;
  while (!holds()) {
    if (performance.now() > deadline || worker.process.exitCode !== null) return false;
    await setTimeout(20);
  }
  return true;
}
