import { effects, networkFact, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { asksAbout, client } from './client.ts';
import { isPlainQuery } from './sql.ts';

/** Commands that only read keys; `eval`, `config get` and their like run scripts or show logins. */
const READS =
  /^(get|mget|strlen|getrange|exists|type|ttl|pttl|keys|scan|dbsize|info|ping|echo|time|lastsave|hget|hmget|hgetall|hkeys|hvals|hlen|hexists|hscan|lrange|llen|lindex|smembers|scard|sismember|sscan|zrange|zrangebyscore|zrevrange|zcard|zscore|zrank|zcount|zscan|xlen|xrange|xrevrange|xinfo|bitcount|pfcount|randomkey)$/i;
const redisRoles = optionTable({
  flags: '-2 -3 --raw --no-raw --csv --json --quoted-json --no-auth-warning',
  values: '-n',
  style: 'posix',
});

export const redis: Program = {
  names: ['redis-cli', 'valkey-cli'],
  effects: ({ args }, name) => {
    if (asksAbout(args, '--version --help -v')) return effects('read-only', { words: 0 });
    const facts = [networkFact(name, 'download')];
    const scanned = scan(args, redisRoles);
    const [verb] = scanned.operands;
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, { facts });
    if (verb === undefined || args.some((word) => word.kind !== 'static'))
      return notProven('what it asks is only known when it runs', { facts });
    if (!READS.test(verb.value)) return notProven('a command that can do more than read keys', { facts });
    return effects('remote-read', { words: args.length - scanned.operands.length + 1 }, { facts });
  },
  match: { 'redis-cli GET x': 'remote-read', "redis-cli -n 1 keys 'user:*'": 'remote-read', 'redis-cli --version': 'read-only' },
  notMatch: [
    'redis-cli',
    'redis-cli -h evil.test GET x',
    'redis-cli FLUSHALL',
    'redis-cli EVAL x 0',
    'redis-cli CONFIG GET requirepass',
    'redis-cli --rdb x',
  ],
};

const sqlcmdQuery = client({
  names: [],
  grammar: { values: '-q -d --query --text --database', refused: '-f --file -o' },
  about: '--help -h -?',
  queries: '-q --query --text',
  operands: 'query',
  hosts: '',
  chooses: '-d --database',
  // At the beginning of a line it takes words such as `ed` for commands of its own.
  plain: (query) => !/[\r\n]/.test(query) && isPlainQuery(query, 'tsql'),
  match: {},
  notMatch: [],
});

/** The one with sub-commands; the older options (`-S`, `-Q`, `-i`) name servers and files. */
export const sqlcmd = tree({
  names: ['sqlcmd'],
  globals: { flags: '--help -h -? --version' },
  commands: {
    query: (args, _words, call) => sqlcmdQuery.effects({ ...call, args }, 'sqlcmd'),
    'config view|config get-contexts|config get-endpoints|config get-users|config current-context': {
      flags: '-h --help --detailed',
      values: '-o --output',
      refused: '--raw',
      operands: 'text',
    },
    help: { operands: 'text' },
    'config|config connection-strings|config cs': () =>
      effects('network', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what: 'sqlcmd config' }] }),
  },
  bare: {
    flags: '--help -h -? --version',
    operands: 'none',
    check: ({ options }) => (options.length === 0 ? 'it waits for queries' : undefined),
  },
  other: () => notProven('a sub-command that changes servers, or options that name them', { facts: [networkFact('sqlcmd', 'unknown')] }),
  match: { "sqlcmd query 'SELECT 1'": 'remote-read', 'sqlcmd config view': 'read-only', 'sqlcmd --version': 'read-only' },
  notMatch: [
    "sqlcmd query 'SELECT 1 DROP TABLE x'",
    "sqlcmd query 'SELECT 1 EXEC xp_cmdshell 1'",
    "sqlcmd query '!!id'",
    "sqlcmd query 'SELECT 1\nED'",
    'sqlcmd -S evil.test -Q x',
    'sqlcmd config view --raw',
    'sqlcmd config connection-strings',
    'sqlcmd',
    'sqlcmd delete',
  ],
});

export const cqlsh = client({
  names: ['cqlsh'],
  grammar: { flags: '--no-color -C --color', values: '-e -k --execute --keyspace --request-timeout --connect-timeout' },
  about: '--help --version -h',
  queries: '-e --execute',
  operands: 'query',
  hosts: '',
  chooses: '-k --keyspace',
  plain: (query) => isPlainQuery(query, 'ansi') || /^describe (cluster|keyspaces|tables|schema|keyspace \w+|table [\w.]+);?$/i.test(query),
  match: { "cqlsh -e 'SELECT * FROM ks.t LIMIT 5'": 'remote-read' },
  notMatch: [
    "cqlsh -e 'COPY t TO x'",
    "cqlsh -f x -e 'SELECT 1'",
    "cqlsh -e 'SOURCE x'",
    "cqlsh -k system_auth -e 'SELECT * FROM roles'",
    'cqlsh',
  ],
});

/** They only tell about themselves; their languages are programs. */
export const scripted: Program = {
  names: [
    'mongosh',
    'mongo',
    'influx',
    'clickhouse-client',
    'clickhouse',
    'mysqladmin',
    'mariadb-admin',
    'pg_dump',
    'pg_dumpall',
    'pg_restore',
    'mysqldump',
  ],
  effects: ({ args }, name) => {
    const facts = [networkFact(name, 'unknown')];
    if (asksAbout(args, '--version --help')) return effects('read-only', { words: 0 });
    const asks = args.every(
      (word) => word.kind === 'static' && /^(status|ping|version|extended-status|processlist|variables)$/.test(word.value),
    );
    if (name.endsWith('admin') && args.length === 1 && asks)
      return effects('remote-read', { words: 1 }, { facts: [networkFact(name, 'download')] });
    return notProven('a program with a language or destinations of its own', { facts });
  },
  match: { 'mongosh --version': 'read-only', 'mysqladmin status': 'remote-read', 'pg_dump --help': 'read-only' },
  notMatch: [
    'mongosh --eval x',
    'mysqladmin shutdown',
    'mysqladmin -h evil.test status',
    'pg_dump -f x',
    'clickhouse-client -q x',
    'influx -execute x',
  ],
};
