import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createMemoryStore, createMemoryTasks, createMemoryTodos } from '../memory.ts';
import type { Store } from '../store.ts';
import { createSqliteApprovals } from './approvals.ts';
import { createSqliteEngine } from './engine.ts';
import { failureText, guarded } from './failure.ts';
import { createSqliteGrants } from './grants.ts';
import { createSqliteHeads } from './heads.ts';
import { loadSqlite, type Sqlite, sqliteProblem } from './load.ts';
import { migrate } from './migrations.ts';
import { createOwners, type Owner } from './owners.ts';
import { preparePlace } from './place.ts';
import { transaction } from './transaction.ts';

export interface StoreDeps {
  readonly stateDir: string;
  /** This process. */
  readonly owner: Owner;
  /** Whether the process with this id and start runs; rows of others are removed. */
  readonly isAlive: (pid: number, startedAt: number) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** How SQLite is found; that of the runtime when it is not given. */
  readonly load?: () => Sqlite | undefined;
  /** Milliseconds that a call waits for another process; 5,000 when it is not given. */
  readonly busyMs?: number;
}

const BUSY_MS = 5_000;
/** Files up to this size are read through once at the start, which takes some milliseconds. */
const CHECKED_BYTES = 16 * 1_048_576;

type Opened = { readonly ok: true; readonly store: Store } | { readonly ok: false; readonly why: string };

/**
 * Opens the file of this user in the state directory, for this and any number of other processes; makes it when there is none.
 * Whatever stands in the way is logged, and the store is in memory instead: `durability` and `why` say so.
 */
export function openStore(deps: StoreDeps): Store {
  const opened = tryOpen(deps);
  if (opened.ok) return opened.store;
  const why = `${opened.why.slice(0, 1).toUpperCase()}${opened.why.slice(1)}.`;
  deps.log(`NOT KEPT ON DISK: approvals and grants are in memory only, and \`bailiwick approvals\` does not see them. ${why}`);
  return createMemoryStore(why);
}

function tryOpen(deps: StoreDeps): Opened {
  let db: DatabaseSync | undefined;
  let file = deps.stateDir;
  try {
    const sqlite = (deps.load ?? loadSqlite)();
    if (sqlite === undefined) return { ok: false, why: 'this Node has no SQLite; use 22.13 or newer' };
    const problem = sqliteProblem(sqlite.version);
    if (problem !== undefined) return { ok: false, why: problem };
    const place = preparePlace(deps.stateDir);
    if (!place.ok) return place;
    file = place.file;
    db = sqlite.open(file);
    const readied = ready(db, file, deps);
    if (readied.ok) return readied;
    db.close();
    return { ok: false, why: `${file}: ${readied.why}` };
  } catch (error) {
    db?.close();
    return { ok: false, why: `${file}: ${failureText(error)}` };
  }
}

function ready(db: DatabaseSync, file: string, { owner, isAlive, now, log, busyMs = BUSY_MS }: StoreDeps): Opened {
  db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') return { ok: false, why: `its file system does not let several processes share it (journal mode ${String(mode)})` };
  db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON');
  if (statSync(file).size <= CHECKED_BYTES) {
    const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (found !== 'ok') return { ok: false, why: 'it is damaged; move it away and start again' };
  }
  const migrated = migrate(db, now);
  if (!migrated.ok) return migrated;
  const owners = createOwners(db, owner, isAlive);
  transaction(db, () => {
    owners.sweep();
    owners.register();
  });

  const version = db.prepare('PRAGMA data_version');
  let seen: unknown;
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  const connection = { db, ownerId: owner.id, owners, touch, guarded: <T>(call: () => T): T => guarded(file, call) };
  const store: Store = {
    approvals: createSqliteApprovals(connection),
    grants: createSqliteGrants(connection),
    heads: createSqliteHeads(connection),
    engine: createSqliteEngine(connection),
    tasks: createMemoryTasks(),
    todos: createMemoryTodos(),
    durability: 'file',
    why: undefined,
    changes() {
      // SQLite counts what others commit; what this connection commits is counted here.
      const current = connection.guarded(() => version.get()?.['data_version']);
      if (current !== seen) touch();
      seen = current;
      return changes;
    },
    close() {
      try {
        owners.remove();
      } catch (error) {
        log(`The rows of this server stay in ${file} until another one starts: ${failureText(error)}.`);
      }
      db.close();
    },
  };
  return { ok: true, store };
}
