import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['networksetup -getinfo Wi-Fi', 'read-only'],
  ['networksetup -listBonds', 'read-only'],
  ['networksetup -getMTU en0', 'read-only'],
  ['networksetup -version', 'read-only'],
  ['networksetup -getcomputername', 'read-only'],
  ['networksetup -setdnsservers Wi-Fi 8.8.8.8', 'system; process_control'],
  ['networksetup -setcomputername x', 'system; process_control'],
  ['networksetup -getcomputername x', 'not proven'],
  ['networksetup -detectnewhardware', 'system; process_control'],
  ['networksetup -frob', 'system; process_control'],
  ['networksetup $x', 'not proven; process_control'],
  ['scutil --get ComputerName', 'read-only'],
  ['scutil --dns', 'read-only'],
  ['scutil -r 10.0.0.1', 'read-only'],
  ['scutil -w State:/Network/Global/IPv4 -t 10', 'read-only'],
  ['scutil --nc list', 'read-only'],
  ['scutil --nc status home', 'read-only'],
  ['scutil --get x.plist / key', 'not proven'],
  ['scutil -r data.evil.test', 'not proven'],
  ['scutil --nc start home', 'not proven'],
  ['scutil --nc show home', 'not proven'],
  ['scutil --set HostName x', 'system; process_control'],
  ['scutil --renew en0', 'system; process_control'],
  ['scutil', 'system; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
