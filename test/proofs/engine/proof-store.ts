import { randomUUID } from 'node:crypto';
import { processStart } from '../../../src/shell/process/process-start.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';

/** Milliseconds that a call waits for another process; short, so that one that was stopped in a write is soon seen. */
const BUSY_MS = 500;

/** The store as a server opens it. @param speed how much faster its clock goes, so that a lease is over the sooner */
export function openProofStore(stateDir: string, speed = 1, busyMs = BUSY_MS): Store {
  const store = openStore({
    stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: '' },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: () => performance.now() * speed,
    log: (line) => process.stderr.write(`${line}\n`),
    busyMs,
  });
  if (store.durability !== 'file') throw new Error('there is no file to prove anything with');
  return store;
}
