import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { APPROVAL_ANSWERS, type ApprovalRow, type ApprovalStore, KEPT_ENDED, type KnownApproval, MAX_PENDING } from '../store.ts';
import type { Owners } from './owners.ts';
import { expectSum, rowSum } from './row-sum.ts';
import { transaction } from './transaction.ts';

/** What a table of the file is made with. */
export interface Connection {
  readonly db: DatabaseSync;
  readonly ownerId: string;
  readonly owners: Owners;
  /** Calls; turns what SQLite throws into `StoreFailed`. */
  readonly guarded: <T>(call: () => T) => T;
  /** Told of every change of this process. */
  readonly touch: () => void;
}

const rows = z.array(
  z
    .object({
      id: z.string(),
      number: z.number(),
      session_id: z.string(),
      action_hash: z.string(),
      created_at: z.number(),
      expires_at: z.number(),
      shown: z.string(),
      // None in a row of an earlier version.
      sum: z.string().nullable(),
    })
    .transform((row): ApprovalRow => {
      const known: ApprovalRow = {
        id: row.id,
        number: row.number,
        sessionId: row.session_id,
        actionHash: row.action_hash,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        shown: row.shown,
      };
      if (row.sum !== null) expectSum(row.sum, asked(known));
      return known;
    }),
);

/** What a person is asked, and about what. */
function asked({ id, sessionId, number, actionHash, createdAt, expiresAt, shown }: ApprovalRow): readonly (string | number)[] {
  return [id, sessionId, number, actionHash, createdAt, expiresAt, shown];
}

const states = z.array(
  z
    .object({ id: z.string(), number: z.number(), session_id: z.string(), state: z.enum(['waiting', 'answered', 'expired', 'withdrawn']) })
    .transform(({ id, number, session_id: sessionId, state }): KnownApproval => ({ id, number, sessionId, state })),
);

/** Takes what was overwritten out of the log; while somebody else reads or writes it stays until the next time. Never waits. */
function createLogCleaner(db: DatabaseSync): () => void {
  const timeout = db.prepare('PRAGMA busy_timeout');
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  return () => {
    const waitsMs = Number(timeout.get()?.['timeout'] ?? 0);
    db.exec('PRAGMA busy_timeout = 0');
    try {
      truncate.get();
    } catch {
      // What the statement before did is kept; only its past is still there.
    } finally {
      db.exec(`PRAGMA busy_timeout = ${waitsMs}`);
    }
  };
}

/** The questions in the file. Every change is one statement that tests and sets, so two processes never both succeed. */
export function createSqliteApprovals({ db, ownerId, owners, guarded, touch }: Connection): ApprovalStore {
  const forget = db.prepare(
    `DELETE FROM approvals WHERE owner = ? AND (ended IS NOT NULL OR expires_at <= ?)
     AND seq <= (SELECT max(seq) FROM approvals) - ${KEPT_ENDED}`,
  );
  const insert = db.prepare(
    `INSERT INTO approvals (id, owner, session_id, number, action_hash, created_at, expires_at, shown, sum)
     SELECT :id, :owner, :session, :number, :hash, :created, :expires, :shown, :sum
     WHERE (SELECT count(*) FROM approvals WHERE session_id = :session AND ended IS NULL AND expires_at > :created) < ${MAX_PENDING}
     ON CONFLICT DO NOTHING`,
  );
  const answer = db.prepare(
    'UPDATE approvals SET answer = ?, answered_by = ? WHERE id = ? AND answer IS NULL AND ended IS NULL AND expires_at > ?',
  );
  const answerTo = db.prepare(
    'SELECT answer, answered_by FROM approvals WHERE id = ? AND session_id = ? AND ended IS NULL AND answer IS NOT NULL',
  );
  const consume = db.prepare(
    `UPDATE approvals SET ended = 'consumed', shown = '' WHERE id = ? AND session_id = ? AND action_hash = ? AND ended IS NULL
     AND coalesce(answer, 'none') = coalesce(?, answer, 'none')`,
  );
  const waiting = db.prepare('SELECT * FROM approvals WHERE ended IS NULL AND answer IS NULL AND expires_at > ? ORDER BY created_at, seq');
  const known = db.prepare(
    `SELECT id, number, session_id, CASE
       WHEN ended = 'withdrawn' THEN 'withdrawn' WHEN ended = 'consumed' OR answer IS NOT NULL THEN 'answered'
       WHEN expires_at <= ? THEN 'expired' ELSE 'waiting' END AS state
     FROM approvals ORDER BY created_at, seq`,
  );
  const withdraw = db.prepare("UPDATE approvals SET ended = 'withdrawn', shown = '' WHERE id = ? AND session_id = ? AND ended IS NULL");
  const drop = db.prepare('DELETE FROM approvals WHERE session_id = ?');
  const forgetExpired = db.prepare("UPDATE approvals SET shown = '' WHERE owner = ? AND ended IS NULL AND expires_at <= ? AND shown <> ''");
  const anyText = db.prepare("SELECT 1 FROM approvals WHERE ended IS NULL AND shown <> '' LIMIT 1");
  const cleanLog = createLogCleaner(db);

  /** Takes the result of a statement; returns whether it changed anything, and says so. */
  const changed = ({ changes }: { readonly changes: number | bigint }): boolean => {
    if (changes === 0) return false;
    touch();
    return true;
  };

  /** A question shows the very command, secrets and all: what is over must not stay in the log that SQLite writes ahead. */
  const ended = (change: { readonly changes: number | bigint }): boolean => {
    if (!changed(change)) return false;
    if (anyText.get() === undefined) cleanLog();
    return true;
  };

  return {
    insert: (row) =>
      guarded(() =>
        transaction(db, () => {
          owners.register();
          forget.run(ownerId, row.createdAt);
          forgetExpired.run(ownerId, row.createdAt);
          const { id, sessionId: session, number, actionHash: hash, createdAt: created, expiresAt: expires, shown } = row;
          return changed(insert.run({ id, owner: ownerId, session, number, hash, created, expires, shown, sum: rowSum(asked(row)) }));
        }),
      ),
    answer: ({ id, answer: given, by, now }) =>
      guarded(() => {
        // Nobody waits for the answer of a server that has died.
        owners.sweep();
        return changed(answer.run(given, by, id, now));
      }),
    answerTo: ({ id, sessionId }) =>
      guarded(() => {
        const found = answerTo.get(id, sessionId);
        if (found === undefined) return undefined;
        const { answer: given, answered_by: by } = found;
        // An answer that nobody here knows allows nothing.
        return { answer: APPROVAL_ANSWERS.find((known) => known === given) ?? 'deny', by: typeof by === 'string' ? by : '' };
      }),
    consume: ({ id, sessionId, actionHash, seen }) => guarded(() => ended(consume.run(id, sessionId, actionHash, seen ?? null))),
    waiting: (now) =>
      guarded(() => {
        owners.sweep();
        return rows.parse(waiting.all(now));
      }),
    known: (now) => guarded(() => states.parse(known.all(now))),
    withdraw: ({ id, sessionId }) => {
      guarded(() => ended(withdraw.run(id, sessionId)));
    },
    drop: (sessionId) => {
      guarded(() => ended(drop.run(sessionId)));
    },
  };
}
