import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createCache } from '../lib/cache.mjs';

const ROOT = path.join(import.meta.dirname, '..');

function clocked(options) {
  let time = 1_000;
  const cache = createCache({ max: 3, now: () => time, ...options });
  return {
    cache,
    pass(ms) {
      time += ms;
    },
  };
}

test('an entry is gone when its time is over', () => {
  const { cache, pass } = clocked({ ttlMs: 100 });
  cache.set('a', 1);
  pass(99);
  assert.equal(cache.get('a'), 1);
  pass(1);
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.size, 0);
});

test('a get does not make it younger, a set does', () => {
  const { cache, pass } = clocked({ ttlMs: 100 });
  cache.set('a', 1);
  cache.set('b', 1);
  pass(60);
  cache.get('a');
  cache.set('b', 2);
  pass(60);
  assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, 2]);
});

test('without a time nothing expires, and without a clock the real one counts', () => {
  const { cache, pass } = clocked({});
  cache.set('a', 1);
  pass(1e12);
  assert.equal(cache.get('a'), 1);
  const real = createCache({ max: 1, ttlMs: 60_000 });
  real.set('a', 1);
  assert.equal(real.get('a'), 1);
});

test('the entry used least lately still goes first', () => {
  const { cache } = clocked({ ttlMs: 100, max: 2 });
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [1, undefined, 3]);
});

/** The exit code of the repository's own tests, with a cache that may be another one. */
function ownTests(cache) {
  const dir = mkdtempSync(path.join(tmpdir(), 'expiry-'));
  try {
    for (const name of ['lib', 'test']) cpSync(path.join(ROOT, name), path.join(dir, name), { recursive: true });
    if (cache !== undefined) cpSync(path.join(import.meta.dirname, cache), path.join(dir, 'lib/cache.mjs'));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return spawnSync(process.execPath, ['--test'], { cwd: dir, env }).status;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('its own tests pass, and notice a cache that forgets nothing', () => {
  assert.deepEqual([ownTests(undefined), ownTests('forgets-nothing.mjs')], [0, 1]);
});
