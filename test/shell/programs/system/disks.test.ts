import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['fdisk -l', 'system'],
  ['mkfs --help', 'read-only'],
  ['nvme list', 'read-only'],
  ['wipefs -a /dev/sda', 'system; writes /dev/sda; dangerous_pattern'],
  ['mkfs list', 'system; dangerous_pattern'],
  ['parted /dev/sda mklabel gpt', 'system; writes /dev/sda; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
