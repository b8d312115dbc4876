import { lstat, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type CallDirectory, callDirectories, namesIn } from './journal-files.ts';

const DAY_MS = 86_400_000;
/** How long a call can be taken back when nobody says otherwise. */
const UNDO_RETENTION_MS = 7 * DAY_MS;
/** What all copies together may take when nobody says otherwise. */
const MAX_UNDO_BYTES = 1_073_741_824;
/** A directory that is still without a manifest by then never gets one. */
const UNFINISHED_MS = 3_600_000;

export interface UndoSweep {
  /** Of the journal. */
  readonly dir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly retentionMs?: number | undefined;
  readonly maxBytes?: number | undefined;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Removes calls that are too old to be taken back, then the oldest while the copies are beyond their limit. Returns how many went. */
export async function sweepUndo(sweep: UndoSweep): Promise<number> {
  const { dir: journal, now, retentionMs = UNDO_RETENTION_MS, maxBytes = MAX_UNDO_BYTES, signal } = sweep;
  const oldest = now() - retentionMs;
  let bytes = 0;
  let removed = 0;
  for (const call of await callDirectories(journal)) {
    if (signal.aborted) return removed;
    await setImmediate();
    const keeps = call.at !== undefined && call.at >= oldest;
    if (keeps) bytes += await bytesOf(call.dir);
    if (keeps ? bytes <= maxBytes : call.at === undefined && !(await isLeft(call, now()))) continue;
    await rm(call.dir, { recursive: true, force: true });
    removed += 1;
  }
  // Only the empty ones go.
  for (const session of await namesIn(journal)) await rmdir(path.join(journal, session)).catch(() => undefined);
  return removed;
}

/** Whether nobody works on it any more. */
async function isLeft({ dir }: CallDirectory, now: number): Promise<boolean> {
  const { mtimeMs } = await lstat(dir);
  return mtimeMs < now - UNFINISHED_MS;
}

async function bytesOf(dir: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(dir))
    bytes += await lstat(path.join(dir, name)).then(
      ({ size }) => size,
      () => 0,
    );
  return bytes;
}
