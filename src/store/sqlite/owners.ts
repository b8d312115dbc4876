import type { DatabaseSync } from 'node:sqlite';

/** One process that has rows in the file. */
export interface Owner {
  /** At least 122 random bits. */
  readonly id: string;
  readonly pid: number;
  /** When that process started, in the measure that `isAlive` compares with. */
  readonly startedAt: number;
  /** Names the start of the machine and, behind a blank, the namespace that the pid is of; empty when it is not known. */
  readonly boot: string;
}

/** Whether the process with this id and start runs. */
export type IsAlive = (pid: number, startedAt: number) => boolean;

export interface Owners {
  /** Writes this process down, unless it stands there. Before every row of it, for another may have taken it for dead. */
  register(): void;
  /** Removes the processes that are not alive any more: their questions and grants go, their sessions and tasks wait for the next. */
  sweep(): void;
  /** Removes this process. */
  remove(): void;
}

const startOf = (boot: string): string => boot.split(' ', 1)[0] ?? '';

/** Takes the file, this process, and what is asked about every other one of the same boot. */
export function createOwners(db: DatabaseSync, own: Owner, isAlive: IsAlive): Owners {
  const insert = db.prepare('INSERT INTO owners (id, pid, started_at, boot) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const others = db.prepare('SELECT id, pid, started_at, boot FROM owners WHERE id <> ?');
  const remove = db.prepare('DELETE FROM owners WHERE id = ?');
  return {
    register() {
      insert.run(own.id, own.pid, own.startedAt, own.boot);
    },
    sweep() {
      for (const { id, pid, started_at: startedAt, boot } of others.all(own.id)) {
        if (typeof id !== 'string' || typeof pid !== 'number' || typeof startedAt !== 'number' || typeof boot !== 'string') continue;
        if (boot === '' || own.boot === '' || boot === own.boot) {
          if (!isAlive(pid, startedAt)) remove.run(id);
        } else if (startOf(boot) !== startOf(own.boot)) {
          // Process ids and start times begin again with the machine.
          remove.run(id);
        }
        // Else it is in another namespace, as in a container: nobody can tell from here.
      }
    },
    remove() {
      remove.run(own.id);
    },
  };
}
