import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate } from '../../../src/store/sqlite/migrations.ts';
import { createOwners } from '../../../src/store/sqlite/owners.ts';
import { createSqliteSessions } from '../../../src/store/sqlite/sessions.ts';
import { createSqliteState } from '../../../src/store/sqlite/state.ts';
import { createSqliteTaskEngine } from '../../../src/store/sqlite/tasks.ts';

/** A database that knows which statements were made for it. */
class Recorded extends DatabaseSync {
  readonly statements = new Set<string>();

  override prepare(statement: string): StatementSync {
    this.statements.add(statement);
    return super.prepare(statement);
  }
}

/** By this a statement is known in what follows. */
const ENDING = /(?:FROM tasks|AS schema).*/;

/** What SQLite would go through from one end to the other, or sort, for a statement. */
function longWays(db: DatabaseSync, statement: string): readonly string[] {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${statement}`).all();
  return plan.map(({ detail }) => String(detail)).filter((detail) => /^SCAN (tasks|task_events|last)\b|TEMP B-TREE/.test(detail));
}

test('no statement goes through all tasks or events, but for lists of every session, counts, and one that is not there', () => {
  const db = new Recorded(':memory:');
  migrate(db, () => 0);
  db.statements.clear();
  const owners = createOwners(db, { id: 'a', pid: 1, startedAt: 1, boot: '' }, () => true);
  const connection = { db, ownerId: 'a', owners, guarded: <T>(call: () => T): T => call(), touch: () => {} };
  createSqliteTaskEngine(connection, { monotonic: () => 0, changed: () => 0 });
  createSqliteState(connection, { file: '', sqlite: '' });
  createSqliteSessions(connection);
  const ofTasks = [...db.statements].filter((each) => /tasks|task_events/.test(each));
  const long = ofTasks.map((each) => ({ of: ENDING.exec(each)?.[0], ways: longWays(db, each) }));
  db.close();
  expect(ofTasks.length).toBeGreaterThan(20);
  expect(long.filter(({ ways }) => ways.length > 0)).toEqual([
    // Only for a task that its index does not know.
    { of: 'FROM tasks NOT INDEXED WHERE id = ?', ways: ['SCAN tasks'] },
    {
      of: "FROM tasks WHERE number IN (SELECT number FROM tasks WHERE phase = 'queued') ORDER BY number DESC LIMIT :limit",
      ways: ['SCAN tasks USING COVERING INDEX tasks_waiting'],
    },
    // In the order of the table itself, until the limit.
    { of: "FROM tasks WHERE phase = 'ended' ORDER BY number DESC LIMIT :limit", ways: ['SCAN tasks'] },
    { of: 'FROM tasks WHERE TRUE ORDER BY number DESC LIMIT :limit', ways: ['SCAN tasks'] },
    {
      of: 'AS schema,',
      ways: ['SCAN tasks USING COVERING INDEX tasks_waiting', 'SCAN tasks USING COVERING INDEX tasks_ended', 'SCAN task_events'],
    },
  ]);
});
