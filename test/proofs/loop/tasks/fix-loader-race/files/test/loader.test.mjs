import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoader } from '../lib/loader.mjs';

/** A source of which the test says when it answers. */
function slowSource() {
  const asked = [];
  const load = (key) => new Promise((resolve, reject) => asked.push({ key, resolve, reject }));
  return { asked, load };
}

test('what was loaded is not loaded again', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const first = loader.get('a');
  asked[0].resolve(1);
  assert.equal(await first, 1);
  assert.equal(await loader.get('a'), 1);
  assert.equal(asked.length, 1);
});

test('two that ask at the same time share one load', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const both = [loader.get('a'), loader.get('a')];
  for (const { resolve } of asked) resolve(1);
  assert.deepEqual(await Promise.all(both), [1, 1]);
  assert.equal(asked.length, 1);
});
