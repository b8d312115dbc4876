import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createMemoryStore } from '../memory.ts';
import type { Store } from '../store.ts';
import { createSqliteApprovals } from './approvals.ts';
import { createSqliteEdits } from './edits.ts';
import { createSqliteEngine } from './engine.ts';
import { failureText, guarded, isFull } from './failure.ts';
import { createSqliteGrants } from './grants.ts';
import { createSqliteHeads } from './heads.ts';
import { loadSqlite, type Sqlite, sqliteProblem } from './load.ts';
import { migrate } from './migrations.ts';
import { createOwners, type IsAlive, type Owner } from './owners.ts';
import { preparePlace } from './place.ts';
import { createSqliteProofs } from './proofs.ts';
import { createSqliteSessions } from './sessions.ts';
import { createSqliteState, type StateDeps } from './state.ts';
import { createSqliteTaskEngine } from './tasks.ts';
import { createSqliteTodos } from './todos.ts';
import { transaction } from './transaction.ts';
import { walState } from './wal-check.ts';

export interface StoreDeps {
  readonly stateDir: string;
  /** This process. */
  readonly owner: Owner;
  /** Asked about each process of this boot that has the file open; what ends with a process is removed when it has ended. */
  readonly isAlive: IsAlive;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that only ever go on. */
  readonly clock: () => number;
  readonly log: (line: string) => void;
  /** How SQLite is found; that of the runtime when it is not given. */
  readonly load?: () => Sqlite | undefined;
  /** Milliseconds that a call waits for another process; 5,000 when it is not given. */
  readonly busyMs?: number;
}

const BUSY_MS = 5_000;
/** Files up to this size are read through at the start, which takes some milliseconds; of larger ones what is not tasks and their events. */
const CHECKED_BYTES = 1_048_576;
const CHECKED_TABLES = [
  'migrations',
  'owners',
  'approvals',
  'grants',
  'audit_heads',
  'engine_choices',
  'sessions',
  'todos',
  'leases',
  'proofs',
  'edits',
];
/** The journal beside the file is cut to this when it has grown beyond; SQLite copies it into the file at about 4 MB by itself. */
const JOURNAL_BYTES = 8 * 1_048_576;

const DAMAGED = { ok: false, why: 'it is damaged; move it away and start again' } as const;

type Opened = { readonly ok: true; readonly store: Store } | { readonly ok: false; readonly why: string };

/**
 * Opens the file of this user in the state directory, for this and any number of other processes; makes it when there is none.
 * Whatever stands in the way is logged, and the store is in memory instead: `durability` and `why` say so.
 */
export function openStore(deps: StoreDeps): Store {
  const opened = tryOpen(deps);
  if (opened.ok) return opened.store;
  const why = `${opened.why.slice(0, 1).toUpperCase()}${opened.why.slice(1)}.`;
  deps.log(`NOT KEPT ON DISK: todo lists, tasks, approvals and grants are in memory only, and other processes do not see them. ${why}`);
  return createMemoryStore(why, deps.owner.pid);
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
    const wal = walState(`${file}-wal`);
    if (wal === 'damaged') return { ok: false, why: `${file}-wal: it is damaged; move both files away and start again` };
    if (wal === 'torn')
      deps.log(
        `The last change in ${file} can not be read: it was being written when its server ended, unless the file was harmed afterwards. All before it is there.`,
      );
    db = sqlite.open(file);
    const readied = ready(db, { file, sqlite: sqlite.version }, deps);
    if (readied.ok) return readied;
    db.close();
    return { ok: false, why: `${file}: ${readied.why}` };
  } catch (error) {
    db?.close();
    return { ok: false, why: `${file}: ${failureText(error)}` };
  }
}

function ready(db: DatabaseSync, { file, sqlite }: StateDeps, { owner, isAlive, now, clock, log, busyMs = BUSY_MS }: StoreDeps): Opened {
  db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  // A new file can give space back without being rewritten. For one that has pages the pragma changes nothing, and needs space all the same.
  if (statSync(file).size === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') return { ok: false, why: `its file system does not let several processes share it (journal mode ${String(mode)})` };
  db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON');
  db.exec(`PRAGMA journal_size_limit = ${JOURNAL_BYTES}`);
  const whole = statSync(file).size <= CHECKED_BYTES;
  if (whole && !isSound(db)) return DAMAGED;
  const migrated = migrate(db, now);
  if (!migrated.ok) return migrated;
  if (!whole && !CHECKED_TABLES.every((table) => isSound(db, table))) return DAMAGED;
  const owners = createOwners(db, owner, isAlive);
  try {
    transaction(db, () => {
      owners.sweep();
      owners.register();
    });
  } catch (error) {
    // What is there can be read, and each write tries anew: memory in its place would lose what it acknowledges.
    if (!isFull(error)) throw error;
    log(`${file}: ${failureText(error)}.`);
  }

  const version = db.prepare('PRAGMA data_version');
  let seen: unknown;
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  const connection = { db, ownerId: owner.id, owners, touch, guarded: <T>(call: () => T): T => guarded(file, call) };
  const changed = (): number => {
    // SQLite counts what others commit; what this connection commits is counted here.
    const current = connection.guarded(() => version.get()?.['data_version']);
    if (current !== seen) touch();
    seen = current;
    return changes;
  };
  const store: Store = {
    approvals: createSqliteApprovals(connection),
    grants: createSqliteGrants(connection),
    heads: createSqliteHeads(connection),
    engine: createSqliteEngine(connection),
    tasks: createSqliteTaskEngine(connection, { monotonic: clock, changed }),
    sessions: createSqliteSessions(connection),
    todos: createSqliteTodos(connection),
    proofs: createSqliteProofs(connection),
    edits: createSqliteEdits(connection),
    state: createSqliteState(connection, { file, sqlite }),
    durability: 'file',
    why: undefined,
    changes: changed,
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

/** Takes a file, and a table when not all of it is to be read; false when its pages do not fit together. */
function isSound(db: DatabaseSync, table = '1'): boolean {
  return db.prepare(`PRAGMA integrity_check(${table})`).get()?.['integrity_check'] === 'ok';
}
