import { danger, effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const FACTS = [danger('firewall changed')];
const CHAIN = String.raw`( \w[\w-]*)?( \d+)?`;
const LIST = String.raw`((-[nvx]+|--line-numbers|--numeric|--verbose|--exact|-w( \d+)?|-t \w+|--table \w+) )*`;
const TABLES = new RegExp(
  String.raw`^${LIST}(-[nvx]*[LS]|--list|--list-rules)([nvx]*)${CHAIN}( (-[nvx]+|--line-numbers|--numeric|--verbose|--exact|-t \w+))*$|^(-V|--version|-h|--help)$`,
);
const SAVE = /^((-c|--counters|-t \w+) ?)*$/;

/** The words behind each program that only list, joined by blanks. */
const LISTS: Readonly<Record<string, RegExp>> = {
  iptables: TABLES,
  ip6tables: TABLES,
  arptables: TABLES,
  ebtables: TABLES,
  'iptables-save': SAVE,
  'ip6tables-save': SAVE,
  nft: /^((-[aejnpSstyT]+|--(json|handle|numeric|stateless|terse|echo)) )*(list( \w[\w-]*)+|describe( \w+)+|-v|--version|-h|--help|monitor)$/,
  ufw: /^(status( verbose| numbered)?|version|show (raw|builtins|before-rules|user-rules|after-rules|logging-rules|listening|added)|app (list|info \w+)|--version|--help)$/,
  'firewall-cmd':
    /^((--(zone|policy)=[\w-]+|--permanent) )*--(state|version|help|list-all|list-all-zones|list-services|list-ports|list-protocols|list-interfaces|list-sources|list-rich-rules|list-forward-ports|list-icmp-blocks|get-default-zone|get-active-zones|get-zones|get-services|get-icmptypes|get-log-denied|get-policies|get-active-policies|info-(zone|service)=[\w-]+|query-(service|port|masquerade|panic)(=[\w/-]+)?)( --(zone|policy)=[\w-]+| --permanent)*$/,
  pfctl: /^-[vgq]*s ?(nat|queue|rules|Anchors|states|Sources|info|labels|timeouts|memory|Tables|osfp|Interfaces|all|[nrtimaIT])$/,
};

/** Listing rules opens nothing; whatever else they do opens or shuts this machine. */
export const firewalls: Program = {
  names: [
    'iptables',
    'ip6tables',
    'arptables',
    'ebtables',
    'iptables-save',
    'ip6tables-save',
    'nft',
    'ufw',
    'firewall-cmd',
    'pfctl',
    'iptables-restore',
    'ip6tables-restore',
  ],
  effects: ({ args }, name) => {
    if (args.some(({ kind, value }) => kind !== 'static' || value === '' || /\s/.test(value)))
      return notProven('a word that is only known when it runs, or holds blanks', { facts: FACTS });
    if (LISTS[name]?.test(args.map(({ value }) => value).join(' '))) return effects('read-only', { words: 0 });
    return effects('system', { none: 'it changes what this machine lets through' }, { facts: FACTS });
  },
  match: {
    'iptables -L -n -v': 'read-only',
    'iptables -nvL INPUT --line-numbers': 'read-only',
    'iptables -t nat -S': 'read-only',
    'iptables-save -t nat': 'read-only',
    'nft list ruleset': 'read-only',
    'ufw status verbose': 'read-only',
    'firewall-cmd --zone=public --list-all': 'read-only',
    'pfctl -s rules': 'read-only',
    'iptables -F': 'system',
  },
  notMatch: [
    'iptables -L -Z',
    'iptables -LZ',
    'iptables -M ./x -L',
    'iptables --modprobe=./x -L',
    'iptables-save -M ./x',
    'iptables-save -f out',
    'nft -f x',
    'nft flush ruleset',
    'nft list ruleset -f x',
    'nft -N list ruleset',
    'ufw enable',
    'firewall-cmd --add-port=1/tcp',
    'pfctl -f x',
    'pfctl -Fa',
  ],
};
