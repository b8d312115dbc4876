import { networkFact } from '../effects.ts';
import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

export const ibmcloud = hosted({
  names: ['ibmcloud', 'ic'],
  reads: [
    each(
      'ks cluster|ks worker|ks worker-pool|ks ingress alb|ks zone|oc cluster|oc worker|oc worker-pool|ce app|ce application|ce build|ce buildrun|ce job|ce jobrun|ce project|ce revision|ce subscription cron',
      'ls list get',
    ),
    'account list|account show|account users|account orgs|regions|resource groups|resource group|resource service-instances|resource service-instance|resource service-aliases|resource search|catalog service-marketplace|catalog search|catalog entry|iam users|iam access-groups|iam access-group|iam access-group-policies|iam user-policies|iam service-ids|iam service-id|iam roles|iam service-policies|cr images|cr image-list|cr namespaces|cr namespace-list|cr quota|cr region|cr info|is instances|is instance|is vpcs|is vpc|is subnets|is subnet|is images|is image|is volumes|is volume|is floating-ips|is load-balancers|is load-balancer|is security-groups|is security-group|is zones|is regions|plugin list',
  ].join('|'),
  secrets:
    'iam oauth-tokens|iam api-keys|iam api-key|iam service-api-keys|resource service-keys|resource service-key|ks cluster config|oc cluster config|config|login',
  flags: '-q --quiet --json --show-plugins --all --all-resource-groups',
  values: '--output -o --name -n --type -c --cluster --app --job --build',
  own: '-g --resource-group-name --resource-group-id',
  refused: '-a --api-endpoint -r --region --apikey --skip-ssl-validation --unset-api --unset-region --vpc-uri',
  more: { target: { class: 'remote-read', operands: 'none', flags: '-q', facts: [networkFact('ibmcloud', 'unknown')] } },
  match: { 'ibmcloud ks cluster ls': 'remote-read', 'ibmcloud target': 'remote-read', 'ibmcloud is instance-create x': 'network' },
  notMatch: [
    'ibmcloud iam oauth-tokens',
    'ibmcloud ks cluster config -c x',
    'ibmcloud ks cluster rm -c x',
    'ibmcloud target -a https://evil.test',
    'ibmcloud target -g x',
  ],
});
