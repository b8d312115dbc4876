import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['oci compute instance list --compartment-id ocid1.c', 'remote-read 3'],
  ['oci --profile x iam user list', 'remote-read -'],
  ['oci iam user list --region evil.test/x', 'unknown - unproven'],
  ['oci iam user list --config-file x', 'unknown - unproven'],
  ['oci iam user list --from-json file://x', 'unknown - unproven'],
  ['oci iam user list --endpoint x', 'unknown - unproven'],
  ['oci secrets secret-bundle get --secret-id x', 'network - secret'],
  ['oci compute instance launch --shape x', 'network 2'],
  ['oci compute instance terminate --instance-id x', 'network - deletes'],
  ['linode-cli linodes list --json', 'remote-read 2'],
  ['linode-cli linodes view 12', 'remote-read 3'],
  ['linode-cli linodes list --as-user u', 'remote-read -'],
  ['linode-cli linodes list --api-host x', 'unknown - unproven'],
  ['linode-cli lke kubeconfig-view 1', 'network - secret'],
  ['linode-cli linodes delete 1', 'network - deletes'],
  ['linode-cli --version', 'read-only 0'],
  ['linode-cli linodes --help', 'read-only -'],
  ['scw instance server list', 'remote-read 3'],
  ['scw instance server list zone=fr-par-1', 'remote-read 4'],
  ['scw instance server list zone=evil.test/x', 'unknown - unproven'],
  ['scw instance server list -p other', 'remote-read -'],
  ['scw instance server list -c x', 'unknown - unproven'],
  ['scw config get secret-key', 'network - secret'],
  ['scw k8s kubeconfig get x', 'network - secret'],
  ['scw instance server delete x', 'network - deletes'],
  ['scw instance server list $x', 'unknown - unproven'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
