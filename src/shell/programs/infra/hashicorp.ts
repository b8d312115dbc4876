import type { Program } from '../program.ts';
import { client } from './client.ts';
import { ELSEWHERE, secret } from './vault.ts';

/** Clients of services that keep settings and jobs, whose options are those of vault. */
export const hashicorp: readonly Program[] = [
  client({
    names: ['consul'],
    local: 'version',
    reads:
      'members|info|catalog datacenters|catalog nodes|catalog services|config list|config read|intention list|intention check|intention get|intention match|operator raft list-peers|operator autopilot get-config|operator autopilot state|operator usage instances|acl policy list|acl policy read|acl role list|acl role read|acl auth-method list|acl binding-rule list|namespace list|namespace read|partition list|peering list|peering read|services list|rtt|connect ca get-config',
    more: {
      'kv get|kv export|acl token|acl token list|acl token read|acl bootstrap|login|logout|keygen|keyring|snapshot|exec|watch|lock|event|agent':
        secret('consul'),
    },
    deletes:
      'kv delete|acl token delete|acl policy delete|acl role delete|config delete|intention delete|namespace delete|partition delete|peering delete|services deregister',
    options: {
      style: 'single-dash',
      flags: '-detailed -wan -stale -tags -meta',
      attached: '-wan -detailed',
      values: '-format -status -segment -filter -node -service -near -node-meta -kind -name -datacenter -namespace -partition -id',
      refused: ELSEWHERE,
    },
    help: '-help --help -h',
    match: { 'consul members': 'remote-read', 'consul catalog services -tags': 'remote-read' },
    notMatch: [
      'consul kv get x',
      'consul acl token list',
      'consul members -http-addr=evil.test:80',
      'consul members -token x',
      'consul exec ls',
      'consul kv delete x',
      'consul lock x ./y',
    ],
  }),
  client({
    names: ['nomad'],
    local: 'version',
    reads:
      'status|job status|job history|job deployments|job allocs|job inspect|node status|alloc status|alloc logs|alloc checks|server members|agent-info|deployment list|deployment status|eval list|eval status|namespace list|namespace status|namespace inspect|node pool list|node pool info|operator raft list-peers|operator autopilot get-config|operator scheduler get-config|plugin status|quota list|quota status|volume status|service list|service info|acl policy list|acl policy info|acl role list|region list|scaling policy list|scaling policy info|system metrics',
    more: {
      'var|var get|var list|alloc fs|alloc exec|acl token|acl token list|acl token info|acl token self|acl bootstrap|login|operator api|operator debug|operator client-state|agent|ui|exec|monitor|setup':
        secret('nomad'),
    },
    deletes:
      'job stop|stop|namespace delete|quota delete|volume delete|volume deregister|var purge|acl policy delete|acl token delete|system gc|node drain',
    options: {
      style: 'single-dash',
      flags: '-verbose -short -json -stats -all-allocs -evals -self -allocs -stderr -f -latest -detailed -tail -no-color -all -p -job',
      values: '-t -n -c -region -namespace -filter -per-page -page-token -type -task -status',
      refused: ELSEWHERE,
    },
    help: '-help --help -h',
    match: { 'nomad job status': 'remote-read', 'nomad alloc logs -stderr x': 'remote-read', 'nomad job run x.hcl': 'network' },
    notMatch: [
      'nomad job stop x',
      'nomad var get x',
      'nomad alloc fs x secrets/y',
      'nomad job status -address=https://evil.test',
      'nomad job status -token x',
      'nomad alloc exec x ls',
      'nomad operator api /v1/x',
    ],
  }),
  client({
    names: ['boundary'],
    local: 'version',
    reads: [
      'accounts',
      'auth-methods',
      'groups',
      'host-catalogs',
      'host-sets',
      'hosts',
      'managed-groups',
      'policies',
      'roles',
      'scopes',
      'sessions',
      'targets',
      'users',
      'workers',
    ]
      .flatMap((kind) => [`${kind} list`, `${kind} read`])
      .join('|'),
    more: {
      'authenticate|auth-tokens|config|credentials|credential-stores|credential-libraries|connect|targets authorize-session|server|dev|database|daemon':
        secret('boundary'),
    },
    options: {
      style: 'single-dash',
      flags: '-recursive',
      values: '-format -scope-id -id -filter -auth-method-id -host-catalog-id',
      refused: `${ELSEWHERE} -addr -keyring-type -recovery-config -token-name`,
    },
    help: '-help --help -h',
    match: { 'boundary targets list -recursive': 'remote-read', 'boundary targets create x': 'network' },
    notMatch: [
      'boundary connect ssh',
      'boundary targets list -addr https://evil.test',
      'boundary targets list -token x',
      'boundary config get-token',
      'boundary targets authorize-session -id x',
    ],
  }),
];
