import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { session } from '../kept.ts';
import { opening, stateDir } from './opening.ts';

const owner = (n: number) => ({ id: `server-${n}`, pid: n, startedAt: n * 10, boot: 'boot-1' });
const workspace = '/srv/project';
const edit = { sessionId: 'session1', workspace, paths: ['/srv/project/a'], at: 10 };
const wanted = { sessionId: 'session2', workspace, since: 0, limit: 10 };

test('another server sees them with the process that made them, until that has died', () => {
  const dir = stateDir();
  const alive = new Set([1, 2]);
  const open = (n: number) => opening({ stateDir: dir, owner: owner(n), isAlive: (pid) => alive.has(pid) }).store;
  const [first, second] = [open(1), open(2)];
  first.sessions.open(session(1));
  second.sessions.open(session(2, { client: 'b' }));
  first.edits.note(edit);
  expect(second.edits.others(wanted)).toEqual([{ sessionId: 'session1', client: 'a', pid: 1, path: '/srv/project/a', at: 10 }]);
  alive.delete(1);
  expect(second.edits.others(wanted)).toEqual([]);
  // Whoever takes the session over has changed nothing yet.
  second.sessions.open(session(3));
  expect(second.edits.others({ ...wanted, sessionId: 'other' })).toEqual([]);
});

test('a session that is forgotten takes its marks with it', () => {
  const dir = stateDir();
  const { store, close } = opening({ stateDir: dir, owner: owner(1) });
  store.sessions.open(session(1));
  store.edits.note(edit);
  store.sessions.release('session1', 20);
  expect(store.sessions.forget('session1')).toBe(true);
  close();
  const db = new DatabaseSync(path.join(dir, 'bailiwick.sqlite'));
  expect(db.prepare('SELECT * FROM edits').all()).toEqual([]);
  db.close();
});

test('nothing that goes wrong with them reaches anybody, and commits wait for the disk as before', () => {
  const dir = stateDir();
  const { store } = opening({ stateDir: dir, owner: owner(1) });
  store.sessions.open(session(1));
  const db = new DatabaseSync(path.join(dir, 'bailiwick.sqlite'));
  db.exec('DROP TABLE edits');
  db.close();
  store.edits.note(edit);
  store.edits.drop('session1');
  expect(store.edits.others(wanted)).toEqual([]);
  store.todos.save('session1', { version: 1, list: '{}' });
  expect(store.todos.load('session1')).toEqual({ version: 1, list: '{}' });
});
