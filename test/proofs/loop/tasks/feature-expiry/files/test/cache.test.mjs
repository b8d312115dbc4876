import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCache } from '../lib/cache.mjs';

test('the entry used least lately goes first', () => {
  const cache = createCache({ max: 2 });
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [1, undefined, 3]);
  assert.equal(cache.size, 2);
});
