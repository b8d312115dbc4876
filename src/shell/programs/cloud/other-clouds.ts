import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const DELETES = /^(delete|remove|rm|destroy|purge|uninstall|rollback|terminate)$/;
const SECRETS = /secret|token|key|password|credential|login|auth/;
const FILES =
  /^@|^file:|=@|^--(account|impersonate|configuration|project-config|kubeconfig|kube-|cloud|endpoint|registry-config|post-renderer)/;

/** Clients whose verbs stand at the end of a path of words; all of their traffic is `network`. */
function judgeCloud(args: readonly Word[], name: string): Effects {
  const [only] = args;
  if (args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { words: 0 });
  const path: string[] = [];
  for (const word of args) {
    if (word.kind !== 'static' || !/^[a-z][a-z0-9-]*$/.test(word.value) || path.length === 3) break;
    path.push(word.value);
  }
  const secret = SECRETS.test(path.join(' ')) || (path[0] === 'config' && path[1] !== 'set');
  const deletes = path.some((word) => DELETES.test(word));
  const known = {
    facts: [
      networkFact(name, 'unknown'),
      ...(secret ? [{ kind: 'credential_access', what: `${name} ${path.join(' ')}` } as const] : []),
      ...(deletes ? [danger('remote deletion')] : []),
    ],
  };
  if (args.some((word) => word.kind !== 'static' || FILES.test(word.value)))
    return notProven('a word that is only known when it runs, or that reads a file', known);
  if (deletes || secret || path.length < 2)
    return effects('network', { none: 'it deletes on the other side, or handles credentials' }, known);
  return effects('network', { words: Math.min(2, path.length) }, known);
}

const cloud: Program = {
  names: [
    'az',
    'gcloud',
    'gsutil',
    'bq',
    'doctl',
    'linode-cli',
    'hcloud',
    'oci',
    'ibmcloud',
    'scw',
    'glab',
    'tea',
    'jira',
    'auth0',
    'circleci',
    'travis',
    'sentry-cli',
    'stripe',
    'twilio',
    'datadog-ci',
    'helm',
    'argocd',
    'flux',
    'istioctl',
    'eksctl',
    'kops',
    'velero',
    'kubeadm',
  ],
  effects: (call, name) => judgeCloud(call.args, name),
  match: { 'az vm list': 'network', 'helm list': 'network', 'gcloud --version': 'read-only' },
  notMatch: ['az keyvault secret show', 'helm uninstall x', 'gcloud auth print-access-token', 'helm install x --post-renderer ./x'],
};

export const others: readonly Program[] = [cloud];
