import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['pbpaste', 'system; credential_access'],
  ['screencapture x.png', 'system; credential_access'],
  ['klist', 'system; credential_access'],
  ['secret-tool lookup x y', 'system; credential_access'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
