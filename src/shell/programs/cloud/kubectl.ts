import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption } from '../scanned.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';

/** They change the cluster, the login or the configuration, which can name a program (`exec` plug-ins). */
const REDIRECTS =
  '--kubeconfig -s --server --token --user --cluster --context --as --as-group --as-uid --username --password --client-certificate --client-key --certificate-authority --insecure-skip-tls-verify --tls-server-name --cache-dir --profile --profile-output --kuberc';

const FACT = networkFact('kubectl', 'download');

const readRule: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags:
    '-A -w -f -p --all-namespaces --watch --follow --previous --show-labels --no-headers --timestamps --all-containers --prefix --ignore-not-found --watch-only --show-kind --show-managed-fields --containers --namespaced --client --short --show-events --recursive --minify --cached',
  values:
    '-n -o -l -c -L --namespace --output --selector --container --field-selector --sort-by --tail --since --since-time --limit-bytes --label-columns --chunk-size --request-timeout --max-log-requests --api-group --api-version --verbs --revision --for --timeout --subresource --template',
  refused: `${REDIRECTS} -k --filename --kustomize --raw --help`,
  facts: [FACT],
};
const compiled = compile(readRule);
const roles = optionTable(readRule);

/** Secrets and whatever a file or a raw path names are no plain read. */
function read(args: readonly Word[], words: number): Effects {
  const judged = judge(compiled, args, words);
  if (judged.unproven !== undefined) return judged;
  const scanned = scan(args, roles);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', judged);
  const secret = scanned.operands.some((word) =>
    word.value.split(',').some((kind) => /^(secrets?|all)?(\.|\/|$)/i.test(kind) && /^secret/i.test(kind)),
  );
  const file = hasOption(scanned, '-f');
  if (secret)
    return effects(
      'network',
      { none: 'it asks for secrets' },
      { facts: [FACT, { kind: 'credential_access', what: 'secrets of the cluster' }] },
    );
  return file ? notProven('what it asks for stands in a file', judged) : judged;
}

const remote: Rule = { class: 'network', operands: 'text', lenient: true, refused: REDIRECTS, facts: [networkFact('kubectl', 'upload')] };

function execute(args: readonly Word[]): Effects {
  const at = args.findIndex((word) => word.value === '--');
  return notProven('it runs a command in the cluster', {
    facts: [networkFact('kubectl', 'unknown')],
    runs: at < 0 ? [] : nested(args.slice(at + 1)),
  });
}

export const kubectl = tree({
  names: ['kubectl', 'oc', 'k'],
  globals: { flags: '--version -h --help', values: '-n --namespace --request-timeout -v --v', refused: REDIRECTS },
  commands: {
    logs: { ...readRule, refused: `${REDIRECTS} --help` },
    'get|describe|top|version|api-resources|api-versions|explain|cluster-info|events|auth can-i|auth whoami|rollout status|rollout history':
      read,
    'config current-context|config get-contexts|config get-clusters|config get-users|completion|options|help': {
      operands: 'text',
      flags: '--no-headers',
      values: '-o --output',
      refused: REDIRECTS,
    },
    'config view': () =>
      effects('system', { none: 'it prints the configuration' }, { facts: [{ kind: 'credential_access', what: 'kubectl configuration' }] }),
    'create token': () =>
      effects('network', { none: 'it prints a token' }, { facts: [{ kind: 'credential_access', what: 'a token of the cluster' }] }),
    config: { class: 'system', operands: 'text', lenient: true, noPrefix: 'it changes which cluster is meant' },
    'exec|debug|run|attach|cp|port-forward|proxy': execute,
    delete: { ...remote, noPrefix: 'it deletes on the other side', facts: [networkFact('kubectl', 'upload'), danger('remote deletion')] },
    'drain|cordon|uncordon|taint|evict': { ...remote, facts: [networkFact('kubectl', 'upload'), danger('cluster nodes changed')] },
    'apply|create|replace|patch|edit|scale|autoscale|expose|label|annotate|set|rollout|rollout restart|rollout undo|rollout pause|rollout resume|diff|wait|certificate|auth reconcile|kustomize|auth':
      remote,
  },
  bare: { flags: '--version -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of kubectl may be a plug-in'),
  match: {
    'kubectl get pods': 'remote-read',
    'kubectl -n web logs x --tail=5': 'remote-read',
    'kubectl apply -f x.yaml': 'network',
    'kubectl describe pod x': 'remote-read',
  },
  notMatch: [
    'kubectl get secret x -o yaml',
    'kubectl get pods,secrets',
    'kubectl get secrets/x',
    'kubectl --kubeconfig ./k get pods',
    'kubectl get pods --kubeconfig=./k',
    'kubectl exec p -- rm y',
    'kubectl delete pod x',
    'kubectl get -f x.yaml',
    'kubectl get --raw /x',
    'kubectl frob',
  ],
});
