import { expect, test } from 'vitest';
import { batchWorld } from '../../src/cli/batch-world.ts';
import { localWorld } from '../../src/policy/world.ts';

test('the same is looked for once, until it is forgotten', () => {
  const looked: unknown[] = [];
  const { world, forget } = batchWorld({
    ...localWorld('/nowhere', '/home/ann'),
    which: (name, cwd) => {
      looked.push([name, cwd]);
      return name === 'gone' ? undefined : `/usr/bin/${name}`;
    },
    mayHoldSecrets: (directory) => {
      looked.push(directory);
      return directory === '/a';
    },
  });
  const ask = () => [
    world.which('ls', '/a'),
    world.which('ls', '/b'),
    world.which('gone', '/a'),
    world.mayHoldSecrets('/a'),
    world.mayHoldSecrets('/b'),
  ];
  const found = ['/usr/bin/ls', '/usr/bin/ls', undefined, true, false];
  const once = [['ls', '/a'], ['ls', '/b'], ['gone', '/a'], '/a', '/b'];
  expect([ask(), ask(), looked]).toEqual([found, found, once]);
  forget();
  expect([ask(), looked]).toEqual([found, [...once, ...once]]);
});

test('a long text is not held', () => {
  const read: string[] = [];
  const { world } = batchWorld({
    ...localWorld('/nowhere', '/home/ann'),
    readText: (real) => {
      read.push(real);
      return 'x'.repeat(real === '/long' ? 16 * 1024 + 1 : 16 * 1024);
    },
  });
  for (const real of ['/long', '/short', '/long', '/short']) world.readText(real);
  expect(read).toEqual(['/long', '/short', '/long']);
});
