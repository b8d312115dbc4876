import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadSqlite, sqliteProblem } from '../../../src/store/sqlite/load.ts';

const bad = (version: string): string =>
  `SQLite ${version} can lose rows when two servers write at once; it needs 3.51.3, 3.50.7 or 3.44.6 (a newer Node has it)`;

test.each(['3.51.3', '3.51.10', '3.52.0', '3.53.4', '4.0.0', '3.50.7', '3.50.8', '3.44.6'])('%s is good', (version) => {
  expect(sqliteProblem(version)).toBeUndefined();
});

test.each(['3.51.2', '3.50.6', '3.44.5', '3.45.9', '3.49.9', '3.43.9', '2.99.99'])('%s is not', (version) => {
  expect(sqliteProblem(version)).toBe(bad(version));
});

test.each(['', '3.51', 'three', '3.51.3.1', '3.51.3-beta'])('%j is not understood', (version) => {
  expect(sqliteProblem(version)).toBe(`the version of SQLite, ${JSON.stringify(version)}, is not understood`);
});

test('the library of this runtime is good, and loading it leaves warnings as they were', () => {
  const { emitWarning } = process;
  const sqlite = loadSqlite();
  expect([sqlite === undefined ? 'none' : sqliteProblem(sqlite.version), process.emitWarning]).toEqual([undefined, emitWarning]);
});

test('loading it prints nothing', () => {
  const file = path.resolve('src/store/sqlite/load.ts');
  const script = `import { loadSqlite } from ${JSON.stringify(file)}; loadSqlite()?.open(':memory:').close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `${script} process.stderr.write('end')`], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  expect([stdout, stderr]).toEqual(['', 'end']);
});
