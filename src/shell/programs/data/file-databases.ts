import { fileDatabase } from './file-database.ts';

export const sqlite = fileDatabase({
  names: ['sqlite3', 'sqlite'],
  grammar: {
    flags:
      '-ascii -bail -batch -box -column -csv -echo -header -noheader -headers -html -json -line -list -markdown -nofollow -quote -readonly -safe -stats -table -tabs -memtrace -ifexists',
    values: '-cmd -newline -nullvalue -separator -mmap -maxsize -escape',
    pairs: '-lookaside -pagecache',
    refused: '-A -append -deserialize -init -interactive -nonce -vfs -zip -unsafe-testing -help -version',
  },
  about: '-help --help -version --version',
  queries: '-cmd',
  early: '-cmd',
  dialect: 'sqlite',
  match: {
    "sqlite3 :memory: 'SELECT 1'": 'read-only',
    "sqlite3 -safe -readonly x.db 'SELECT * FROM users'": 'workspace-code',
    "sqlite3 -json x.db 'SELECT * FROM users'": 'workspace-code',
    'sqlite3 x.db .tables': 'workspace-code',
    "sqlite3 -safe x.db 'DROP TABLE users'": 'workspace-code',
    "sqlite3 -readonly x.db 'PRAGMA table_info(users)'": 'workspace-code',
    'sqlite3 --version': 'read-only',
  },
  notMatch: [
    'sqlite3 x.db',
    'sqlite3',
    "sqlite3 x.db '.shell rm y'",
    "sqlite3 x.db 'DROP TABLE users'",
    "sqlite3 -cmd '.shell rm y' -safe x.db 'SELECT 1'",
    'sqlite3 -init x y.db .tables',
    "sqlite3 x.db 'SELECT load_extension(1)'",
    "sqlite3 x.db 'SELECT data FROM fsdir WHERE path=1'",
    "sqlite3 -readonly x.db 'SELECT * FROM users'",
    "sqlite3 -safe -readonly x.db 'SELECT * FROM users'",
    "sqlite3 'file:x.db?vfs=y' 'SELECT 1'",
    "sqlite3 :memory: 'ATTACH 1 AS x'",
    'sqlite3 x.db ".once |sh"',
  ],
});

export const duckdb = fileDatabase({
  names: ['duckdb'],
  grammar: {
    flags:
      '-ascii -bail -batch -box -column -csv -echo -header -noheader -html -json -jsonlines -line -list -markdown -nofollow -no-stdin -quote -readonly -safe -stats -table',
    values: '-c -cmd -s -newline -nullvalue -separator',
    refused: '-append -f -init -interactive -storage-version -ui -unredacted -unsigned -help -version',
  },
  about: '-help --help -h -version --version',
  queries: '-c -cmd -s',
  early: '-c -cmd -s',
  dialect: 'duckdb',
  match: {
    "duckdb :memory: 'SELECT 1'": 'read-only',
    "duckdb -readonly -safe x.db 'SELECT * FROM users'": 'workspace-code',
    "duckdb x.db -c 'SELECT * FROM users'": 'workspace-code',
    'duckdb -safe x.db': 'workspace-code',
  },
  notMatch: [
    'duckdb x.db',
    "duckdb :memory: 'SELECT * FROM data.csv'",
    "duckdb -c 'SELECT 1' x.db",
    "duckdb -safe -readonly x.db 'SELECT 1'",
    `duckdb :memory: "SELECT * FROM 'x.csv'"`,
    "duckdb :memory: 'SELECT read_text(1)'",
    "duckdb -readonly x.db 'COPY t TO y'",
    "duckdb md:x 'SELECT 1'",
    'duckdb -ui x.db',
    "duckdb -unsigned x.db 'SELECT 1'",
  ],
});
