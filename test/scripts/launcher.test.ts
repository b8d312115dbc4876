import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const launcher = join(import.meta.dirname, '../../scripts/launcher.cjs');

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bailiwick-launcher-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the launcher in a process that passes for another platform or version. */
function launch(pretence: string): { status: number | null; stdout: string; stderr: string } {
  const preload = join(scratch, 'pretend.cjs');
  writeFileSync(preload, pretence);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, launcher], { encoding: 'utf8', timeout: 10_000 });
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
