import type { EngineStore } from '../store.ts';
import type { Connection } from './approvals.ts';

/** What a person chose for every server of theirs; only the latest choice is kept. */
export function createSqliteEngine({ db, guarded }: Connection): EngineStore {
  const insert = db.prepare('INSERT INTO engine_choices (kind, at) VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM engine_choices WHERE seq < (SELECT max(seq) FROM engine_choices)');
  const latest = db.prepare('SELECT seq, kind FROM engine_choices ORDER BY seq DESC LIMIT 1');
  return {
    choose(kind, at) {
      guarded(() => insert.run(kind, at));
      guarded(() => forget.run());
    },
    latest() {
      const row = guarded(() => latest.get());
      const { seq, kind } = row ?? {};
      return typeof seq === 'number' && (kind === 'rules' || kind === 'llm') ? { seq, kind } : undefined;
    },
  };
}
