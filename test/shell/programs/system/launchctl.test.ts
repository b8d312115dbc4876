import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['launchctl list', 'read-only'],
  ['launchctl list com.apple.Finder', 'read-only'],
  ['launchctl print-disabled system', 'read-only'],
  ['launchctl managerpid', 'read-only'],
  ['launchctl error posix 2', 'read-only'],
  ['launchctl help bootstrap', 'read-only'],
  ['launchctl plist x.app', 'read-only; reads x.app'],
  ['launchctl print system', 'remote-read'],
  ['launchctl dumpstate', 'remote-read'],
  ['launchctl limit', 'read-only'],
  ['launchctl limit maxfiles 1 2', 'not proven'],
  ['launchctl load x.plist', 'system; persistence'],
  ['launchctl bootstrap gui/501 x.plist', 'system; persistence'],
  ['launchctl setenv A b', 'system; persistence'],
  ['launchctl getenv TOKEN', 'system; persistence'],
  ['launchctl procinfo 1', 'system; persistence'],
  ['launchctl asuser 501 rm y', 'system; starts rm y; persistence'],
  ['launchctl submit -l x -- rm y', 'system; starts rm y; persistence'],
  ['launchctl', 'system; persistence'],
  ['launchctl $x', 'not proven; persistence'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
