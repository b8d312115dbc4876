import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('the example is valid TypeScript against the declarations that are published', () => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'example-')));
  try {
    const modules = join(scratch, 'node_modules');
    mkdirSync(join(modules, '@types'), { recursive: true });
    mkdirSync(join(modules, 'bailiwick/dist'), { recursive: true });
    execFileSync(process.execPath, [join(ROOT, 'scripts/types.ts'), 'node_modules/.cache/types'], { cwd: ROOT, stdio: 'ignore' });
    cpSync(join(ROOT, 'node_modules/.cache/types/types'), join(modules, 'bailiwick/dist/types'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(modules, 'bailiwick/package.json'));
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(modules, '@types/node'));
    symlinkSync(join(ROOT, 'node_modules/undici-types'), join(modules, 'undici-types'));
    cpSync(join(ROOT, 'examples/policy'), join(scratch, 'project'), { recursive: true });
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', join(scratch, 'project')], { encoding: 'utf8', timeout: 60_000 });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}, 90_000);
