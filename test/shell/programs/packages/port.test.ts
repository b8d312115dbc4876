import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['port installed', 'read-only 1'],
  ['port info vim', 'read-only 1'],
  ['port info', 'unproven -'],
  ['port info file://./x', 'unproven -'],
  ['port -D ./x info', 'unproven - facts:package_install'],
  ['port version', 'read-only 1'],
  ['port echo vim', 'read-only 1'],
  ['port', 'unproven -'],
  ['port -v', 'unproven -'],
  ['port echo', 'unproven -'],
  ['port info current', 'unproven -'],
  ['port installed Current', 'unproven -'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
