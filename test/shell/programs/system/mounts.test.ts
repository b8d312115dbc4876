import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['mount', 'read-only'],
  ['mount -l', 'read-only'],
  ['mount -t ext4', 'read-only'],
  ['swapon --show', 'read-only'],
  ['umount /mnt', 'system'],
  ['mount -a', 'system'],
  ['mount -va', 'system'],
  ['mount --bind a b', 'system'],
  ['mount -t nfs h:/ d', 'system'],
  ['swapon -a', 'system'],
  ['mknod x b 8 0', 'system'],
  ['findmnt -no SOURCE -T .', 'read-only'],
  ['mountpoint -q /mnt', 'read-only'],
  ['findmnt -F x', 'not proven'],
  ['findmnt --tab-file x', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
