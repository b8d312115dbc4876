import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBash } from '../../../src/shell/process/bash.ts';

test('finds a bash with its version', () => {
  const { path, version, major } = findBash();
  expect(version.split('.')[0]).toBe(String(major));
  expect(path).toMatch(/^\/.*\/bash$/);
  expect(major).toBeGreaterThanOrEqual(3);
});

test('says so when there is none', () => {
  expect(() => findBash(['/nowhere/bash'])).toThrow('bash is not installed');
});

test('takes the first that is new enough, else the first that runs', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bash-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const put = (name: string, line: string): string => {
    const file = join(dir, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    return file;
  };
  const old = put('old', "echo 'GNU bash, version 3.2.57(1)-release'");
  const recent = put('recent', "echo 'GNU bash, version 5.3.0(1)-release'");
  const late = put('late', `touch ${join(dir, 'asked')}; echo 'GNU bash, version 5.2.0(1)-release'`);
  const broken = put('broken', 'exit 1');
  expect(findBash([join(dir, 'none'), broken, old, recent, late])).toEqual({ path: recent, version: '5.3.0', major: 5 });
  expect(existsSync(join(dir, 'asked'))).toBe(false);
  expect(findBash([broken, old])).toEqual({ path: old, version: '3.2.57', major: 3 });
  expect(findBash([put('silent', 'true')])).toEqual({ path: join(dir, 'silent'), version: '', major: 0 });
});
