import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['vault status', 'remote-read 1 download'],
  ['vault kv list -mount=secret x', 'remote-read 2 download'],
  ['vault policy list', 'remote-read 2 download'],
  ['vault version', 'read-only 1'],
  ['vault read secret/x', 'unproven - unknown credential_access'],
  ['vault kv get secret/x', 'unproven - unknown credential_access'],
  ['vault token lookup', 'unproven - unknown credential_access'],
  ['vault print token', 'unproven - unknown credential_access'],
  ['vault status -address=https://evil.test', 'unproven - download'],
  ['vault status --address https://evil.test', 'unproven - download'],
  ['vault kv list -output-curl-string x', 'unproven - download'],
  ['vault secrets disable x', 'network - upload dangerous_pattern'],
  ['vault delete x', 'network - upload dangerous_pattern'],
  ['vault write x y=z', 'unproven - unknown credential_access'],
  ['vault kv put x y=z', 'unproven - unknown credential_access'],
  ['vault operator unseal', 'unproven - unknown credential_access'],
  ['vault status -format=json', 'remote-read 1 download'],
  ['vault list -mount x y', 'remote-read 1 download'],
  ['vault policy read x', 'remote-read 2 download'],
  ['vault secrets list -detailed', 'remote-read 2 download'],
  ['vault lease lookup x', 'remote-read 2 download'],
  ['vault kv metadata get x', 'remote-read 3 download'],
  ['vault kv metadata delete x', 'network - upload dangerous_pattern'],
  ['vault token capabilities x', 'remote-read 2 download'],
  ['vault status -help', 'read-only 1'],
  ['vault -version', 'read-only 0'],
  ['vault kv list --header=x y', 'unproven - download'],
  ['vault status $x', 'unproven - download'],
  ['vault login', 'unproven - unknown credential_access'],
  ['vault secrets enable kv', 'network - upload'],
  ['vault audit list', 'remote-read 2 download'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
