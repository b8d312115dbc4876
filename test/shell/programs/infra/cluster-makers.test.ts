import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['eksctl get cluster', 'remote-read 2 download'],
  ['eksctl version', 'read-only 1'],
  ['eksctl create cluster', 'network - upload'],
  ['eksctl delete cluster x', 'network - upload dangerous_pattern'],
  ['eksctl get cluster -f x', 'unproven - download'],
  ['eksctl utils write-kubeconfig --cluster x', 'network - upload'],
  ['eksctl get cluster --kubeconfig x', 'unproven - download'],
  ['kops get clusters', 'remote-read 2 download'],
  ['kops validate cluster', 'remote-read 2 download'],
  ['kops update cluster x', 'network - upload'],
  ['kops delete cluster x', 'network - upload dangerous_pattern'],
  ['kops get clusters --state s3://evil', 'unproven - download'],
  ['kops get secrets', 'network - credential_access'],
  ['kops export kubeconfig', 'network - credential_access'],
  ['kubeadm version', 'read-only 1'],
  ['kubeadm config images list', 'remote-read 3 download'],
  ['kubeadm init', 'system -'],
  ['kubeadm reset', 'system - dangerous_pattern'],
  ['kubeadm token list', 'network - credential_access'],
  ['kubeadm config images list --config x', 'unproven - download'],
  ['kubeadm version --rootfs /x', 'unproven -'],
  ['eksctl get nodegroup --cluster x', 'remote-read 2 download'],
  ['eksctl get cluster --profile x', 'remote-read - download'],
  ['eksctl get cluster --region=x', 'remote-read - download'],
  ['kops get ig --name x', 'remote-read 2 download'],
  ['kubeadm token create', 'network - credential_access'],
  ['kubeadm join x', 'system -'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
