import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuditDirectory } from '../store/audit/files.ts';

/** More than a line of the log mostly takes; what a disk is given at a time. */
const PROBE_BYTES = 4_096;

/**
 * Writes into the directory of the log, as its next line would be, and takes that back.
 * @returns what stands in the way, in the system's words; `undefined` when nothing does
 */
export function logProblem(dir: string): string | undefined {
  try {
    makeAuditDirectory(dir);
    // No name of a chain, so that nobody takes it for one.
    const probe = join(dir, `.probe-${randomUUID()}`);
    const fd = openSync(probe, 'wx', 0o600);
    try {
      if (writeSync(fd, Buffer.alloc(PROBE_BYTES)) < PROBE_BYTES) return 'no space is left on the disk';
    } finally {
      closeSync(fd);
      rmSync(probe, { force: true });
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
