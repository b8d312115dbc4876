import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const FILE = { none: 'what the database holds decides what it does' };
const ABOUT = { class: 'read-only', prefix: { words: 0 } };
/** It runs what the file holds. */
const code = (file: string) => ({ class: 'workspace-code', prefix: FILE, reads: [file] });
const changes = (file: string) => ({ ...code(file), writes: [file, `${file}-journal`] });

test.each<[string, object]>([
  ['sqlite3 --version', ABOUT],
  ['duckdb -h', ABOUT],
  ["sqlite3 :memory: 'SELECT 1'", ABOUT],
  ["duckdb :memory: -c 'SELECT 1'", ABOUT],
  ["sqlite3 x.db 'SELECT * FROM users'", code('x.db')],
  ["sqlite3 /srv/x.db 'SELECT 1'", code('/srv/x.db')],
  ["sqlite3 -lookaside 100 50 x.db 'SELECT 1'", code('x.db')],
  ["sqlite3 x.db '.schema users'", code('x.db')],
  ["sqlite3 x.db '.mode json' 'SELECT 1'", code('x.db')],
  ["sqlite3 -readonly x.db 'PRAGMA table_info(users);'", code('x.db')],
  // A virtual table may name an archive that lies anywhere.
  ["sqlite3 -safe -readonly x.db 'SELECT 1'", code('x.db')],
  ["sqlite3 --safe --readonly x.db 'SELECT 1'", code('x.db')],
  ["sqlite3 -safe x.db 'SELECT 1'", code('x.db')],
  ["sqlite3 -safe x.db 'DROP TABLE users'", changes('x.db')],
  ['sqlite3 -safe x.db', changes('x.db')],
  ["duckdb -csv x.db 'SELECT * FROM users;'", code('x.db')],
  ["duckdb -safe -readonly x.db 'SELECT 1'", code('x.db')],
  ["duckdb x.db -s 'SHOW TABLES'", code('x.db')],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'sqlite3',
  'sqlite3 x.db',
  "sqlite3 'SELECT 1'",
  "sqlite3 x.db 'DELETE FROM t'",
  "sqlite3 x.db 'SELECT 1' '.shell id'",
  "sqlite3 x.db '.read y'",
  "sqlite3 x.db '.output y'",
  "sqlite3 x.db '.tables | x'",
  "sqlite3 -cmd '.shell id' x.db 'SELECT 1'",
  "sqlite3 -cmd '.shell id' -safe x.db",
  "sqlite3 -init y x.db 'SELECT 1'",
  'sqlite3 -A -x -f y',
  "sqlite3 -zip y 'SELECT 1'",
  "sqlite3 -vfs y x.db 'SELECT 1'",
  "sqlite3 -unsafe-testing x.db 'SELECT 1'",
  "sqlite3 -nonce y -safe x.db 'DROP TABLE t'",
  "sqlite3 file:x.db 'SELECT 1'",
  "sqlite3 -- x.db 'SELECT 1'",
  "sqlite3 $x 'SELECT 1'",
  'sqlite3 x.db $x',
  "sqlite3 x.db 'PRAGMA writable_schema=1'",
  'sqlite3 x.db "SELECT readfile(\'y\')"',
  'sqlite3 x.db "SELECT edit(a, \'id\') FROM t"',
  'duckdb',
  'duckdb x.db',
  'duckdb x.db "SELECT * FROM \'y.csv\'"',
  "duckdb x.db 'SELECT * FROM y.csv'",
  "duckdb x.db 'SELECT * FROM read_csv(1)'",
  "duckdb x.db 'INSTALL httpfs'",
  "duckdb x.db 'COPY t TO y'",
  "duckdb -readonly x.db 'DROP TABLE t'",
  "duckdb -init y x.db 'SELECT 1'",
  'duckdb -f y x.db',
  "duckdb s3://y 'SELECT 1'",
  'duckdb -ui x.db',
  "duckdb -unsigned x.db 'SELECT 1'",
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
