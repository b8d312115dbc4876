import type { Program } from '../program.ts';
import { client } from './client.ts';
import { ELSEWHERE, shown } from './clusters.ts';

/** They make clusters, and tell what there is of them. */
export const clusterMakers: readonly Program[] = [
  client({
    names: ['eksctl'],
    local: 'completion|help|info|version',
    reads:
      'get|get cluster|get clusters|get nodegroup|get nodegroups|get ng|get iamidentitymapping|get iamserviceaccount|get labels|get fargateprofile|get addon|get addons|get accessentry|get podidentityassociation|utils describe-stacks|utils describe-addon-versions|utils describe-addon-configuration',
    deletes: 'delete',
    options: {
      ...shown,
      values: '-o --output --cluster --name --namespace -n --chunk-size --kubernetes-version --nodegroup',
      refused: `${ELSEWHERE.replace(' --cluster ', ' ')} -f --config-file --cfn-role-arn --aws-api-timeout`,
    },
    own: '--profile -p --region -r',
    match: { 'eksctl get cluster': 'remote-read', 'eksctl version': 'read-only', 'eksctl create cluster': 'network' },
    notMatch: [
      'eksctl delete cluster x',
      'eksctl get cluster -f x',
      'eksctl utils write-kubeconfig --cluster x',
      'eksctl get cluster --kubeconfig x',
    ],
  }),
  client({
    names: ['kops'],
    local: 'completion|help|version',
    reads: 'get|get all|get clusters|get cluster|get instancegroups|get instances|get ig|get assets|validate cluster',
    secrets: 'get secrets|get sshpublickeys|get keypairs|export kubeconfig|export kubecfg|create secret',
    deletes: 'delete',
    options: { ...shown, values: '-o --output --name --wait', refused: `${ELSEWHERE} --state --config --kubeconfig` },
    match: { 'kops get clusters': 'remote-read', 'kops validate cluster': 'remote-read', 'kops update cluster x': 'network' },
    notMatch: ['kops delete cluster x', 'kops get clusters --state s3://evil', 'kops get secrets', 'kops export kubeconfig'],
  }),
  client({
    names: ['kubeadm'],
    local: 'version|completion|help|config print init-defaults|config print join-defaults',
    reads: 'config images list|certs check-expiration|upgrade plan',
    secrets: 'token|token list|token create|certs certificate-key|init phase',
    deletes: 'reset',
    changes: 'system',
    options: {
      ...shown,
      values: '-o --output --kubernetes-version',
      refused: `${ELSEWHERE} --config --rootfs --image-repository --cert-dir`,
    },
    match: { 'kubeadm version': 'read-only', 'kubeadm config images list': 'remote-read', 'kubeadm init': 'system' },
    notMatch: ['kubeadm reset', 'kubeadm token list', 'kubeadm config images list --config x', 'kubeadm version --rootfs /x'],
  }),
];
