import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainQuery } from '../../../../src/shell/programs/data/sql.ts';
import type { Dialect } from '../../../../src/shell/programs/data/sql-words.ts';
import { OPENINGS } from '../../../../src/shell/programs/data/sql-words.ts';

const DIALECTS = Object.keys(OPENINGS) as Dialect[];

test.each([
  'SELECT 1',
  'select * from users;',
  "SELECT id, name FROM users WHERE name LIKE '%a''b%' AND age >= 18 ORDER BY id DESC LIMIT 10",
  'SELECT count(*), max(lower(name)) FROM users GROUP BY kind HAVING count(*) > 1',
  'WITH x AS (SELECT 1 AS a) SELECT a FROM x',
  'SELECT CASE WHEN a IN (1, 2) THEN 1 ELSE 0 END FROM t\n  JOIN u ON id = other',
  'SELECT "name", `kind` FROM t',
])('every dialect: %s', (query) => {
  expect(DIALECTS.filter((dialect) => !isPlainQuery(query, dialect))).toEqual([]);
});

test.each<[Dialect, string]>([
  ['postgres', 'EXPLAIN ANALYZE SELECT a::text FROM public.t'],
  ['postgres', 'SHOW search_path'],
  ['mysql', 'SHOW FULL TABLES'],
  ['mysql', 'SHOW CREATE TABLE users'],
  ['mysql', 'DESCRIBE users'],
  ['mysql', 'SELECT @@version'],
  ['sqlite', 'EXPLAIN QUERY PLAN SELECT * FROM t'],
  ['duckdb', 'DESCRIBE users'],
  ['tsql', 'SELECT TOP 10 * FROM dbo.users WITH (NOLOCK)'],
])('%s: %s', (dialect, query) => {
  expect(isPlainQuery(query, dialect)).toBe(true);
});

test.each([
  '',
  ';',
  'SELECT 1; SELECT 2',
  'SELECT 1;;',
  'DROP TABLE users',
  'PRAGMA user_version',
  'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x',
  'SELECT * INTO y FROM x',
  "SELECT 1 INTO OUTFILE 'x'",
  'SELECT load_extension(1)',
  'SELECT load_extension (1)',
  'SELECT "load_extension"(1)',
  'SELECT `load_file` (1)',
  'SELECT pg_catalog.count(1)',
  'SELECT pg_read_file(1)',
  "SELECT * FROM 'x.csv'",
  "SELECT * FROM t JOIN 'x.csv'",
  'SELECT data FROM fsdir WHERE path = 1',
  'SELECT 1 -- x',
  'SELECT 1 /* x */',
  'SELECT /*!50000 1*/',
  'SELECT 1 # x',
  "SELECT 'a\\'b'",
  "SELECT E'x'",
  "SELECT N'x'",
  "SELECT U&'x'",
  'SELECT $$x$$',
  "SELECT '$(x)'",
  'SELECT :x',
  "SELECT :'x'",
  'SELECT @x',
  'SELECT 1 \\! id',
  '\\! id',
  '.shell id',
  'SELECT a::evil',
  'SELECT [a]',
  'SELECT {x}',
  'SELECT caf\u00e9',
  "SELECT 'unclosed",
  'EXPLAIN DELETE FROM t',
  'EXPLAIN ANALYZE INSERT INTO t SELECT 1',
  'SHOW GRANTS',
  'SHOW CREATE USER x',
  'SELECT * FROM mysql.user',
  'SELECT * FROM "pg_shadow"',
  'SELECT * FROM t FOR UPDATE',
  '(SELECT 1)',
])('no dialect: %s', (query) => {
  expect(DIALECTS.filter((dialect) => isPlainQuery(query, dialect))).toEqual([]);
});

test.each<[Dialect, string]>([
  ['tsql', 'SELECT 1 WAITFOR DELAY 1'],
  ['tsql', 'SELECT 1 EXEC xp_cmdshell 1'],
  ['tsql', 'SELECT 1\nGO'],
  ['tsql', 'SELECT 1 USE other'],
  ['duckdb', 'SELECT * FROM data.csv'],
  ['duckdb', "SELECT * FROM t, 'x.csv'"],
  ['duckdb', 'SHOW GRANTS'],
  ['ansi', 'SHOW TABLES'],
  ['sqlite', 'DESCRIBE users'],
])('not %s: %s', (dialect, query) => {
  expect(isPlainQuery(query, dialect)).toBe(false);
});

const PIECES = fc.constantFrom(
  ...'SELECT|select|FROM|t|u|a|WHERE|1|2.5|*|,|(|)|=|<|||.|count(|lower(|\'x\'|"a"|`a`|AND|IN|AS|WITH| |\n|::text|LIMIT|JOIN|EXPLAIN|SHOW|TABLES'.split(
    '|',
  ),
);
const BAD = fc.constantFrom(
  '; DROP TABLE x',
  ' DELETE FROM x',
  ' INTO OUTFILE x',
  ' evil(1)',
  ' "evil" (1)',
  '--',
  '/*',
  '\\',
  '#',
  ':x',
  ' update ',
  ';x',
  "'",
  '$',
  '!',
  '{',
  '\u00e9',
  '\0',
);

test('no text with a piece that does more is proven', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DIALECTS),
      fc.array(PIECES, { maxLength: 8 }),
      BAD,
      fc.array(PIECES, { maxLength: 8 }),
      (dialect, a, bad, b) => {
        // The pieces hold no open quote, so that an odd one stays open.
        const text = `SELECT 1 ${a.join(' ')}${bad} ${b.join(' ')}`;
        expect(isPlainQuery(text, dialect)).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
});

test('any text is judged without an error, and only what begins as a query is proven', () => {
  fc.assert(
    fc.property(fc.constantFrom(...DIALECTS), fc.string({ unit: 'binary', maxLength: 30 }), (dialect, text) => {
      expect(isPlainQuery(text, dialect) && !/^\s*(select|with|explain|show|desc|describe)\b/i.test(text)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
