import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tools } from '../../src/tools/index.ts';

const project = join(import.meta.dirname, '../..');
const FILES = ['README.md', 'manifest.json', 'package.json', 'docs/friction.md'];

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'bailiwick-docs-'));
  for (const file of FILES) cpSync(join(project, file), join(copy, file));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(copy, file), 'utf8');

function docs(...args: readonly string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(project, 'scripts/docs.ts'), ...args, copy], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stderr };
}

test('README, manifest and docs/friction.md are what the sources say', () => {
  expect(docs('--check')).toEqual({ status: 0, stderr: '' });
  const values = [...read('README.md').matchAll(/^\| `--(\S+)` \| [^|]*\| (an? [^|]*|the [^|]*) \|/gm)].map(([, flag, value]) => [
    flag,
    value,
  ]);
  expect(Object.fromEntries(values)).toEqual({
    workspace: 'a path',
    'state-dir': 'a path',
    'classifier-model': 'the name of a model',
    cwd: 'a path',
    out: 'a path',
    task: 'an id, or its beginning',
    reason: 'a text',
  });
  expect(JSON.parse(read('manifest.json')).tools.map((tool: { name: string }) => tool.name)).toEqual(tools.map((tool) => tool.name));
});

test('a difference fails the check, which writes nothing, and is mended without it', () => {
  const sound = FILES.map(read);
  writeFileSync(join(copy, 'README.md'), read('README.md').replace('| `bash` |', '| `bush` |').replace('`BAILIWICK_PRESET`', '`PRESET`'));
  writeFileSync(join(copy, 'manifest.json'), read('manifest.json').replace('"name": "bash_prefix"', '"name": "bash_suffix"'));
  writeFileSync(join(copy, 'docs/friction.md'), read('docs/friction.md').replace('| standard | all |', '| standard | most |'));
  const changed = FILES.map(read);
  expect(docs('--check')).toEqual({
    status: 1,
    stderr:
      'README.md is not what the sources say; `npm run docs` writes it.\nmanifest.json is not what the sources say; `npm run docs` writes it.\ndocs/friction.md is not what the sources say; `npm run docs` writes it.\n',
  });
  expect(FILES.map(read)).toEqual(changed);
  expect(docs()).toEqual({ status: 0, stderr: '' });
  expect(FILES.map(read)).toEqual(sound);
});

test('a version that differs fails the check', () => {
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ version: '9.9.9' }));
  expect(docs('--check')).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^package\.json has version 9\.9\.9, src\/version\.ts \S+\n$/),
  });
});

test('the official tool accepts the manifest', () => {
  const tool = join(project, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
  const output = execFileSync(process.execPath, [tool, 'validate', join(project, 'manifest.json')], { encoding: 'utf8', timeout: 15_000 });
  expect(output.trim()).toBe('Manifest schema validation passes!');
});
