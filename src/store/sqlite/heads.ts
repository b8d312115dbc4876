import type { AuditHead } from '../audit/chain.ts';
import type { HeadStore } from '../store.ts';
import type { Connection } from './approvals.ts';

/** The ends of all audit chains, of this server and of others. */
export function createSqliteHeads({ db, guarded }: Connection): HeadStore {
  const set = db.prepare(
    'INSERT INTO audit_heads (chain, seq, hash) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash',
  );
  const drop = db.prepare('DELETE FROM audit_heads WHERE chain = ?');
  const list = db.prepare('SELECT chain, seq, hash FROM audit_heads ORDER BY chain');
  return {
    set({ chain, seq, hash }) {
      guarded(() => set.run(chain, seq, hash));
    },
    drop(chain) {
      guarded(() => drop.run(chain));
    },
    list: () =>
      guarded(() => list.all()).flatMap(({ chain, seq, hash }): AuditHead[] =>
        typeof chain === 'string' && typeof seq === 'number' && typeof hash === 'string' ? [{ chain, seq, hash }] : [],
      ),
  };
}
