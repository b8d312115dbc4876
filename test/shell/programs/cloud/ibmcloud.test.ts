import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['ibmcloud ks cluster ls', 'remote-read 3'],
  ['ibmcloud is instances --output json', 'remote-read 2'],
  ['ibmcloud ks cluster ls -g', 'unknown - unproven'],
  ['ibmcloud target', 'remote-read 1'],
  ['ibmcloud target -g x', 'unknown - unproven'],
  ['ibmcloud target -a https://evil.test', 'unknown - unproven'],
  ['ibmcloud iam oauth-tokens', 'network - secret'],
  ['ibmcloud ks cluster config -c x', 'network - secret'],
  ['ibmcloud ks cluster rm -c x', 'network - deletes'],
  ['ibmcloud is instance-create x', 'network 2'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
