import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const remote = (name: string, prefix: object = { words: 0 }) => ({
  class: 'remote-read',
  prefix,
  facts: [{ kind: 'network', tool: name, direction: 'download' }],
});
const chosen = (name: string) => remote(name, { none: 'the command names the database that it asks' });
const elsewhere = (name: string, host: string) => ({
  class: 'network',
  prefix: { none: 'the command names the machine that it asks' },
  facts: [{ kind: 'network', tool: name, host, direction: 'unknown' }],
});
const ABOUT = { class: 'read-only', prefix: { words: 0 } };

test.each<[string, object]>([
  ["psql -c 'SELECT 1' -c 'SELECT 2'", remote('psql')],
  ["psql -Atc 'SELECT a::text FROM t'", remote('psql')],
  ["psql -X --csv --command='EXPLAIN SELECT 1'", remote('psql')],
  ["psql -c '\\d users'", remote('psql')],
  ["psql -c '\\dt+'", remote('psql')],
  ['psql -l', remote('psql')],
  ["psql -h localhost -c 'SELECT 1'", chosen('psql')],
  ["psql -U app -d shop -p 5433 -c 'SELECT 1'", chosen('psql')],
  ["psql shop app -c 'SELECT 1'", chosen('psql')],
  ["psql -h db.test -c 'SELECT 1'", elsewhere('psql', 'db.test')],
  ["psql --host=10.0.0.1 -c 'SELECT 1'", elsewhere('psql', '10.0.0.1')],
  ['psql --help', ABOUT],
  ['pg_isready', remote('pg_isready')],
  ['pg_isready -t 3', remote('pg_isready')],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'psql',
  'psql shop',
  'psql -c $x',
  "psql -c 'SELECT 1' -c 'DROP TABLE x'",
  "psql -c '\\! id'",
  "psql -c '\\d \\! id'",
  "psql -c '\\copy t to x'",
  "psql -c '\\o x'",
  "psql -c '\\des+'",
  "psql -c '\\i x'",
  "psql -d 'host=x' -c 'SELECT 1'",
  "psql postgres://h/x -c 'SELECT 1'",
  "psql -d $x -c 'SELECT 1'",
  "psql -f x -c 'SELECT 1'",
  "psql -o x -c 'SELECT 1'",
  "psql -L x -c 'SELECT 1'",
  "psql -v a=1 -c 'SELECT 1'",
  "psql -W -c 'SELECT 1'",
  "psql --comm='SELECT 1'",
  "psql -c 'SELECT :x'",
  "psql -c 'SELECT dblink(1)'",
  "psql -c 'SELECT lo_export(1, 2)'",
  'pg_isready -h db.test',
  'pg_isready -d x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
