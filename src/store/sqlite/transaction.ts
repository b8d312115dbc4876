import type { DatabaseSync } from 'node:sqlite';

/** Runs in one transaction that may write from its start on; all of it counts, or, when anything throws, nothing. */
export function transaction<T>(db: DatabaseSync, run: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite has done it already: a full disk ends the transaction by itself.
  }
}
