import * as z from 'zod';
import { below, type Edit, type EditStore, MAX_EDITS } from '../edits.ts';
import type { Connection } from './approvals.ts';
import { transaction } from './transaction.ts';

const rows = z.array(
  z
    .object({ session_id: z.string(), client: z.string(), pid: z.number(), path: z.string(), at: z.number() })
    .transform(({ session_id: sessionId, ...edit }): Edit => ({ sessionId, ...edit })),
);

/**
 * The marks in the file; they go with their server, and with their session. Nothing depends on them: none has a checksum, none waits for
 * the disk, and what goes wrong with them is passed over.
 */
export function createSqliteEdits({ db, ownerId, owners, guarded, touch }: Connection): EditStore {
  const mark = db.prepare('INSERT OR REPLACE INTO edits (session_id, path, owner, at) VALUES (?, ?, ?, ?)');
  const forget = db.prepare(
    `DELETE FROM edits WHERE session_id = :id AND path NOT IN (
       SELECT path FROM edits WHERE session_id = :id ORDER BY at DESC LIMIT ${MAX_EDITS})`,
  );
  const others = db.prepare(
    `SELECT edits.session_id, edits.path, edits.at, sessions.client, owners.pid FROM edits
     JOIN sessions ON sessions.id = edits.session_id JOIN owners ON owners.id = sessions.owner
     WHERE edits.at >= ? AND edits.path >= ? AND edits.path < ? AND edits.session_id <> ? ORDER BY edits.at DESC, edits.path LIMIT ?`,
  );
  const drop = db.prepare('DELETE FROM edits WHERE session_id = ?');

  const quietly = <T>(call: () => T, otherwise: T): T => {
    try {
      return guarded(call);
    } catch {
      return otherwise;
    }
  };

  /** A commit of FULL waits for the disk, which is not worth it here; the next one of another table takes this one along. */
  const unsynced = (change: () => void): void => {
    db.exec('PRAGMA synchronous = NORMAL');
    try {
      change();
    } finally {
      db.exec('PRAGMA synchronous = FULL');
    }
  };

  return {
    note({ sessionId, workspace, paths, at }) {
      const inside = paths.filter((path) => path.startsWith(below(workspace)));
      if (inside.length === 0) return;
      quietly(() => {
        unsynced(() =>
          transaction(db, () => {
            owners.register();
            for (const path of inside) mark.run(sessionId, path, ownerId, at);
            forget.run({ id: sessionId });
          }),
        );
        touch();
      }, undefined);
    },
    others: ({ sessionId, workspace, since, limit }) =>
      quietly(() => {
        owners.sweep();
        const first = below(workspace);
        // What begins with `/srv/` comes before `/srv0`.
        return rows.parse(others.all(since, first, `${first.slice(0, -1)}0`, sessionId, limit));
      }, []),
    drop(sessionId) {
      quietly(() => {
        if (drop.run(sessionId).changes !== 0) touch();
      }, undefined);
    },
  };
}
