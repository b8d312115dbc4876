import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const SCRIPT = path.join(import.meta.dirname, '../summary.sh');

function summary(text) {
  const dir = mkdtempSync(path.join(tmpdir(), 'summary log-'));
  try {
    const file = path.join(dir, 'an access.log');
    writeFileSync(file, text);
    const { status, stdout } = spawnSync('bash', [SCRIPT, file], { encoding: 'utf8' });
    assert.equal(status, 0);
    return stdout;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const line = (path_, status = 200, bytes = 1) => `2026-01-01T00:00:00Z GET ${path_} ${status} ${bytes}\n`;

test('an empty log', () => {
  assert.equal(summary(''), 'requests 0\nbytes 0\n');
});

test('at most three paths, those with the same count by name', () => {
  const text = ['/d', '/b', '/c', '/a', '/b'].map((name) => line(name)).join('');
  assert.equal(summary(text), 'requests 5\nbytes 5\nstatus 200 5\ntop /b 2\ntop /a 1\ntop /c 1\n');
});

test('counts are compared as numbers', () => {
  const text = line('/many').repeat(10) + line('/few').repeat(9) + line('/one', 500, 100);
  assert.equal(summary(text), 'requests 20\nbytes 119\nstatus 200 19\nstatus 500 1\ntop /many 10\ntop /few 9\ntop /one 1\n');
});

test('the query does not count, and lines that are no request are left out', () => {
  const text = `${line('/a?x=1')}# rotated\n\n${line('/a?y=2?z')}2026-01-01T00:00:00Z GET /b\n`;
  assert.equal(summary(text), 'requests 2\nbytes 2\nstatus 200 2\ntop /a 2\n');
});
