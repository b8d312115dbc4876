import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { processStart } from '../../../src/shell/process/process-start.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';

export interface State {
  readonly store: Store;
  readonly ownerId: string;
  /** What was said to people while it was opened. */
  readonly said: readonly string[];
  close(): void;
}

export const fileIn = (stateDir: string): string => join(stateDir, 'bailiwick.sqlite');

/** Opens the state as a server does. Throws when it would not be kept on disk. */
export function openState(stateDir: string, how: { readonly everybodyLives?: boolean; readonly busyMs?: number } = {}): State {
  const said: string[] = [];
  const owner = { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: 'proof' };
  const isAlive = (pid: number, startedAt: number): boolean => how.everybodyLives === true || processStart(pid) === startedAt;
  const { busyMs } = how;
  const store = openStore({
    stateDir,
    owner,
    isAlive,
    now: Date.now,
    clock: () => performance.now(),
    log: (line) => said.push(line),
    ...(busyMs === undefined ? {} : { busyMs }),
  });
  if (store.durability !== 'file') throw new Error(`not kept on disk: ${said.join(' ')}`);
  return { store, ownerId: owner.id, said, close: () => store.close() };
}

/** What SQLite says of the whole file. */
export function integrityOf(stateDir: string): string {
  const db = new DatabaseSync(fileIn(stateDir), { timeout: 10_000 });
  try {
    const found = db.prepare('PRAGMA integrity_check(3)').all();
    return found.map((row) => String(row['integrity_check'])).join('; ');
  } finally {
    db.close();
  }
}
