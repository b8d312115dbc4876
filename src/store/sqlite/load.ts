import type { DatabaseSync } from 'node:sqlite';

/** SQLite as this runtime has it. */
export interface Sqlite {
  readonly open: (file: string) => DatabaseSync;
  /** Of the library that is linked, e.g. 3.51.3. */
  readonly version: string;
}

/**
 * Loads the SQLite of the runtime; `undefined` when it has none. Only when asked for, because some runtimes warn of it as experimental;
 * that warning says nothing to whoever reads the log of a server.
 */
export function loadSqlite(): Sqlite | undefined {
  const { emitWarning } = process;
  const quiet = (...given: readonly unknown[]): void => {
    if (given[1] !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, given);
  };
  process.emitWarning = quiet;
  try {
    const sqlite = process.getBuiltinModule('node:sqlite');
    if (sqlite === undefined) return undefined;
    const open = (file: string): DatabaseSync => new sqlite.DatabaseSync(file);
    const probe = open(':memory:');
    const version = probe.prepare('SELECT sqlite_version() AS version').get()?.['version'];
    probe.close();
    return { open, version: typeof version === 'string' ? version : '' };
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * Versions from which on SQLite does not lose committed rows when two processes write and checkpoint at once (its WAL-reset bug, release
 * notes of 3.51.3): each is good for its own branch, the last for everything after it, too.
 */
const REPAIRED = [
  [3, 44, 6],
  [3, 50, 7],
  [3, 51, 3],
] as const;

/** Why the SQLite of this runtime must not hold our file, or `undefined` when it may. */
export function runtimeSqliteProblem(): string | undefined {
  // Newer runtimes say the version without loading it, which takes milliseconds of a start that a host waits for.
  const known = process.versions['sqlite'];
  if (known !== undefined) return sqliteProblem(known);
  const sqlite = loadSqlite();
  return sqlite === undefined ? NO_SQLITE : sqliteProblem(sqlite.version);
}

const NO_SQLITE = 'this runtime has no node:sqlite (Node 22.13 or newer has it)';

/** Takes the version of a SQLite library; returns why it must not hold our file, or `undefined` when it may. */
export function sqliteProblem(version: string): string | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (parts === null) return `the version of SQLite, ${JSON.stringify(version)}, is not understood`;
  const [major, minor, patch] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const good = REPAIRED.some(([x, y, z], index) => {
    if (major === x && minor === y) return patch >= z;
    return index === REPAIRED.length - 1 && (major > x || (major === x && minor > y));
  });
  return good
    ? undefined
    : `SQLite ${version} can lose rows when two servers write at once; it needs 3.51.3, 3.50.7 or 3.44.6 (a newer Node has it)`;
}
