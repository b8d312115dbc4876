import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const remote = (name: string, prefix: object = { words: 0 }) => ({
  class: 'remote-read',
  prefix,
  facts: [{ kind: 'network', tool: name, direction: 'download' }],
});
const chosen = (name: string) => remote(name, { none: 'the command names the database that it asks' });
const ABOUT = { class: 'read-only', prefix: { words: 0 } };

test.each<[string, object]>([
  ['redis-cli PING', remote('redis-cli', { words: 1 })],
  ['redis-cli -n 2 hgetall x', remote('redis-cli', { words: 3 })],
  ['redis-cli -v', ABOUT],
  ["sqlcmd query 'SELECT @@VERSION'", remote('sqlcmd')],
  ["sqlcmd query 'SELECT 1' --database master", chosen('sqlcmd')],
  ['sqlcmd query --help', ABOUT],
  ['sqlcmd config view', { class: 'read-only', prefix: { words: 2 } }],
  [
    'sqlcmd config cs',
    { class: 'network', prefix: { none: 'it handles credentials' }, facts: [{ kind: 'credential_access', what: 'sqlcmd config' }] },
  ],
  ["cqlsh -e 'SELECT * FROM ks.t'", remote('cqlsh')],
  ["cqlsh -e 'DESCRIBE TABLES'", remote('cqlsh')],
  ['mysqladmin status', remote('mysqladmin', { words: 1 })],
  ['mongosh --version', ABOUT],
  ['clickhouse-client --help', ABOUT],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'redis-cli',
  'redis-cli -h db.test get x',
  'redis-cli -u redis://h get x',
  'redis-cli -a pw get x',
  'redis-cli set x 1',
  'redis-cli eval x 0',
  'redis-cli config get requirepass',
  'redis-cli acl list',
  'redis-cli get $x',
  'redis-cli --pipe',
  'redis-cli --rdb x',
  'sqlcmd',
  "sqlcmd -Q 'SELECT 1'",
  "sqlcmd query 'SELECT 1 DROP TABLE x'",
  "sqlcmd query ':!!id'",
  "sqlcmd query 'SELECT 1' -f x",
  'sqlcmd config view --raw',
  'sqlcmd start x',
  'cqlsh',
  'cqlsh -f x',
  "cqlsh -e 'COPY t TO x'",
  "cqlsh db.test -e 'SELECT 1'",
  'mysqladmin shutdown',
  'mysqladmin status -h db.test',
  'mongosh --eval x',
  'influx query x',
  'clickhouse-client -q x',
  'pg_dump x',
  'mysqldump x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
