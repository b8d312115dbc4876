import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoader } from '../lib/loader.mjs';

function slowSource() {
  const asked = [];
  const load = (key) => new Promise((resolve, reject) => asked.push({ key, resolve, reject }));
  return { asked, load };
}

test('keys do not share a load', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const both = [loader.get('a'), loader.get('b')];
  for (const { key, resolve } of asked) resolve(`${key}!`);
  assert.deepEqual(await Promise.all(both), ['a!', 'b!']);
});

test('many share one load, and undefined is a value', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const all = [loader.get('a'), loader.get('a'), loader.get('a')];
  for (const { resolve } of asked) resolve(undefined);
  assert.deepEqual(await Promise.all(all), [undefined, undefined, undefined]);
  assert.equal(await loader.get('a'), undefined);
  assert.equal(asked.length, 1);
});

test('a load that fails fails for all who wait, and is not kept', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const both = [loader.get('a'), loader.get('a')];
  for (const { reject } of asked) reject(new Error('down'));
  const ends = await Promise.allSettled(both);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  const again = loader.get('a');
  assert.equal(asked.length, 2);
  asked[1].resolve(2);
  assert.equal(await again, 2);
});

test('what is forgotten while it is loaded is not kept', async () => {
  const { asked, load } = slowSource();
  const loader = createLoader(load);
  const old = loader.get('a');
  loader.forget('a');
  const fresh = loader.get('a');
  assert.equal(asked.length, 2);
  asked[1].resolve('new');
  assert.equal(await fresh, 'new');
  asked[0].resolve('old');
  assert.equal(await old, 'old');
  assert.equal(await loader.get('a'), 'new');
  assert.equal(asked.length, 2);
});
