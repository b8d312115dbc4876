import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

/** Without the dashes, of which there may be two. Neither `-batch` and `-force` nor `-resolve`, which asks name servers. */
const FLAGS = new Set(
  (
    '4 6 0 B M N Numeric s st stat stats statistics d det details o oneline br brief c color j js json p pretty t timestamp ts tshort ' +
    'h human human-readable iec a all V Version help g graph'
  ).split(' '),
);
const VALUES = new Set('family l loops rc rcvbuf n net netns'.split(' '));

const SHOW = 'show sho sh list lis li lst ls l';
const GET = `${SHOW} get g`;

/** Objects by all that they are called, with the verbs that show. A single `s` would be `set` for some of them. */
const IP: Readonly<Record<string, string>> = {
  'a ad add addr addre addres address': `${SHOW} s`,
  'l li lin link': SHOW,
  'r ro rou rout route': `${GET} s`,
  'ru rul rule': SHOW,
  'n ne nei neig neigh neighb neighbo neighbor neighbour': GET,
  'm ma mad madd maddr maddress': SHOW,
  'mr mro mrou mrout mroute mru mrul mrule': SHOW,
  'tun tunn tunne tunnel tunl tuntap tap': SHOW,
  'token nexthop': GET,
  'tcp_metrics tcpmetrics ntable ntbl addrlabel macsec l2tp stats': SHOW,
  'netc netco netcon netconf': SHOW,
  'net netn netns': `${SHOW} list-id identify pids monitor`,
  vrf: `${SHOW} identify pids`,
};
const TC: Readonly<Record<string, string>> = { 'q qdisc c class f filter chain action actions': SHOW };
const BRIDGE: Readonly<Record<string, string>> = { 'l li link v vlan vni mst mdb m': SHOW, 'f fdb': GET };

const MONITORED =
  /^(all|all-nsid|link|address|route|mroute|maddress|acaddress|prefix|neigh|neighbor|netconf|rule|nsid|nexthop|stats|label|fdb|mdb|vlan|qdisc|class|filter)$/;

const TABLES = new Map(
  Object.entries({ ip: IP, tc: TC, bridge: BRIDGE }).map(([name, objects]) => [
    name,
    new Map(Object.entries(objects).flatMap(([spelled, shown]) => spelled.split(' ').map((object) => [object, new Set(shown.split(' '))]))),
  ]),
);

/** Where the object stands: behind the options. Undefined when an option is not known: `-f` of others than `ip` takes no value. */
function objectAt(args: readonly Word[], program: string): number | undefined {
  let at = 0;
  for (; at < args.length; at += 1) {
    const value = args[at]?.value ?? '';
    if (!value.startsWith('-')) return at;
    const name = value.replace(/^--?/, '').replace(/^(c|color)=(always|auto|never)$/, '$1');
    if (VALUES.has(name) || (name === 'f' && program === 'ip')) at += 1;
    else if (!FLAGS.has(name)) return undefined;
    // A name with a slash is a file.
    if (args[at]?.value.includes('/')) return undefined;
  }
  return at;
}

function onlyShows(name: string, args: readonly Word[]): boolean {
  const [object, verb, ...rest] = args.map(({ value }) => value);
  if (object === undefined || object === 'help') return true;
  if (!rest.every((value) => /^[\w.:@%+][\w.:/@%+-]*$/.test(value) && !value.includes('..'))) return false;
  if (/^mon(i|it|ito|itor)?$/.test(object))
    return verb === undefined || (MONITORED.test(verb) && rest.every((word) => MONITORED.test(word)));
  const shows = TABLES.get(name)?.get(object);
  return shows !== undefined && (verb === undefined || verb === 'help' || shows.has(verb));
}

/** `netns exec NAME command` and `vrf exec NAME command`; with `-all` no name stands before the command. */
function started(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex(({ value }) => /^ex?e?c?$/.test(value));
  if (at < 1 || !/^(vrf?|nets?n?s?|netns)$/.test(args[at - 1]?.value ?? '')) return [];
  const all = args.slice(0, at).some(({ value }) => /^--?al?l?$/.test(value));
  return args.slice(at + (all ? 1 : 2));
}

export const ip: Program = {
  names: ['ip', 'tc', 'bridge'],
  effects: ({ args }, name) => {
    const runs = nested(started(args));
    if (args.some(({ kind }) => kind !== 'static')) return notProven('a word that is only known when it runs', { runs });
    const at = objectAt(args, name);
    if (at === undefined || (name === 'tc' && args[at]?.value.startsWith('e')))
      return notProven('an option or an object that can run more', { runs });
    if (runs.length === 0 && onlyShows(name, args.slice(at))) return effects('read-only', { words: 0 });
    return effects('system', { none: 'it changes the network of this machine' }, { runs });
  },
  match: {
    'ip addr': 'read-only',
    'ip -br -4 a': 'read-only',
    'ip route get 1.1.1.1': 'read-only',
    'ip link set eth0 down': 'system',
    'tc -s qdisc show dev eth0': 'read-only',
    'bridge fdb show': 'read-only',
  },
  notMatch: [
    'ip -b a',
    'ip -batch l',
    'ip -n ./x a',
    'ip -force a',
    'ip link s eth0 down',
    'ip route add x',
    'ip xfrm state list',
    'ip monitor file x',
    'ip netns exec x rm y',
    'tc -b a',
    'tc -f -b qdisc',
    'bridge -f -b link',
    'tc exec bpf import x',
    'tc qdisc add dev x root netem',
  ],
};
