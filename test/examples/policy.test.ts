import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM_DIR } from '../program.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The example where a person would have put it, beside the package as npm would have installed it. */
let scratch: string;
let project: string;
beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'example-')));
  const modules = join(scratch, 'node_modules');
  const installed = join(modules, 'bailiwick');
  project = join(scratch, 'project');
  mkdirSync(installed, { recursive: true });
  mkdirSync(project);
  cpSync(join(ROOT, PROGRAM_DIR, 'policy.mjs'), join(installed, 'dist/policy.mjs'));
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(ROOT, 'examples/policy'), project, { recursive: true });
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function shell(lines: readonly string[], ...args: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(project, 'guarded-shell.ts'), ...args], {
    cwd: project,
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return [...stdout.trimEnd().split('\n'), ...(stderr === '' ? [] : [stderr])];
}

test('the example judges commands before it runs them', () => {
  expect(shell(['echo hello | tr a-z A-Z', '', 'rm -rf /', 'touch made; ls', 'curl https://example.test'])).toEqual([
    'allow: echo hello | tr a-z A-Z',
    'HELLO',
    '[exit 0]',
    'deny: rm -rf /',
    '  refused for everybody: it removes /, which everything else depends on (tier0:remove-vital)',
    'allow: touch made; ls',
    'made',
    '[exit 0]',
    'ask: curl https://example.test',
    '  curl: it uses the network (preset:standard:network)',
    '  A person can allow it.',
  ]);
});
