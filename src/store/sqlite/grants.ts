import { createMemoryGrants } from '../memory-grants.ts';
import type { GrantStore } from '../store.ts';
import type { Connection } from './approvals.ts';
import { transaction } from './transaction.ts';

/**
 * The grants in the file, for people to see. A grant dies with the process that was given it, so this process reads its own from memory:
 * no row that somebody else wrote can become one, and every command is judged without a read.
 */
export function createSqliteGrants({ db, ownerId, owners, guarded, touch }: Connection): GrantStore {
  const own = createMemoryGrants(touch);
  const insert = db.prepare('INSERT INTO grants (owner, session_id, key, scope) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const drop = db.prepare('DELETE FROM grants WHERE owner = ? AND session_id = ?');
  return {
    insert(sessionId, grant) {
      guarded(() =>
        transaction(db, () => {
          owners.register();
          insert.run(ownerId, sessionId, grant.key, grant.scope);
        }),
      );
      own.insert(sessionId, grant);
    },
    list: (sessionId) => own.list(sessionId),
    drop(sessionId) {
      // First here, so that a full disk does not keep a grant alive.
      own.drop(sessionId);
      guarded(() => drop.run(ownerId, sessionId));
    },
  };
}
