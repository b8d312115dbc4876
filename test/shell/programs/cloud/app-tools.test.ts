import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['azd show', 'workspace-code 1'],
  ['azd env list', 'workspace-code 2'],
  ['azd show -C /tmp/x', 'unknown - unproven'],
  ['azd auth token', 'network - secret'],
  ['azd env get-values', 'network - secret'],
  ['azd up', 'network -'],
  ['azd --version', 'workspace-code 1'],
  ['func templates list', 'workspace-code 2'],
  ['func start --port 7071', 'workspace-code 1'],
  ['func start --script-root /tmp/x', 'unknown - unproven'],
  ['func settings list', 'network - secret'],
  ['func azure functionapp fetch-app-settings x', 'network - secret'],
  ['func azure functionapp publish x', 'network 2'],
  ['eb status', 'workspace-code 1'],
  ['eb logs -z', 'unknown - unproven'],
  ['eb status --no-verify-ssl', 'unknown - unproven'],
  ['eb tags --delete x', 'unknown - unproven'],
  ['eb printenv', 'network - secret'],
  ['eb terminate x', 'network - deletes'],
  ['eb deploy', 'network -'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
