import type { TodoStore } from '../store.ts';
import type { Connection } from './approvals.ts';
import { expectSum, rowSum } from './row-sum.ts';

/** The todo lists in the file. A save is one statement that tests and sets, so of two that write the same version one is told so. */
export function createSqliteTodos({ db, guarded, touch }: Connection): TodoStore {
  const load = db.prepare('SELECT version, list, sum FROM todos WHERE session_id = ?');
  const insert = db.prepare('INSERT INTO todos (session_id, version, list, sum) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const update = db.prepare('UPDATE todos SET version = ?, list = ?, sum = ? WHERE session_id = ? AND version = ?');
  const drop = db.prepare('DELETE FROM todos WHERE session_id = ?');
  return {
    load(sessionId) {
      return guarded(() => {
        const { version, list, sum } = load.get(sessionId) ?? {};
        if (typeof version !== 'number' || typeof list !== 'string') return undefined;
        expectSum(sum, [sessionId, version, list]);
        return { version, list };
      });
    },
    save(sessionId, { version, list }) {
      const sum = rowSum([sessionId, version, list]);
      const { changes } = guarded(() =>
        version === 1 ? insert.run(sessionId, version, list, sum) : update.run(version, list, sum, sessionId, version - 1),
      );
      if (changes === 0) return false;
      touch();
      return true;
    },
    drop(sessionId) {
      if (guarded(() => drop.run(sessionId)).changes !== 0) touch();
    },
  };
}
