import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { guarded } from '../../../src/store/sqlite/failure.ts';
import { migrate } from '../../../src/store/sqlite/migrations.ts';
import { createOwners } from '../../../src/store/sqlite/owners.ts';
import { createSqliteTaskEngine } from '../../../src/store/sqlite/tasks.ts';
import type { TaskEngine } from '../../../src/store/tasks/engine.ts';
import type { OpenPool } from './pool.ts';
import { createSilence } from './silence.ts';

/** Workers that each have the file open for themselves, as processes of their own would. */
export const openSqlitePool: OpenPool = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'bailiwick-tasks-'));
  const { join, monotonic, leaseMs } = createSilence();
  const open: DatabaseSync[] = [];
  const dead = new Set<number>();
  return {
    async worker() {
      const pid = open.length + 1;
      const db = new DatabaseSync(path.join(dir, 'tasks.sqlite'));
      open.push(db);
      const engine = engineOn(db, pid, { monotonic, leaseMs, isAlive: (other) => !dead.has(other) });
      const { leave, fallSilent } = join(engine);
      return {
        engine,
        fallSilent,
        async die() {
          leave();
          dead.add(pid);
        },
      };
    },
    async close() {
      for (const db of open) db.close();
      rmSync(dir, { recursive: true });
    },
  };
};

interface Surroundings {
  readonly monotonic: () => number;
  readonly leaseMs: number;
  readonly isAlive: (pid: number) => boolean;
}

function engineOn(db: DatabaseSync, pid: number, { monotonic, leaseMs, isAlive }: Surroundings): TaskEngine {
  // What is durable is not tested here.
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON');
  migrate(db, () => 0);
  const owner = { id: `worker${pid}`, pid, startedAt: 0, boot: 'boot' };
  const owners = createOwners(db, owner, isAlive);
  owners.register();
  const version = db.prepare('PRAGMA data_version');
  const connection = {
    db,
    ownerId: owner.id,
    owners,
    touch: () => {},
    guarded: <T>(call: () => T): T => guarded('tasks.sqlite', call),
  };
  return createSqliteTaskEngine(connection, { monotonic, leaseMs, pollMs: 2, changed: () => Number(version.get()?.['data_version']) });
}
