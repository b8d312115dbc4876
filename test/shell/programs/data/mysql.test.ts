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
  ["mysql -e 'SELECT 1'", remote('mysql')],
  ["mariadb -NBe 'SHOW TABLES'", remote('mariadb')],
  ["mysql -h localhost -e 'SELECT 1'", chosen('mysql')],
  ["mysql -uroot -psecret shop -e 'DESCRIBE users'", chosen('mysql')],
  ["mysql -h db.test -e 'SELECT 1'", elsewhere('mysql', 'db.test')],
  ['mysql -V', ABOUT],
  ['mysql --help', ABOUT],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'mysql',
  'mysql shop',
  "mysql -e 'DROP TABLE x'",
  "mysql -e 'SELECT 1; DROP TABLE x'",
  "mysql -e 'system id'",
  "mysql -e '\\! id'",
  "mysql -e 'source x'",
  "mysql -e 'SELECT 1 INTO DUMPFILE x'",
  "mysql -e 'SELECT sys_exec(1)'",
  "mysql -e 'SHOW GRANTS'",
  "mysql -e 'SELECT user FROM mysql.user'",
  "mysql --defaults-extra-file=x -e 'SELECT 1'",
  "mysql --tee=x -e 'SELECT 1'",
  "mysql --pager=x -e 'SELECT 1'",
  "mysql --plugin-dir=x -e 'SELECT 1'",
  "mysql --init-command=x -e 'SELECT 1'",
  "mysql -S x -e 'SELECT 1'",
  "mysql --exec='SELECT 1'",
  'mysql -e $x',
  "mysql -G -e 'SELECT 1'",
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
