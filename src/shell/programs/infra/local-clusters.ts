import type { Effects } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program, ProgramCall } from '../program.ts';
import { client } from './client.ts';

/** Clusters on this machine, in containers or virtual machines of the user's own. */
export const localClusters: readonly Program[] = [
  client({
    names: ['kind'],
    local: 'version|completion|help',
    reads: 'get clusters|get nodes',
    secrets: 'get kubeconfig|export kubeconfig',
    deletes: 'delete',
    changes: 'system',
    options: {
      flags: '-q -A --all-clusters',
      attached: '--quiet --all-clusters',
      values: '--name -n -v --verbosity',
      refused: '--kubeconfig --config',
    },
    match: { 'kind get clusters': 'remote-read', 'kind version': 'read-only', 'kind create cluster': 'system' },
    notMatch: ['kind delete cluster', 'kind get kubeconfig', 'kind export logs x', 'kind frob'],
  }),
  client({
    names: ['minikube'],
    local: 'version|completion|help|options',
    reads:
      'status|ip|profile|profile list|addons list|service list|node list|logs|image ls|image list|config view|config get|cache list|update-check',
    secrets: 'docker-env|podman-env|ssh-key',
    deletes: 'delete',
    changes: 'system',
    options: {
      flags: '-l',
      attached: '--short --components --light --problems --audit',
      values: '-o --output --format -n --namespace --node --length -v --v',
      refused: '-f --file --alsologtostderr --log_file --log_dir --layout',
    },
    own: '-p --profile',
    match: { 'minikube status': 'remote-read', 'minikube version': 'read-only', 'minikube start': 'system' },
    notMatch: [
      'minikube delete',
      'minikube ssh ls',
      'minikube addons enable x',
      'minikube logs --file x',
      'minikube profile x --frob',
      'minikube kubectl -- delete pod x',
      'minikube docker-env',
    ],
    more: {
      profile: (args, words) =>
        args.length === 0 ? effects('remote-read', { words }) : effects('system', { none: 'it changes which cluster is meant' }),
    },
  }),
  client({
    names: ['k3d'],
    local: 'version|completion|help',
    reads: 'cluster list|cluster ls|cluster get|node list|node ls|node get|registry list|registry ls|version list',
    secrets: 'kubeconfig|kubeconfig get|kubeconfig merge|kubeconfig write',
    deletes: 'cluster delete|cluster rm|node delete|registry delete',
    changes: 'system',
    options: { attached: '--no-headers --verbose --trace --timestamps', values: '-o --output', refused: '--token -c --config' },
    match: { 'k3d cluster list': 'remote-read', 'k3d version': 'read-only', 'k3d cluster create x': 'system' },
    notMatch: ['k3d cluster delete', 'k3d kubeconfig get x', 'k3d cluster list --token', 'k3d frob'],
  }),
  client({
    names: ['crictl'],
    local: 'help|completion',
    reads: 'ps|pods|images|image|img|inspect|inspecti|inspectp|logs|stats|statsp|info|version|imagefsinfo|events|metricsp',
    deletes: 'rm|rmi|rmp',
    changes: 'system',
    options: {
      flags: '-a -q -v -p -t -l -D --debug',
      attached: '--all --quiet --verbose --no-trunc --latest --timestamps --previous --resolve-image-path --digests',
      values: '-n -o --output --name --image --label --state --namespace --pod --last --id --tail --since --limit-bytes --seconds',
      refused: '-r -i -c --runtime-endpoint --image-endpoint --config --template -f --follow --tracing-endpoint',
    },
    match: { 'crictl ps -a': 'remote-read', 'crictl stop x': 'system' },
    notMatch: ['crictl rmp x', 'crictl exec x ls', 'crictl -r unix:///x ps', 'crictl ps --config x'],
  }),
];

/** They print which contexts and namespaces there are, or choose one of them for all programs. */
export const switchers: Program = {
  names: ['kubectx', 'kubens', 'k9s'],
  effects: ({ args }: ProgramCall, name): Effects => {
    const [only] = args;
    const word = args.length === 0 ? '' : args.length === 1 && only?.kind === 'static' ? only.value : undefined;
    if (name === 'k9s')
      return /^(version|info|help|--help|-h)$/.test(word ?? '') ? effects('read-only', { words: 0 }) : notProven('a person works in it');
    if (word !== undefined && /^(-h|--help|-V|--version|-c|--current)$/.test(word)) return effects('read-only', { words: 0 });
    if (word === '') return effects('remote-read', { none: 'with a name it chooses' });
    return effects('system', { none: 'it changes which cluster or namespace is meant' });
  },
  match: { 'kubectx -c': 'read-only', kubens: 'remote-read', 'k9s version': 'read-only', 'kubectx x': 'system' },
  notMatch: ['kubectx -d x', 'kubens x', 'k9s', 'k9s --kubeconfig x', 'kubectx x=y'],
};
