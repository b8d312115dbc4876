import type { DatabaseSync } from 'node:sqlite';

/** One process that has rows in the file: they end with it. */
export interface Owner {
  /** At least 122 random bits. */
  readonly id: string;
  readonly pid: number;
  /** When that process started, in the measure that `isAlive` compares with. */
  readonly startedAt: number;
}

export interface Owners {
  /** Writes this process down, unless it stands there. Before every row of it, for another may have taken it for dead. */
  register(): void;
  /** Removes the rows of processes that are not alive any more. */
  sweep(): void;
  /** Removes every row of this process. */
  remove(): void;
}

/** @param isAlive whether the process with this id and start runs */
export function createOwners(db: DatabaseSync, own: Owner, isAlive: (pid: number, startedAt: number) => boolean): Owners {
  const insert = db.prepare('INSERT INTO owners (id, pid, started_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const others = db.prepare('SELECT id, pid, started_at FROM owners WHERE id <> ?');
  const remove = db.prepare('DELETE FROM owners WHERE id = ?');
  return {
    register() {
      insert.run(own.id, own.pid, own.startedAt);
    },
    sweep() {
      for (const { id, pid, started_at: startedAt } of others.all(own.id)) {
        if (typeof id !== 'string' || typeof pid !== 'number' || typeof startedAt !== 'number') continue;
        if (!isAlive(pid, startedAt)) remove.run(id);
      }
    },
    remove() {
      remove.run(own.id);
    },
  };
}
