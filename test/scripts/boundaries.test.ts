import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const project = join(import.meta.dirname, '../..');

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'bailiwick-boundaries-'));
  for (const entry of ['src', '.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(project, entry), join(copy, entry), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(copy, 'src', file)), { recursive: true });
  writeFileSync(join(copy, 'src', file), text);
}

function check(): { status: number | null; problems: string[] } {
  const script = join(project, 'scripts/check-boundaries.ts');
  const run = spawnSync(process.execPath, [script, copy], { encoding: 'utf8', timeout: 60_000 });
  return { status: run.status, problems: run.stderr.split('\n').filter((line) => line !== '') };
}

/** Planted file, its only statement, and the rule that it breaks. */
const PLANTED = [
  ['shell/planted-value.ts', "export { ACCESS_LEVELS } from '../policy/action.ts';", 'shell-imports'],
  ['shell/planted-type.ts', "export type { Access } from '../policy/action.ts';", 'shell-imports'],
  ['policy/planted-dynamic.ts', "export const planted = () => import('../tools/tool.ts');", 'policy-imports'],
  ['tools/planted-config.ts', "export { loadConfig } from '../config.ts';", 'tools-imports'],
  ['store/planted-sibling.ts', "export type { Span } from '../shell/analysis.ts';", 'store-imports'],
  ['config/planted-room.ts', "export type { Session } from '../session/session.ts';", 'config-imports'],
  ['tools/planted-sdk.ts', "export { Server } from '@modelcontextprotocol/server';", 'mcp-sdk-in-server'],
  ['policy/planted-parser.ts', "export { parse } from 'unbash';", 'bash-parser-in-shell'],
  ['tools/planted-process.ts', "export { spawn } from 'node:child_process';", 'processes-in-shell'],
  ['shell/planted-execa.ts', "export { execa } from 'execa';", 'processes-in-shell'],
  ['agents/planted-process.ts', "export { spawn } from 'node:child_process';", 'processes-in-shell'],
  ['agents/planted-start.ts', "export { startCommand } from '../shell/process/run.ts';", 'started-by-the-starter'],
  ['rooms/planted-detached.ts', "export { startDetached } from '../shell/process/detached.ts';", 'started-by-the-starter'],
  ['session/planted-sqlite.ts', "export { DatabaseSync } from 'node:sqlite';", 'sqlite-in-store'],
  ['shell/planted-development.ts', "export * from 'fast-check';", 'no-development-packages'],
  ['shell/planted-nothing.ts', "export { nothing } from './absent.ts';", 'resolvable'],
  ['parlour/planted-room.ts', "export { VERSION } from '../version.ts';", 'known-rooms'],
  ['policy/planted-loader.ts', "export { createRequire } from 'node:module';", 'no-loaders-no-threads'],
  ['shell/planted-thread.ts', "export { Worker } from 'worker_threads';", 'no-loaders-no-threads'],
  ['agents/planted-cluster.ts', "export { fork } from 'node:cluster';", 'no-loaders-no-threads'],
  ['server/planted-test.ts', "export * from '../../test/planted.ts';", 'product-only'],
  ['server/planted-script.ts', "export * from '../../scripts/planted.ts';", 'product-only'],
  ['server/planted-bench.ts', "export * from '../../bench/planted.ts';", 'product-only'],
  ['cli/planted-main.ts', "export * from '../main.ts';", 'nobody-imports-main'],
] as const;

/** Each look reads the whole tree, so that everything is planted at once. What stands without it is looked at by `npm run check`. */
test('every forbidden import is seen, a cycle of types alone, a folder without a place, and a file that is no TypeScript', () => {
  for (const [file, text] of PLANTED) plant(file, `${text}\n`);
  for (const folder of ['test', 'scripts', 'bench']) plant(`../${folder}/planted.ts`, 'export const planted = 1;\n');
  plant('policy/one.ts', "import type { Two } from './two.ts';\nexport type One = Two | 1;\n");
  plant('policy/two.ts', "import type { One } from './one.ts';\nexport type Two = One | 2;\n");
  plant('parlour/alone.ts', 'export const alone = 1;\n');
  plant('shell/odd.cjs', "require('../tools/tool.ts');\n");
  plant('shell/odd.d.mts', 'export type Odd = 1;\n');
  const { status, problems } = check();
  expect(status).toBe(1);
  const found = problems.flatMap(
    (problem) =>
      problem
        .match(/^(\S+): src\/(\S*planted\S*) -> /)
        ?.slice(1)
        .join(' ') ?? [],
  );
  expect(found).toEqual(expect.arrayContaining(PLANTED.map(([file, , rule]) => `${rule} ${file}`)));
  expect(problems).toContain('no-cycles: src/policy/one.ts -> src/policy/two.ts -> src/policy/one.ts');
  expect(problems).toEqual(
    expect.arrayContaining([
      'known-rooms: src/parlour/alone.ts',
      'typescript-only: src/shell/odd.cjs',
      'typescript-only: src/shell/odd.d.mts',
    ]),
  );
});

test('a run that read fewer modules than there are files fails', () => {
  appendFileSync(join(copy, '.dependency-cruiser.cjs'), "\nmodule.exports.options.exclude = { path: '^src/shell/' };\n");
  const { status, problems } = check();
  expect(status).toBe(1);
  expect(problems.at(-1)).toMatch(/^read \d+ of \d+ files; not read: src\/shell\//);
});
