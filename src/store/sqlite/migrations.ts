import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './transaction.ts';

/** What makes each version of the file out of the one before it; the first makes version 1. Never changed, only added to. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE owners (
     id TEXT PRIMARY KEY,
     pid INTEGER NOT NULL,
     started_at REAL NOT NULL
   ) STRICT;
   CREATE TABLE approvals (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     owner TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
     session_id TEXT NOT NULL,
     number INTEGER NOT NULL,
     action_hash TEXT NOT NULL,
     created_at REAL NOT NULL,
     expires_at REAL NOT NULL,
     shown TEXT NOT NULL,
     answer TEXT CHECK (answer IN ('allow_once', 'allow_session', 'deny')),
     answered_by TEXT,
     ended TEXT CHECK (ended IN ('consumed', 'withdrawn'))
   ) STRICT;
   CREATE INDEX approvals_of_session ON approvals (session_id);
   CREATE INDEX approvals_of_owner ON approvals (owner);`,
  `CREATE TABLE grants (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     owner TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
     session_id TEXT NOT NULL,
     key TEXT NOT NULL,
     scope TEXT NOT NULL,
     UNIQUE (owner, session_id, key, scope)
   ) STRICT;`,
  // Kept when their server ends: they say how far its audit chain went.
  `CREATE TABLE audit_heads (
     chain TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE engine_choices (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL CHECK (kind IN ('rules', 'llm')),
     at REAL NOT NULL
   ) STRICT;`,
  // Sessions, lists and tasks outlive their server: the next one takes them over. Nothing of a task but its id has a random place in an
  // index: what is dispatched lands where the last one did, however many there are. A task has a key here when its caller gave it one.
  `ALTER TABLE owners ADD COLUMN boot TEXT NOT NULL DEFAULT '';
   ALTER TABLE owners ADD COLUMN beat INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE approvals ADD COLUMN sum TEXT;
   CREATE TABLE sessions (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     client TEXT NOT NULL,
     owner TEXT REFERENCES owners (id) ON DELETE SET NULL,
     created_at REAL NOT NULL,
     used_at REAL NOT NULL,
     sum TEXT NOT NULL
   ) STRICT;
   CREATE INDEX sessions_of_client ON sessions (workspace, client, used_at);
   CREATE INDEX sessions_of_owner ON sessions (owner);
   CREATE TABLE todos (
     session_id TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     list TEXT NOT NULL,
     sum TEXT NOT NULL
   ) STRICT;
   CREATE TABLE tasks (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     session_id TEXT NOT NULL,
     queue TEXT NOT NULL,
     tool TEXT NOT NULL,
     key TEXT,
     digest TEXT NOT NULL,
     spec TEXT NOT NULL,
     created_at REAL NOT NULL,
     phase TEXT NOT NULL CHECK (phase IN ('queued', 'held', 'ended')),
     status TEXT NOT NULL,
     last_seq INTEGER NOT NULL,
     ended_at REAL,
     fence INTEGER NOT NULL DEFAULT 0,
     cancel TEXT,
     sum TEXT NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX tasks_keyed ON tasks (session_id, tool, key) WHERE key IS NOT NULL;
   CREATE INDEX tasks_waiting ON tasks (queue, number) WHERE phase = 'queued';
   CREATE INDEX tasks_of_session ON tasks (session_id, phase, number);
   CREATE INDEX tasks_ended ON tasks (ended_at) WHERE phase = 'ended';
   CREATE TABLE task_events (
     task INTEGER NOT NULL REFERENCES tasks (number) ON DELETE CASCADE,
     seq INTEGER NOT NULL,
     at REAL NOT NULL,
     status TEXT NOT NULL,
     detail TEXT,
     data TEXT,
     sum TEXT NOT NULL,
     PRIMARY KEY (task, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE leases (
     task INTEGER PRIMARY KEY REFERENCES tasks (number) ON DELETE CASCADE,
     queue TEXT NOT NULL,
     worker TEXT NOT NULL
   ) STRICT;
   CREATE INDEX leases_of_worker ON leases (worker);
   CREATE INDEX leases_of_queue ON leases (queue);`,
  // Of the machine, and nobody's: they outlive every server.
  `CREATE TABLE proofs (
     agent TEXT NOT NULL,
     level TEXT NOT NULL CHECK (level IN ('gated', 'caged')),
     version TEXT NOT NULL,
     executable TEXT NOT NULL,
     digest TEXT NOT NULL,
     stamp TEXT NOT NULL,
     profile TEXT NOT NULL,
     at REAL NOT NULL,
     checks TEXT NOT NULL,
     sum TEXT NOT NULL,
     PRIMARY KEY (agent, level)
   ) STRICT, WITHOUT ROWID;`,
  // A warning for others that work in the same tree now: it goes with its server, and with its session.
  `CREATE TABLE edits (
     session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
     path TEXT NOT NULL,
     owner TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
     at REAL NOT NULL,
     PRIMARY KEY (session_id, path)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX edits_of_owner ON edits (owner);
   CREATE INDEX edits_latest ON edits (at);`,
];

export type Migrated = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Brings the file to the newest version, each step in one transaction. Refuses a file that a newer program wrote. */
export function migrate(db: DatabaseSync, now: () => number): Migrated {
  for (;;) {
    const version = versionOf(db);
    if (version > MIGRATIONS.length) {
      return { ok: false, why: `a newer Bailiwick wrote it (version ${version}, this one knows ${MIGRATIONS.length}); update this one` };
    }
    if (version === MIGRATIONS.length) return { ok: true };
    transaction(db, () => {
      db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at REAL NOT NULL) STRICT');
      // Looked at again, for another server may have done the step meanwhile.
      const current = versionOf(db);
      const step = MIGRATIONS[current];
      if (step === undefined) return;
      db.exec(step);
      db.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)').run(current + 1, now());
    });
  }
}

function versionOf(db: DatabaseSync): number {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() === undefined) return 0;
  const version = db.prepare('SELECT max(version) AS version FROM migrations').get()?.['version'];
  return typeof version === 'number' ? version : 0;
}
