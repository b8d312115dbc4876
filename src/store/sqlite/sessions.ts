import * as z from 'zod';
import type { KnownSession, SessionStore } from '../sessions.ts';
import type { Connection } from './approvals.ts';
import { expectSum, rowSum } from './row-sum.ts';
import { transaction } from './transaction.ts';

const known = z
  .object({
    id: z.string(),
    workspace: z.string(),
    client: z.string(),
    created_at: z.number(),
    used_at: z.number(),
    pid: z.number().nullable(),
    sum: z.string(),
  })
  .transform(({ id, workspace, client, created_at: createdAt, used_at: usedAt, pid, sum }): KnownSession => {
    expectSum(sum, [id, workspace, client, createdAt]);
    return { id, workspace, client, createdAt, usedAt, pid: pid ?? undefined };
  });

/**
 * The sessions in the file. One is open where its owner says; it has none once that process has died or let it go. Whoever opens one
 * takes it in the transaction that found it, so that two never get the same.
 */
export function createSqliteSessions({ db, ownerId, owners, guarded, touch }: Connection): SessionStore {
  const last = db.prepare(
    `SELECT id, created_at, sum FROM sessions WHERE workspace = ? AND client = ? AND owner IS NULL ORDER BY used_at DESC, rowid DESC LIMIT 1`,
  );
  const take = db.prepare('UPDATE sessions SET owner = ?, used_at = ? WHERE id = ?');
  const insert = db.prepare('INSERT INTO sessions (id, workspace, client, owner, created_at, used_at, sum) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const release = db.prepare('UPDATE sessions SET owner = NULL, used_at = ? WHERE id = ? AND owner = ?');
  const list = db.prepare(
    `SELECT sessions.*, owners.pid FROM sessions LEFT JOIN owners ON owners.id = sessions.owner
     ORDER BY used_at DESC, sessions.rowid DESC`,
  );
  const forget = db.prepare(
    `DELETE FROM sessions WHERE id = :id AND owner IS NULL AND NOT EXISTS (SELECT 1 FROM tasks WHERE session_id = :id)`,
  );
  const dropTodos = db.prepare('DELETE FROM todos WHERE session_id = ?');

  return {
    open(fresh) {
      const opened = guarded(() =>
        transaction(db, () => {
          owners.sweep();
          owners.register();
          const { id, workspace, client, createdAt, usedAt } = fresh;
          const { id: found, created_at: foundAt, sum } = last.get(workspace, client) ?? {};
          if (typeof found === 'string' && typeof foundAt === 'number') {
            expectSum(sum, [found, workspace, client, foundAt]);
            take.run(ownerId, usedAt, found);
            return { row: { ...fresh, id: found, createdAt: foundAt }, adopted: true };
          }
          insert.run(id, workspace, client, ownerId, createdAt, usedAt, rowSum([id, workspace, client, createdAt]));
          return { row: { ...fresh }, adopted: false };
        }),
      );
      touch();
      return opened;
    },
    release(id, at) {
      if (guarded(() => release.run(at, id, ownerId)).changes !== 0) touch();
    },
    list: () =>
      guarded(() => {
        owners.sweep();
        return list.all().map((row) => known.parse(row));
      }),
    forget(id) {
      const forgotten = guarded(() =>
        transaction(db, () => {
          owners.sweep();
          if (forget.run({ id }).changes === 0) return false;
          dropTodos.run(id);
          return true;
        }),
      );
      if (forgotten) touch();
      return forgotten;
    },
  };
}
