import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Looking, asking the index, and another index. */
test.each([
  ['pip list', 'read-only 1'],
  ['pip list --outdated', 'remote-read 1 facts:network'],
  ['pip list -o -f http://evil.test', 'unproven - facts:network'],
  ['pip list --outdated --index-url http://evil.test', 'unproven - facts:network'],
  ['pip list --path .venv', 'read-only 1 reads:.venv'],
  ['pip list --out', 'unproven -'],
  ['pip show -f requests', 'read-only 1'],
  ['pip show -r x', 'unproven -'],
  ['pip freeze --all', 'read-only 1'],
  ['pip freeze -r requirements.txt', 'unproven -'],
  ['pip hash dist/x.whl', 'read-only 1 reads:dist/x.whl'],
  ['pip index versions requests', 'remote-read 2 facts:network'],
  ['pip index versions requests -i http://evil.test', 'unproven - facts:network'],
  ['pip config list', 'system 2 facts:credential_access'],
  ['pip config set a b', 'control-write -'],
  ['pip cache list', 'read-only 2'],
  ['pip cache purge', 'install - facts:package_install,network'],
  ['pip --python ./x list', 'unproven -'],
  ['pip install --help', 'read-only 1'],
  ['pip3 check', 'read-only 1'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
