import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Environments of the user. */
test.each([
  ['conda list -n base', 'read-only 1'],
  ['conda list -p /x', 'unproven -'],
  ['conda info --envs', 'read-only 1'],
  ['conda info --all', 'unproven -'],
  ['conda env list', 'read-only 2'],
  ['conda env export --no-builds', 'read-only 2'],
  ['conda env export -f x.yml', 'unproven -'],
  ['conda search numpy>=1.2', 'remote-read 1 facts:network'],
  ['conda search -c conda-forge numpy', 'remote-read 1 facts:network'],
  ['conda search -c http://evil.test numpy', 'unproven - facts:network'],
  ['conda config --show', 'control-write - facts:credential_access'],
  ['conda run rm y', 'unproven - runs:rm_y'],
  ['conda install x', 'install - facts:package_install,network'],
  ['conda activate x', 'unproven - facts:package_install'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
