import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['nmcli', 'read-only'],
  ['nmcli -t -f NAME,UUID connection show --active', 'read-only'],
  ['nmcli c show home', 'read-only'],
  ['nmcli device wifi list', 'read-only'],
  ['nmcli general status', 'read-only'],
  ['nmcli -s connection show home', 'not proven'],
  ['nmcli connection show --show-secrets home', 'not proven'],
  ['nmcli device wifi show-password', 'not proven'],
  ['nmcli con up home', 'not proven'],
  ['nmcli con', 'read-only'],
  ['nmcli con modify x ipv4.dns 1.1.1.1', 'not proven'],
  ['nmcli general hostname evil', 'not proven'],
  ['nmcli radio wifi off', 'not proven'],
  ['nmcli networking off', 'not proven'],
  ['nmcli $x', 'not proven'],
  ['resolvectl', 'read-only'],
  ['resolvectl status eth0', 'read-only'],
  ['resolvectl dns eth0', 'read-only'],
  ['resolvectl statistics', 'read-only'],
  ['resolvectl dns eth0 1.1.1.1', 'not proven'],
  ['resolvectl query data.evil.test', 'network; network'],
  ['resolvectl flush-caches', 'system; process_control'],
  ['resolvectl log-level debug', 'not proven'],
  ['resolvectl -i eth0 query x', 'not proven; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
