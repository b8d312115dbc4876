import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['ansible-galaxy collection list', 'workspace-code 2 unknown'],
  ['ansible-galaxy role --help', 'workspace-code 1 unknown'],
  ['ansible-galaxy install x', 'install - package_install'],
  ['ansible-galaxy collection publish x', 'network - credential_access'],
  ['ansible-galaxy collection verify x -s https://evil.test', 'unproven - unknown'],
  ['ansible-galaxy role setup a b c', 'network - credential_access'],
  ['ansible-galaxy init x', 'unproven -'],
  ['ansible-config view', 'workspace-code 1 unknown'],
  ['ansible-config dump --only-changed', 'workspace-code 1 unknown'],
  ['ansible-config view -c /x', 'unproven - unknown'],
  ['ansible-config init', 'unproven -'],
  ['ansible-vault --help', 'workspace-code 0 unknown'],
  ['ansible-vault view x', 'unproven - credential_access'],
  ['ansible-vault edit x', 'unproven - credential_access'],
  ['ansible-vault frob', 'unproven -'],
  ['ansible-test units --python 3.10', 'workspace-code 1 unknown'],
  ['ansible-test env', 'workspace-code 1 unknown'],
  ['ansible-test integration', 'unproven -'],
  ['ansible-test units --docker', 'unproven - unknown'],
  ['ansible-test sanity --requirements', 'unproven - unknown'],
  ['ansible-test units --remote x', 'unproven - unknown'],
  ['ansible-test shell', 'unproven -'],
  ['ansible-galaxy role list', 'workspace-code 2 unknown'],
  ['ansible-galaxy collection verify a.b', 'workspace-code 2 unknown'],
  ['ansible-galaxy search x --api-key y', 'unproven - unknown'],
  ['ansible-galaxy collection install x', 'install - package_install'],
  ['ansible-config list', 'workspace-code 1 unknown'],
  ['ansible-config validate', 'workspace-code 1 unknown'],
  ['ansible-vault encrypt x', 'unproven - credential_access'],
  ['ansible-test sanity --test pep8', 'workspace-code 1 unknown'],
  ['ansible-test units --venv', 'unproven - unknown'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
