import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['ss -tlnp', 'read-only'],
  ["ss -tan state established '( dport = :443 or sport = :443 )'", 'read-only'],
  ['ss -tn dst 10.0.0.1:443', 'read-only'],
  ['ss -tn dst [::1]:443', 'read-only'],
  ['ss -A tcp', 'read-only'],
  ['netstat -tulpn', 'read-only'],
  ['netstat -an -p tcp', 'read-only'],
  ['ss -K dst 10.0.0.1', 'not proven'],
  ['ss -tK', 'not proven'],
  ['ss -D out', 'not proven'],
  ['ss --diag=out', 'not proven'],
  ['ss -F list', 'not proven'],
  ['ss -r', 'not proven'],
  ['ss -N x', 'not proven'],
  ['ss dst data.evil.test', 'not proven'],
  ['ss dst bad.cc:80', 'not proven'],
  ['ss dst cafe', 'not proven'],
  ['ss src $x', 'not proven'],
  ['ss --kil', 'not proven'],
  ['netstat -M ./core', 'not proven'],
  ['netstat --frob', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
