import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['sysctl -n kern.ostype', 'read-only'],
  ['sysctl -a', 'read-only'],
  ['sysctl -d kern.maxfiles', 'read-only'],
  ['sysctl -w a=b', 'not proven'],
  ['sysctl a=b', 'not proven'],
  ['sysctl -p x', 'not proven'],
  ['sysctl --system', 'not proven'],
  ['sysctl net/../../../etc/passwd', 'not proven'],
  ['sysctl net.*', 'not proven'],
  ['lsmod', 'read-only'],
  ['kextstat', 'read-only'],
  ['kmutil showloaded', 'read-only'],
  ['csrutil status', 'read-only'],
  ['auditctl -l', 'read-only'],
  ['hwclock --show', 'read-only'],
  ['modprobe x', 'system; dangerous_pattern'],
  ['insmod ./x.ko', 'system; dangerous_pattern'],
  ['csrutil disable', 'system; dangerous_pattern'],
  ['auditctl -D', 'system; dangerous_pattern'],
  ['hwclock -w', 'system; dangerous_pattern'],
  ['nvram -p', 'system; dangerous_pattern'],
  ['nvram boot-args=x', 'system; dangerous_pattern'],
  ['dmsetup table --showkeys', 'system; dangerous_pattern'],
  ['kmutil load -p x', 'system; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
