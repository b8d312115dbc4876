import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['colima status', 'remote-read 1 download'],
  ['limactl list --json', 'remote-read 1 download'],
  ['colima start', 'system -'],
  ['multipass --help', 'read-only 0'],
  ['multipass exec x ls', 'system -'],
  ['limactl shell x ls', 'system -'],
  ['colima delete', 'system - dangerous_pattern'],
  ['orb run x', 'system -'],
  ['multipass list --frob', 'unproven - download'],
  ['lima ls /', 'system - container'],
  ['lima list', 'system - container'],
  ['ctr images ls', 'system - container'],
  ['colima list', 'remote-read 1 download'],
  ['limactl info', 'remote-read 1 download'],
  ['multipass list', 'remote-read 1 download'],
  ['colima -p x status', 'unproven -'],
  ['limactl delete x', 'system - dangerous_pattern'],
  ['orb list', 'remote-read 1 download'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
