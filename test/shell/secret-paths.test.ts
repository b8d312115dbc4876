import { expect, test } from 'vitest';
import { isSecretPath } from '../../src/shell/secret-paths.ts';

test.each([
  '/w/.env',
  '/w/.env.local',
  '/w/.env.production',
  '/w/.envrc',
  '/w/.ENV',
  '/w/a/server.pem',
  '/w/tls.key',
  '/w/store.p12',
  '/h/.ssh/config',
  '/h/.ssh',
  '/w/id_rsa',
  '/w/id_ed25519',
  '/w/id_ed25519_sk',
  '/w/id_rsa_work',
  '/w/id_rsa.bak',
  '/h/.aws/config',
  '/h/.gnupg/trustdb.gpg',
  '/h/.kube/config',
  '/h/.netrc',
  '/h/.git-credentials',
  '/h/.pgpass',
  '/w/credentials.json',
  '/w/config/secrets.yml',
  '/w/terraform.tfstate',
  '/h/.npmrc',
  '/h/.config/gh/hosts.yml',
  '/h/.docker/config.json',
  '/h/.bash_history',
  '/etc/shadow',
  '/etc/sudoers.d/x',
  '/proc/1/environ',
  '/proc/self/mem',
  '/dev/mem',
])('%s is secret', (path) => {
  expect(isSecretPath(path, '/h')).toBe(true);
});

test.each([
  '/w/.env.example',
  '/w/.env.local.sample',
  '/w/.environment',
  '/w/environment.ts',
  '/w/id_generator.py',
  '/w/id_rsa.pub',
  '/w/keyboard.ts',
  '/w/secrets.ts',
  '/w/credentials.ts',
  '/w/.npmrc',
  '/w/monkey.js',
  '/w/ssh/config',
  '/w/package.json',
  '/etc/passwd',
  '/proc/cpuinfo',
  '/h/.config/other',
])('%s is not', (path) => {
  expect(isSecretPath(path, '/h')).toBe(false);
});

test('without a home only names count', () => {
  expect([isSecretPath('/h/.npmrc'), isSecretPath('/h/.ssh/x')]).toEqual([false, true]);
});
