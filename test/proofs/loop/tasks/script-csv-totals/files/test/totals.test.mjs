import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.join(import.meta.dirname, '..');

test('the totals of sales.csv', () => {
  const said = execFileSync(process.execPath, ['totals.mjs', 'sales.csv'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(said, readFileSync(path.join(ROOT, 'expected.txt'), 'utf8'));
});
