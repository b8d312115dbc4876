import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['pmset -g', 'read-only'],
  ['pmset -g batt', 'read-only'],
  ['pmset -g batt sleepnow', 'not proven'],
  ['pmset sleepnow', 'system; dangerous_pattern'],
  ['pmset -a sleep 0', 'system; dangerous_pattern'],
  ['pmset', 'system; dangerous_pattern'],
  ['reboot', 'system; dangerous_pattern'],
  ['shutdown -h now', 'system; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
