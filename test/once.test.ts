import { expect, test } from 'vitest';
import { once } from '../src/once.ts';

test('makes its value once, when it is first asked for', () => {
  const calls: string[] = [];
  const value = once(() => {
    calls.push('made');
    return undefined;
  });
  expect(calls).toEqual([]);
  expect([value(), value(), calls]).toEqual([undefined, undefined, ['made']]);
});

test('tries again after a failure', () => {
  let left = 1;
  const value = once(() => {
    if (left-- > 0) throw new Error('not yet');
    return 7;
  });
  expect(() => value()).toThrow('not yet');
  expect(value()).toBe(7);
});
