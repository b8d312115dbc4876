import type { Grammar } from '../options.ts';
import type { Program } from '../program.ts';
import { client } from './client.ts';

/** They change the cluster, the login or the configuration. */
export const ELSEWHERE =
  '--kubeconfig --server --token --as --as-group --as-uid --cluster --user --insecure-skip-tls-verify --tls-server-name --certificate-authority --client-certificate --client-key --cache-dir --filename --kustomize';

export const shown: Grammar = {
  flags: '-A -a -w -q -d',
  attached:
    '--all --all-namespaces --watch --details --no-header --no-headers --show-labels --verbose --quiet --short --follow --no-color --client --json --wide',
  values: '-n -o -l --namespace --output --selector --label-selector --timeout --since --tail --sort-by --format  --log-level',
  refused: `${ELSEWHERE} -f -s -i`,
};

/** GitOps, meshes and backups: clients of a cluster of the user's own. */
export const clusters: readonly Program[] = [
  client({
    names: ['velero'],
    local: 'completion|help',
    reads: ['backup', 'restore', 'schedule', 'snapshot', 'backup-location', 'snapshot-location', 'repo', 'plugin']
      .flatMap((kind) => [`${kind} get`, `${kind} describe`, `get ${kind}s`, `describe ${kind}s`])
      .concat('backup logs|restore logs|version')
      .join('|'),
    deletes: 'backup delete|restore delete|schedule delete|snapshot delete|delete|uninstall|backup-location delete|repo delete',
    options: { ...shown, refused: `${ELSEWHERE} --cacert` },
    own: '--kubecontext',
    match: { 'velero backup get': 'remote-read', 'velero version': 'remote-read', 'velero backup create x': 'network' },
    notMatch: [
      'velero backup delete x',
      'velero restore delete --all',
      'velero backup get --kubeconfig x',
      'velero backup logs x --cacert y',
      'velero backup download x',
    ],
  }),
  client({
    names: ['argocd'],
    local: 'completion|help',
    reads:
      'app list|app get|app history|app resources|app manifests|app logs|appset list|appset get|cluster list|cluster get|repo list|repo get|repocreds list|proj list|proj get|proj role list|account list|account get|account get-user-info|account can-i|cert list|gpg list|version',
    secrets: 'login|relogin|account generate-token|proj role create-token|admin|account update-password',
    deletes: 'app delete|appset delete|cluster rm|repo rm|proj delete|cert rm|app delete-resource',
    options: {
      ...shown,
      values: `${shown.values} -c --project --resource --kind --name --container --refresh`,
      refused: `${ELSEWHERE} --auth-token --config --core --plaintext --insecure --grpc-web --grpc-web-root-path --header -H --local --port-forward --server-crt --client-crt --client-crt-key`,
    },
    own: '--argocd-context',
    more: {
      context: {
        class: 'remote-read',
        operands: 'none',
        check: ({ operands }) => (operands.length > 0 ? 'it changes the context' : undefined),
      },
    },
    match: { 'argocd app list': 'remote-read', 'argocd app get x -o yaml': 'remote-read', 'argocd app sync x': 'network' },
    notMatch: [
      'argocd app list --server evil.test',
      'argocd app delete x',
      'argocd account generate-token',
      'argocd context x --delete',
      'argocd app diff x --local .',
    ],
  }),
  client({
    names: ['flux'],
    local: 'completion|help|completion bash|completion zsh|completion fish',
    reads:
      'get|get all|get sources|get sources all|get sources git|get sources helm|get sources oci|get sources bucket|get sources chart|get kustomizations|get kustomization|get ks|get helmreleases|get helmrelease|get hr|get images all|get alerts|logs|events|tree kustomization|trace|stats|check|version',
    deletes: 'delete|uninstall',
    options: {
      ...shown,
      attached: `${shown.attached} --pre`,
      values: `${shown.values} --kind --name --level --for --status-selector`,
      refused: `${ELSEWHERE} -s`,
    },
    own: '--context',
    match: { 'flux get all -A': 'remote-read', 'flux logs --follow': 'remote-read', 'flux reconcile kustomization x': 'network' },
    notMatch: [
      'flux delete source git x',
      'flux export source git x --with-credentials',
      'flux get all --kubeconfig x',
      'flux get all --token x',
      'flux bootstrap github',
    ],
  }),
  client({
    names: ['istioctl', 'linkerd'],
    local: 'completion|help|profile list',
    reads:
      'version|ps|proxy-status|pc all|pc cluster|pc clusters|pc route|pc routes|pc listener|pc listeners|pc endpoint|pc endpoints|proxy-config all|proxy-config cluster|proxy-config clusters|proxy-config route|proxy-config routes|proxy-config listener|proxy-config listeners|proxy-config endpoint|proxy-config endpoints|stat|edges|routes|endpoints|diagnostics endpoints',
    secrets: 'pc secret|proxy-config secret|identity|create-remote-secret',
    deletes: 'uninstall',
    options: {
      ...shown,
      attached: `${shown.attached} --remote --proxy --pre`,
      values: `${shown.values} --istioNamespace -r --revision --to --from`,
      refused: `${ELSEWHERE} -f -i`,
    },
    own: '--context',
    match: { 'istioctl proxy-status': 'remote-read', 'linkerd stat deploy': 'remote-read', 'istioctl install': 'network' },
    notMatch: [
      'istioctl pc secret x',
      'istioctl proxy-config routes -f x',
      'istioctl version --kubeconfig x',
      'linkerd identity x',
      'linkerd check',
      'linkerd viz stat x',
      'istioctl uninstall --purge',
      'istioctl dashboard kiali',
    ],
  }),
];
