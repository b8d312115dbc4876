import type { Effects } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { asksHelp, type Globals, givesOneOf, partsOf } from './parts.ts';
import { credentials, traffic } from './traffic.ts';

/** A client whose path of words ends in a verb, and that takes everything else as options or as `name=value`. */
interface LastVerb extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  readonly globals: Globals;
  readonly reads: RegExp;
  /** Tested on the whole path. */
  readonly secrets: RegExp;
  /** Names of options that are proven; every other is not. */
  readonly options: RegExp;
  /** Options that name another of the user's own logins or places. */
  readonly own: string;
}

/** A name, a number, a filter; nothing that could be a file or an address, or leave a host's name. */
const VALUE = /^[\w.,:*() =%+-]*$/;

function lastVerb(table: LastVerb): Program {
  const [name = ''] = table.names;
  const facts = [networkFact(name, 'unknown')];
  return {
    names: table.names,
    match: table.match,
    notMatch: table.notMatch,
    effects: ({ args }): Effects => {
      if (args.length === 1 && args[0]?.kind === 'static' && args[0].value === '--version') return effects('read-only', { words: 0 });
      if (asksHelp(args, '--help -h')) return effects('read-only', { none: 'it describes a command' });
      const { words, before, after, doubt } = partsOf(args, table.globals);
      const path = words.filter((word) => !word.includes('=')).join(' ');
      if (table.secrets.test(path)) return doubt === undefined ? credentials(name, path) : notProven(doubt, credentials(name, path));
      if (!table.reads.test(path)) return traffic(name, args);
      const options = [...before, ...after];
      const odd = options.find((option) => !table.options.test(option.name))?.name;
      if (odd !== undefined) return notProven(`unknown option ${odd}`, { facts });
      const values = [...words, ...options.flatMap((option) => option.values)];
      if (doubt !== undefined || !values.every((value) => VALUE.test(value)))
        return notProven(doubt ?? 'a value may be a file or an address', { facts });
      const usual = before.length === 0 && !givesOneOf(options, table.own) && words.length <= 8;
      return effects('remote-read', usual ? { words: words.length } : { none: 'it asks another than the usual' }, { facts });
    },
  };
}

const oci = lastVerb({
  names: ['oci'],
  globals: { flags: '--raw-output', values: '--profile --region --output --query' },
  reads: /^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)* (list|get|list-[a-z0-9-]+|head|summarize-[a-z0-9-]+)$/,
  secrets: /secret|password|credential|token|wallet|kubeconfig|private-key|api-key|^setup|^session/,
  options:
    /^(--(profile|region|output|query|raw-output|all|limit|page|page-size|sort-by|sort-order|lifecycle-state|display-name|name|availability-domain|compartment-id-in-subtree|include-subcompartments|[a-z-]*-(id|name|namespace|state))|-ns|-bn|-c)$/,
  own: '--profile --region',
  match: { 'oci compute instance list --compartment-id ocid1.c': 'remote-read', 'oci compute instance launch --shape x': 'network' },
  notMatch: [
    'oci iam user list --config-file x',
    'oci secrets secret-bundle get --secret-id x',
    'oci os object get --file x',
    'oci iam user list --region evil.test/x',
  ],
});

const linode = lastVerb({
  names: ['linode-cli', 'linode', 'lin'],
  globals: {
    flags: '--json --pretty --text --no-headers --all --all-columns --markdown --no-truncation',
    values: '--format --page --page-size --delimiter --as-user',
  },
  reads: /^[a-z][a-z0-9-]* (list|ls|view|[a-z0-9-]+-(list|view))( \d+)*$|^regions avail$/,
  secrets: /key|token|kubeconfig|credential|ssl|grants|login|configure/,
  options:
    /^--(json|pretty|text|no-headers|all|all-columns|markdown|no-truncation|format|page|page-size|delimiter|as-user|label|region|tags|order|order-by|id|type|status)$/,
  own: '--as-user',
  match: {
    'linode-cli linodes list --json': 'remote-read',
    'linode-cli linodes view 12': 'remote-read',
    'linode-cli linodes create': 'network',
  },
  notMatch: [
    'linode-cli lke kubeconfig-view 1',
    'linode-cli linodes delete 1',
    'linode-cli obj get b f',
    'linode-cli linodes list --api-host x',
  ],
});

const scaleway = lastVerb({
  names: ['scw'],
  globals: { flags: '', values: '-o --output -p --profile' },
  reads: /^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)* (list|get)( [0-9a-f-]{36})?$/,
  secrets: /secret|api-key|token|credential|kubeconfig|^config|^init|^login|ssl|password|^iam (?!user|group|policy|application)/,
  options: /^(-o|--output|-p|--profile|-w|--wait)$/,
  own: '-p --profile',
  match: { 'scw instance server list': 'remote-read', 'scw instance server create type=x': 'network' },
  notMatch: ['scw config get secret-key', 'scw instance server list -c x', 'scw instance server delete x', 'scw k8s kubeconfig get x'],
});

export const lastVerbs: readonly Program[] = [oci, linode, scaleway];
