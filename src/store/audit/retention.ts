import { lstatSync, rmSync } from 'node:fs';
import { type AuditFile, auditFiles, byChain } from './files.ts';

export interface Retention {
  readonly dir: string;
  /** The file that is written now. */
  readonly keep: string;
  readonly maxFiles: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly dropped: (chain: string) => void;
  readonly log: (line: string) => void;
}

/** The newest file of a chain may belong to a process that still runs; untouched for so many milliseconds it is taken for left behind. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;

/** Removes the oldest files of the oldest chains until no more than `maxFiles` are there. What cannot be removed is said and stays. */
export function removeOldest({ dir, keep, maxFiles, now, dropped, log }: Retention): void {
  try {
    const files = auditFiles(dir);
    let over = files.length - maxFiles;
    if (over <= 0) return;
    for (const [chain, own] of byChain(files)) {
      for (const file of own) {
        const isNewest = file === own.at(-1);
        if (over <= 0) return;
        if (file.path === keep || (isNewest && !isLeftBehind(file, now))) continue;
        rmSync(file.path, { force: true });
        over -= 1;
        if (isNewest) dropped(chain);
      }
    }
  } catch (error) {
    log(`Old files of the audit log could not be removed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isLeftBehind({ path }: AuditFile, now: number): boolean {
  return now - lstatSync(path).mtimeMs > LEFT_BEHIND_MS;
}
