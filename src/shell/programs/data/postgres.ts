import { networkFact } from '../effects.ts';
import { leaf } from '../leaf.ts';
import { client } from './client.ts';
import { isPlainQuery } from './sql.ts';

/** Backslash commands that list what is there; others run programs, read and write files, or show logins of other servers. */
const LISTS =
  /^\\(l|dn|d|dt|dtv|dv|di|ds|dm|dE|df|dfn|dfa|da|dT|dC|dc|dD|do|dO|du|dg|dp|dx|dy|db|dl|dL|dd|dA|dF|dFd|dP|drds|z|conninfo)S?\+?( [\w.*]+)?$/;

export const psql = client({
  names: ['psql'],
  grammar: {
    flags:
      '-A -t -x -q -X -z -0 -H -n -w -1 -b -e -E -a -S -l --no-align --csv --tuples-only --expanded --quiet --no-psqlrc --field-separator-zero ' +
      '--record-separator-zero --html --no-readline --no-password --single-transaction --echo-errors --echo-queries --echo-hidden --echo-all --list',
    values: '-c -d -h -p -U -F -R -T --command --dbname --host --port --username --field-separator --record-separator --table-attr',
    refused: '-f -o -L -s -W -P -v --file --output --log-file --pset --set --variable',
  },
  about: '--help --version -V -? --help=commands --help=variables --help=options',
  queries: '-c --command',
  asks: '-l --list',
  operands: 'names',
  hosts: '-h --host',
  chooses: '-d -p -U --dbname --port --username',
  plain: (query) => isPlainQuery(query, 'postgres') || LISTS.test(query),
  match: {
    "psql -c 'SELECT * FROM users'": 'remote-read',
    "psql -d mydb -c 'SELECT count(*) FROM users'": 'remote-read',
    "psql -c '\\dt+ public.*'": 'remote-read',
    'psql -l -h localhost': 'remote-read',
    'psql --version': 'read-only',
    "psql -h db.example.com -c 'SELECT 1'": 'network',
  },
  notMatch: [
    'psql',
    "psql -c '\\! rm y'",
    "psql -c 'SELECT 1; DROP TABLE x'",
    "psql -c 'SELECT pg_read_file(1)'",
    "psql -c 'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x'",
    "psql -c 'SELECT * INTO y FROM x'",
    "psql -c 'COPY x TO PROGRAM $$id$$'",
    "psql -d postgresql://evil.test/x -c 'SELECT 1'",
    "psql host=evil.test -c 'SELECT 1'",
    "psql -o out -c 'SELECT 1'",
    "psql -c '\\d \\! id'",
    'psql -f x.sql',
    "psql -c 'SELECT * FROM pg_shadow'",
  ],
});

/** It asks whether a server answers. */
export const pgIsready = leaf({
  names: ['pg_isready'],
  flags: '-q --quiet',
  values: '-t -p --timeout --port',
  refused: '-d -h -U --dbname --host --username',
  operands: 'text',
  check: ({ operands }) => (operands.length > 0 ? 'an operand it does not take' : undefined),
  class: 'remote-read',
  facts: [networkFact('pg_isready', 'download')],
  match: { 'pg_isready -q': 'remote-read' },
  notMatch: ['pg_isready -h evil.test', 'pg_isready x'],
});
