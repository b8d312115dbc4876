import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['ldd ./bin', 'workspace-code; reads ./bin'],
  ['ldd --frob x', 'not proven; reads x'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
