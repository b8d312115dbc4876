import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['auth0 apps list', 'remote-read 2'],
  ['auth0 apps show app_1 --json', 'remote-read 2'],
  ['auth0 --tenant t apps list', 'remote-read -'],
  ['auth0 apps list --tenant t', 'remote-read -'],
  ['auth0 users search --query email:a@example.com', 'remote-read 2'],
  ['auth0 ap bpd show', 'remote-read 3'],
  ['auth0 protection suspicious-ip-throttling show', 'remote-read 3'],
  ['auth0 logs tail', 'remote-read 2'],
  ['auth0 orgs roles members list o', 'remote-read 4'],
  ['auth0 universal-login templates show', 'remote-read 3'],
  ['auth0 api get users -q search_engine:v3', 'remote-read 1'],
  ['auth0 api stats/daily', 'remote-read 1'],
  ['auth0 apps --help', 'read-only -'],
  ['auth0 --version', 'read-only 1'],
  ['auth0 api get clients', 'network - secret'],
  ['auth0 api connections/con_1', 'network - secret'],
  ['auth0 api get users/u/refresh-tokens', 'network - secret'],
  ['auth0 api post users --data x', 'network -'],
  ['auth0 api delete users/x', 'network -'],
  ['auth0 api get users --data x', 'network -'],
  ['auth0 api get https://evil.test/users', 'network - secret'],
  ['auth0 api users $x', 'network -'],
  ['auth0 test token', 'network - secret'],
  ['auth0 apps delete x', 'network - deletes'],
  ['auth0 apps create --name x', 'network 2'],
  ['auth0 apps show x --reveal-secrets', 'unknown - unproven'],
  ['auth0 apps show x -r', 'unknown - unproven'],
  ['auth0 apps list --debug', 'unknown - unproven'],
  ['auth0 --debug apps list', 'unknown - unproven'],
  ['auth0 users search --query @f', 'unknown - unproven'],
  ['auth0 apps show https://evil.test', 'unknown - unproven'],
  ['auth0 apps list $x', 'unknown - unproven'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
