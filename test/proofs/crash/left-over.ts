import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Acknowledged } from './acknowledged.ts';
import { startWorker } from './process.ts';
import { fileIn } from './state.ts';

/** The bytes of a state as its server left them when it ended without closing it. */
export interface LeftOver {
  readonly acknowledged: readonly Acknowledged[];
  readonly file: Buffer;
  readonly wal: Buffer;
}

export async function leftOver(stateDir: string, writes: number): Promise<LeftOver> {
  mkdirSync(stateDir, { mode: 0o700 });
  const worker = startWorker({ stateDir, writes });
  const { code } = await worker.ended;
  if (code !== 0) throw new Error(`the process that writes ended with ${code}: ${worker.stderr()}`);
  return { acknowledged: worker.acknowledged(), file: readFileSync(fileIn(stateDir)), wal: readFileSync(`${fileIn(stateDir)}-wal`) };
}

/** Copies the journal into the file, as the last server does that closes it. Returns the bytes of the file. */
export function closedFile(stateDir: string): Buffer {
  const db = new DatabaseSync(fileIn(stateDir));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return readFileSync(fileIn(stateDir));
}

/** Puts a state there. */
export function putState(stateDir: string, file: Buffer, wal: Buffer | undefined): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  for (const beside of ['-wal', '-shm', '-journal']) rmSync(fileIn(stateDir) + beside, { force: true });
  writeFileSync(fileIn(stateDir), file, { mode: 0o600 });
  if (wal !== undefined) writeFileSync(`${fileIn(stateDir)}-wal`, wal, { mode: 0o600 });
}
