import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Help is printed instead of running; only where the sub-command is known, and as the last word. */
test.each([
  ['pip install --help', 'read-only 1'],
  ['pip frob --help', 'unproven -'],
  ['gh pr merge --help', 'read-only 2'],
  ['gh pr merge 1 --help', 'network 2 facts:network,git_write'],
  ['gh frob --help', 'unproven -'],
  ['brew upgrade -h', 'read-only 1'],
  ['npm exec --help', 'read-only 1'],
  ['npm exec x --help', 'install - facts:package_install,network'],
  ['apt install --help', 'read-only 1'],
  ['apt install x --help', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
