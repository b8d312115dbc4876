import { client } from './client.ts';
import { isPlainQuery } from './sql.ts';

/** Abbreviated options are unknown here, though the client takes them. */
export const mysql = client({
  names: ['mysql', 'mariadb'],
  grammar: {
    flags:
      '-A -B -C -E -H -N -q -r -s -t -v -w -X -f -n --no-auto-rehash --batch --compress --vertical --html --skip-column-names --quick --raw --silent --table ' +
      '--verbose --xml --force --unbuffered --column-names --no-beep --safe-updates --i-am-a-dummy --binary-as-hex --show-warnings --skip-pager --skip-ssl',
    values: '-e -D -h -u -P --execute --database --host --user --port --default-character-set --connect-timeout --max-allowed-packet',
    attached: '-p --password',
    refused:
      '-S -o -T -G --socket --tee --pager --defaults-file --defaults-extra-file --init-command --plugin-dir --protocol --login-path --xml-encoding',
  },
  about: '--help --version -V -? -I',
  queries: '-e --execute',
  operands: 'names',
  hosts: '-h --host',
  chooses: '-D -u -P -p --database --user --port --password',
  plain: (query) => isPlainQuery(query, 'mysql'),
  match: {
    "mysql -e 'SELECT 1'": 'remote-read',
    "mysql -h localhost -u root shop -e 'SHOW TABLES'": 'remote-read',
    "mysql -N --execute='SHOW CREATE TABLE users'": 'remote-read',
    'mysql -V': 'read-only',
    "mysql -h db.example.com -e 'SELECT 1'": 'network',
  },
  notMatch: [
    'mysql',
    "mysql -e '\\! rm y'",
    "mysql -e 'system rm y'",
    "mysql -e 'SELECT 1; DELETE FROM x'",
    "mysql -e 'SELECT 1 INTO OUTFILE 1'",
    "mysql -e 'SELECT load_file(1)'",
    "mysql -e 'SELECT /*!50000 1*/'",
    "mysql -e 'SELECT * FROM mysql.user'",
    "mysql mysql -e 'SELECT * FROM user'",
    "mysql -D MySQL -e 'SELECT * FROM user'",
    "mysql --defaults-file=x -e 'SELECT 1'",
    "mysql --pag=x -e 'SELECT 1'",
    "mysql --tee=x -e 'SELECT 1'",
  ],
});
