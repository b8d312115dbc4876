import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['open -R x.txt', 'read-only; reads x.txt'],
  ['open -R my-file.txt', 'read-only; reads my-file.txt'],
  ['open -R', 'not proven'],
  ['open -R https://x', 'not proven'],
  ['open -R x -a Terminal', 'not proven; reads x Terminal'],
  ['open -a Terminal x', 'not proven; reads Terminal x'],
  ['open x', 'not proven; reads x'],
  ['xdg-open -R x', 'not proven; reads x'],
  ['qlmanage -m', 'read-only'],
  ['qlmanage -p x.pdf', 'not proven; reads x.pdf'],
  ['qlmanage -r', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
