import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['sample 12 5', 'system; process_control'],
  ['tcpdump -w out', 'system; process_control'],
  ['mdfind x', 'system'],
  ['fdesetup disable', 'system'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
