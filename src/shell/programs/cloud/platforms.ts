import { each } from './command-lists.ts';
import { hosted } from './hosted.ts';

const DROPLETS =
  'droplet|image|volume|snapshot|domain|domain records|firewall|load-balancer|floating-ip|reserved-ip|reserved-ipv6|cdn|certificate|tag|ssh-key|volume-action|image-action'
    .split('|')
    .map((group) => `compute ${group}`)
    .join('|');

export const doctl = hosted({
  names: ['doctl'],
  reads: [
    each(DROPLETS, 'list ls get'),
    each(
      'apps|projects|vpcs|kubernetes cluster|kubernetes cluster node-pool|k8s cluster|k8s cluster node-pool|registry repository|invoice|monitoring alert|monitoring uptime|monitoring uptime alert|databases db|databases firewalls|databases replica|databases backups|databases maintenance-window|databases topics|compute action',
      'list ls get',
    ),
    'account get|account ratelimit|balance get|billing-history list|auth list|1-click list|registry get|registry repository list-v2|registry repository list-tags|registry repository list-manifests|registry garbage-collection list|registry garbage-collection get-active|registry options available-regions|registry options subscription-tiers',
    'compute droplet actions|compute droplet backups|compute droplet kernels|compute droplet neighbors|compute droplet snapshots|compute region list|compute size list|compute image list-distribution|compute image list-application|compute image list-user',
    'apps list-regions|apps list-deployments|apps get-deployment|apps list-alerts|apps list-instances|apps logs|apps spec get|apps tier list|apps tier instance-size list|kubernetes options versions|kubernetes options regions|kubernetes options sizes|kubernetes cluster get-upgrades|kubernetes cluster list-associated-resources|projects resources list|projects resources get|invoice summary',
  ].join('|'),
  secrets:
    'databases get|databases list|databases ls|databases connection|databases user|databases pool|kubernetes cluster kubeconfig|registry docker-config|registry kubernetes-manifest|registry login|auth init|auth token',
  flags: '--no-header --verbose -v --public --global --follow -f --interactive=false',
  values:
    '--format -o --output --page --per-page --type --tail --deployment --tag-name --region --resource --engine --before --after --status --resource-type',
  own: '--context',
  refused: '-t --access-token -u --api-url -c --config --trace --http-retry-max --http-retry-wait-max',
  match: {
    'doctl compute droplet list': 'remote-read',
    'doctl apps create --spec x': 'network',
    'doctl --context x account get': 'remote-read',
  },
  notMatch: [
    'doctl databases list',
    'doctl account get -u https://evil.test',
    'doctl kubernetes cluster kubeconfig save x',
    'doctl compute droplet delete list',
  ],
});

export const hcloud = hosted({
  names: ['hcloud'],
  reads: `${each('server|server-type|image|volume|network|floating-ip|primary-ip|firewall|load-balancer|load-balancer-type|certificate|ssh-key|iso|location|datacenter|placement-group|zone|storage-box', 'list describe')}|server ip|context list|context active|all list|server metrics|zone rrset list|zone rrset describe`,
  secrets: 'server request-console|server reset-password|config get|config list',
  flags: '--quiet -a --all --paid',
  values: '-o --output -l --selector -s --sort -t --type --start --end --architecture',
  own: '--context',
  refused: '--config --endpoint --debug --debug-file',
  match: { 'hcloud server list': 'remote-read', 'hcloud server create --name x': 'network' },
  notMatch: ['hcloud server list --endpoint https://evil.test', 'hcloud server delete x', 'hcloud server request-console x'],
});

export const fly = hosted({
  names: ['fly', 'flyctl'],
  reads: [
    each(
      'apps|app|machine|machines|m|volumes|volume|vol|vols|ips|ip|certs|postgres|pg|mpg|redis|orgs|checks|wireguard|wg|image|services|regions|releases|domains|dns-records|builds|secrets',
      'list ls',
    ),
    each('volumes|volume|vol|certs|orgs|scale|image|domains|autoscale', 'show'),
    each('machine|machines|m|wireguard|redis|mpg', 'status'),
    each('volumes|vol', 'snapshots'),
    'status|logs|info|history|releases|apps releases|auth whoami|platform regions|platform status|platform vm-sizes|volumes snapshots list|volumes snapshots ls|postgres users list|pg users list|postgres db list|pg db list|certs check|regions|checks handlers list',
  ].join('|'),
  secrets:
    'auth token|tokens|tokens list|tokens create|config env|config show|config display|redis connect|redis proxy|wireguard token|wg token|storage',
  flags: '--json -j --verbose --all --no-tail -n --quiet -q --deployment --image --state --running',
  values: '-i --instance --machine -r --region',
  own: '-a --app -o --org',
  refused: '-c --config -t --access-token --builtinsfile --debug',
  match: { 'fly status': 'remote-read', 'fly apps list --json': 'remote-read', 'fly deploy': 'network' },
  notMatch: ['fly auth token', 'fly apps destroy x', 'fly ssh console', 'fly logs -c /tmp/fly.toml', 'fly status -t x'],
});
