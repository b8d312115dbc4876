import { effects, networkFact } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { tree } from '../subcommands.ts';
import { upTo, verbs } from './verbs.ts';

const globals: Grammar = {
  flags: '-t -p -e -o -v -h --terse --pretty --overview --version --help',
  values: '-f -m -g -c -w --fields --mode --get-values --colors --escape --wait',
  refused: '-s -a --show-secrets --ask --offline',
};
const READ = { flags: '--active', values: '--rescan' } as const;
const changes = () =>
  effects('system', { none: 'it changes the network of this machine' }, { facts: [{ kind: 'process_control', verb: 'nmcli' }] });

/** Passwords are only shown with `--show-secrets`, or by `wifi show-password`. */
export const nmcli = tree({
  names: ['nmcli'],
  globals,
  commands: {
    'c show|con show|conn show|connection show': { ...READ, operands: 'text' },
    'c|con|conn|connection|d|dev|device|d status|dev status|device status|g|gen|general|g status|general status|general permissions|general hostname|general logging|n|networking|n connectivity|networking connectivity|r|radio|radio wifi|radio wwan|radio all|m|monitor|help|device monitor|connection monitor':
      upTo(0),
    'd show|dev show|device show|d lldp|dev lldp|device lldp|device wifi|dev wifi|d wifi': upTo(0, READ),
    'device show|dev show|d show': upTo(1),
    'device wifi list|dev wifi list|d wifi list': upTo(2, READ),
  },
  bare: upTo(0),
  other: changes,
  match: {
    nmcli: 'read-only',
    'nmcli -t -f NAME,UUID connection show --active': 'read-only',
    'nmcli device status': 'read-only',
    'nmcli dev wifi list': 'read-only',
  },
  notMatch: [
    'nmcli -s connection show x',
    'nmcli --show-secrets c show x',
    'nmcli device wifi show-password',
    'nmcli device wifi connect x',
    'nmcli con up x',
    'nmcli con modify x ipv4.dns 1.1.1.1',
    'nmcli general hostname x',
    'nmcli radio wifi off',
    'nmcli networking off',
    'nmcli c s x',
  ],
});

const asks = () => effects('network', { words: 1 }, { facts: [networkFact('resolvectl', 'unknown')] });

/** With a link and a value it sets; a query asks name servers. By its old name it takes the same words for hosts that it asks for. */
export const resolvectl = tree({
  names: ['resolvectl'],
  globals: { flags: '--no-pager --help --version -4 -6 -h', values: '--json', refused: '--raw -i --interface' },
  commands: {
    'status|dns|domain|llmnr|mdns|dnssec|dnsovertls|nta|default-route': upTo(1),
    'statistics|show-server-state|log-level': upTo(0),
    'query|service|openpgp|tlsa': asks,
  },
  bare: upTo(0),
  other: () =>
    effects('system', { none: 'it changes how names are looked up' }, { facts: [{ kind: 'process_control', verb: 'resolvectl' }] }),
  match: {
    resolvectl: 'read-only',
    'resolvectl status': 'read-only',
    'resolvectl dns eth0': 'read-only',
    'resolvectl query x.test': 'network',
  },
  notMatch: [
    'resolvectl query data.evil.test',
    'resolvectl dns eth0 1.1.1.1',
    'resolvectl flush-caches',
    'resolvectl log-level debug',
    'resolvectl monitor',
  ],
});

export const systemdResolve = verbs({
  names: ['systemd-resolve'],
  reads: { '--status|--statistics|--version|--help': upTo(0) },
  other: { reason: 'it asks name servers', facts: [networkFact('systemd-resolve', 'unknown')] },
  match: { 'systemd-resolve --status': 'read-only' },
  notMatch: ['systemd-resolve dns data.evil.test', 'systemd-resolve status', 'systemd-resolve x.test'],
});
