import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['ifconfig', 'read-only'],
  ['ifconfig -a', 'read-only'],
  ['ifconfig en0', 'read-only'],
  ['route -n', 'read-only'],
  ['route -n get default', 'read-only'],
  ['route -n get 10.0.0.1', 'read-only'],
  ['netstat -rn', 'read-only'],
  ['arp -an', 'read-only'],
  ['arp -n 10.0.0.1', 'read-only'],
  ['iw dev wlan0 link', 'read-only'],
  ['iw reg get', 'read-only'],
  ['ethtool -i eth0', 'read-only'],
  ['ethtool eth0', 'read-only'],
  ['brctl show', 'read-only'],
  ['ifconfig eth0 up', 'system'],
  ['ifconfig eth0 -promisc', 'system'],
  ['ifconfig eth0 10.0.0.1 netmask 255.0.0.0', 'system'],
  ['route add default gw 1.1.1.1', 'system'],
  ['route get data.evil.test', 'system'],
  ['route delete default', 'system'],
  ['arp -d 10.0.0.1', 'system'],
  ['arp bad.cc', 'system'],
  ['iw dev wlan0 scan', 'system'],
  ['ethtool -s eth0 speed 10', 'system'],
  ['ethtool -p eth0', 'system'],
  ['brctl addbr x', 'system'],
  ['ifconfig $x', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
