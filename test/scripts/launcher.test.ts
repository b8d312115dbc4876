import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../scripts/launcher.cjs');

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bailiwick-launcher-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the launcher, with a bundle beside it that only tells of itself, in a process that passes for another one. */
function launch(pretence: string): { status: number | null; stdout: string; stderr: string } {
  cpSync(source, join(scratch, 'cli.cjs'));
  writeFileSync(join(scratch, 'bailiwick.cjs'), "process.stdout.write('the bundle runs');");
  const preload = join(scratch, 'pretend.cjs');
  writeFileSync(preload, pretence);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, join(scratch, 'cli.cjs')], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return { status, stdout, stderr };
}

test.each(['20.20.2', '22.12.0', '0.12.18'])('Node %s: one line on stderr, exit 1', (version) => {
  expect(launch(`Object.defineProperty(process.versions, 'node', { value: '${version}' });`)).toEqual({
    status: 1,
    stdout: '',
    stderr: `Bailiwick needs Node 22.13 or newer; this is Node ${version} (${process.execPath}).\n`,
  });
});

test('Windows: one sentence, exit 1', () => {
  expect(launch("Object.defineProperty(process, 'platform', { value: 'win32' });")).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Bailiwick runs on Linux and macOS, not on Windows; there, start it inside WSL.\n',
  });
});

const cache = () => join(scratch, '.local/state/bailiwick/compile-cache');

/** Another home, and the compile cache replaced by a word about where it would be. */
const inScratch = () => `
  const os = require('node:os');
  const user = os.userInfo();
  os.userInfo = () => ({ ...user, homedir: ${JSON.stringify(scratch)} });
  require('node:module').enableCompileCache = (directory) => process.stderr.write('cache in ' + directory);
`;

test('the compile cache is a private directory in the state, made when absent', () => {
  const expected = { status: 0, stdout: 'the bundle runs', stderr: `cache in ${cache()}` };
  expect(launch(inScratch())).toEqual(expected);
  expect(statSync(cache()).mode & 0o777).toBe(0o700);
  expect(launch(inScratch())).toEqual(expected);
});

test.each([
  [
    'that others may write',
    () => {
      mkdirSync(cache(), { recursive: true });
      chmodSync(cache(), 0o770);
    },
  ],
  [
    'that leads elsewhere',
    () => {
      mkdirSync(join(cache(), '..'), { recursive: true });
      symlinkSync(tmpdir(), cache());
    },
  ],
  ['that cannot be made', () => writeFileSync(join(scratch, '.local'), '')],
])('a compile cache %s is not used', (_name, prepare) => {
  prepare();
  expect(launch(inScratch())).toEqual({ status: 0, stdout: 'the bundle runs', stderr: '' });
});
