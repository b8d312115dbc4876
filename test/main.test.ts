import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { helpText } from '../src/cli/help.ts';
import { VERSION } from '../src/version.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

const program = join(import.meta.dirname, '../src/main.ts');
const preload = join(import.meta.dirname, 'other-home.cjs');

let scratch: string;
let home: string;
beforeEach(() => {
  scratch = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-main-')));
  home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-home-')));
});
afterEach(() => {
  for (const directory of [scratch, home]) rmSync(directory, { recursive: true, force: true });
});

/** Runs the program with next to no environment, as from a desktop, an empty home and nothing on stdin. */
function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, ...args], {
    cwd: scratch,
    env: { ...COMPILE_CACHE, TEST_HOME: home },
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

test('--version and --help', () => {
  expect(run(program, '--version')).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
  expect(run(program, '--help')).toEqual({ status: 0, stdout: helpText(), stderr: '' });
});

test.each([
  [['frobnicate'], 'bailiwick: Unknown command "frobnicate"; `bailiwick --help` lists what there is.\n'],
  [['--frobnicate'], 'bailiwick: Unknown flag "--frobnicate"; `bailiwick --help` lists what there is.\n'],
  [['serve', '--access', 'root'], 'bailiwick: --access must be one of read-only, workspace-write, full.\n'],
  [['--workspace', '/'], 'bailiwick: --workspace cannot be the workspace: it is the root of the file system.\n'],
  [
    ['print-config', 'emacs'],
    'bailiwick: Unknown host "emacs"; known are claude-desktop, claude-code, cursor, vscode, codex, gemini, opencode.\n',
  ],
])('%j: exit 64', (args, stderr) => {
  expect(run(program, ...args)).toEqual({ status: 64, stdout: '', stderr });
});

const block = (args: readonly string[], env: object) =>
  `${JSON.stringify({ mcpServers: { bailiwick: { command: process.execPath, args, ...env } } }, null, 2)}\n`;
const stderr = '# Goes into ~/.cursor/mcp.json, or .cursor/mcp.json in a project\n';

test('print-config by a link, with a relative workspace: absolute paths of the program itself', () => {
  symlinkSync(program, join(scratch, 'bailiwick.ts'));
  expect(run('./bailiwick.ts', 'print-config', 'cursor', '--workspace', '.')).toEqual({
    status: 0,
    stdout: block([program], { env: { BAILIWICK_WORKSPACE: scratch } }),
    stderr,
  });
});

test('print-config with the entries that a desktop host adds to argv', () => {
  const host = join(scratch, 'host.mjs');
  writeFileSync(host, `await import(${JSON.stringify(program)});\n`);
  expect(run(host, '--foreign', 'entry', program, '--type=utility', 'print-config', 'cursor', '--no-sandbox')).toEqual({
    status: 0,
    stdout: block([program], {}),
    stderr,
  });
});
