import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['atq', 'read-only'],
  ['at -l', 'read-only'],
  ['crontab -l', 'system'],
  ['crontab x', 'not proven; reads x; persistence'],
  ['crontab -r', 'not proven; persistence'],
  ['at -c 1', 'not proven; persistence'],
  ['at now', 'not proven; persistence'],
  ['systemd-run --user rm y', 'system; starts rm y; persistence'],
  ['osascript -e x', 'not proven; process_control'],
  ['say hello', 'not proven; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
