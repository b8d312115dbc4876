import { expect, test } from 'vitest';
import { createTail } from '../../../src/shell/process/tail.ts';

test.each([
  ['nothing', [], ''],
  ['what fits', ['ab', 'cd'], 'abcd'],
  ['the end of many', ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqr', 'stu'], 'nopqrstu'],
  ['the end of one', ['abcdefghijklmnopqrstuvwxyz'], 'stuvwxyz'],
  ['characters whole', ['ääää', 'x'], 'äääx'],
])('keeps %s', (_, chunks, expected) => {
  const tail = createTail(8);
  for (const chunk of chunks) tail.write(Buffer.from(chunk));
  expect(tail.text()).toBe(expected);
});

test('a character that comes in two pieces is one', () => {
  const tail = createTail(8);
  const [first, second] = Buffer.from('ä');
  for (const byte of [first, second]) tail.write(Buffer.from([byte ?? 0]));
  expect(tail.text()).toBe('ä');
});
