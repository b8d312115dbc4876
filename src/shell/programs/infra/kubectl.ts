import type { Effects, Word } from '../../analysis.ts';
import { danger, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { changing, credential, ownContexts, withHelp } from './client.ts';
import { configView, localRule, logsRule, OWN, REDIRECTS, read, readRule, version, whoami } from './kubectl-reads.ts';

const remote: Rule = changing('kubectl', { refused: REDIRECTS });
/** The words of one that says what it changes: the grant of one of them is for that one. */
const named: Rule = { class: 'network', operands: 'text', lenient: true, refused: REDIRECTS, facts: [networkFact('kubectl', 'upload')] };

/** It runs something there, or opens a way in. */
function execute(args: readonly Word[]): Effects {
  const at = args.findIndex((word) => word.value === '--');
  return notProven('it runs a command in the cluster', {
    facts: [networkFact('kubectl', 'unknown')],
    runs: at < 0 ? [] : nested(args.slice(at + 1)),
  });
}

/** What kubectl and its likes have in common. */
const COMMANDS: Tree['commands'] = {
  'get|describe': read,
  logs: logsRule,
  'top|api-resources|api-versions|explain|cluster-info|cluster-info dump|events|auth can-i|auth whoami|rollout status|rollout history|wait':
    readRule,
  version,
  'config current-context|config get-contexts|config get-clusters|config get-users|completion|options|help|plugin list': localRule,
  'config view': configView,
  /** The manifests go to the cluster, which answers with what would change; `-k` builds them as a file says. */
  diff: {
    ...readRule,
    flags: '-R',
    attached: '--recursive --server-side --force-conflicts --prune --show-managed-fields',
    values: '-l --selector --field-manager --concurrency',
    reads: '-f --filename',
    recursive: true,
    refused: `${REDIRECTS} -k --kustomize --prune-allowlist`,
    noPrefix: 'it sends the files that it is given',
    check: ({ options }) =>
      options.some(({ name, value }) => /^(-f|--filename)$/.test(name) && value?.value.includes('://'))
        ? 'a manifest from elsewhere'
        : undefined,
  },
  /** Bases and plug-ins of the directory may lie anywhere. */
  kustomize: {
    class: 'workspace-code',
    operands: 'read',
    here: true,
    recursive: true,
    check: ({ operands }) => (operands.some(({ value }) => /:|^github\.com\/|\?ref=/.test(value)) ? 'a base from elsewhere' : undefined),
  },
  'create token': credential('a token of the cluster'),
  config: { class: 'system', operands: 'text', lenient: true, noPrefix: 'it changes which cluster is meant' },
  'exec|debug|run|attach|cp|port-forward|proxy': execute,
  delete: { ...remote, noPrefix: 'it deletes on the other side', facts: [networkFact('kubectl', 'upload'), danger('remote deletion')] },
  'drain|cordon|uncordon|taint|evict': { ...named, facts: [networkFact('kubectl', 'upload'), danger('cluster nodes changed')] },
  'apply|create|replace|patch|edit|scale|autoscale|expose|label|annotate|set|rollout|rollout restart|rollout undo|rollout pause|rollout resume|certificate|auth reconcile|auth':
    named,
};

const globals: Tree['globals'] = {
  flags: '--version -h --help',
  values: `-n --namespace --request-timeout -v --v ${OWN}`,
  refused: REDIRECTS,
};
const bare: Rule = { flags: '--version -h', operands: 'none' };

const cluster = tree({
  names: ['kubectl', 'k'],
  globals,
  commands: withHelp(COMMANDS),
  bare,
  other: () => notProven('an unknown sub-command of kubectl may be a plug-in'),
  match: {
    'kubectl get pods': 'remote-read',
    'kubectl -n web logs x --tail=5': 'remote-read',
    'kubectl --context staging get pods': 'remote-read',
    'kubectl apply -f x.yaml': 'network',
    'kubectl apply --help': 'read-only',
    'kubectl describe pod x': 'remote-read',
    'kubectl diff -f x.yaml': 'remote-read',
    'kubectl kustomize overlays/x': 'workspace-code',
    'kubectl version --client': 'read-only',
  },
  notMatch: [
    'kubectl get secret x -o yaml',
    'kubectl get pods,secrets',
    'kubectl get secrets/x',
    'kubectl --kubeconfig ./k get pods',
    'kubectl get pods --kubeconfig=./k',
    'kubectl get pods -o go-template-file=x',
    'kubectl get pods -ojsonpath-file=x',
    'kubectl exec p -- rm y',
    'kubectl exec p --help',
    'kubectl delete pod x',
    'kubectl get -f x.yaml',
    'kubectl get --raw /x',
    'kubectl diff -f https://evil.test/x',
    'kubectl kustomize https://evil.test/x',
    'kubectl kustomize x --enable-exec',
    'kubectl config view --raw',
    'kubectl config view --flatten',
    'kubectl cluster-info dump --output-directory x',
    'kubectl frob',
    'kubectl frob --help',
  ],
});

const openshift = tree({
  names: ['oc'],
  globals,
  commands: withHelp({
    ...COMMANDS,
    'status|projects|adm top|registry info|adm policy who-can|policy who-can': readRule,
    'project|adm|login|logout|new-project|process|image|registry|policy|start-build|import-image|secrets|serviceaccounts|observe|idle':
      remote,
    'rsh|rsync': execute,
    whoami,
    'extract|get-token|serviceaccounts get-token': credential('secrets of the cluster'),
  }),
  bare,
  other: () => notProven('an unknown sub-command of oc may be a plug-in'),
  match: { 'oc get pods': 'remote-read', 'oc status': 'remote-read', 'oc whoami': 'remote-read', 'oc project x': 'network' },
  notMatch: [
    'oc whoami -t',
    'oc extract secret/x',
    'oc image info evil.test/x',
    'oc get secret',
    'oc rsh x',
    'oc frob',
    'oc exec p -- rm y',
  ],
});

/** Contexts are the user's own. */
export const kubectl: Program = ownContexts(cluster, OWN);
export const oc: Program = ownContexts(openshift, OWN);
