import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

/** An address as numbers: a name would be asked of others. */
const ADDRESS = String.raw`(default|\d+(\.\d+){0,3}(/\d+)?|[\da-f]*:[\da-f:]*:[\da-f:]*(/\d+)?)`;
const NAME = String.raw`[A-Za-z][\w.:@-]*`;

/** The words behind each program that only show, joined by blanks. */
const SHOWS: Readonly<Record<string, RegExp>> = {
  ifconfig: new RegExp(`^((-[adlmrsuvLC]+|--help|--version) ?)*(${NAME})?$`),
  route: new RegExp(
    `^(-[46env]+ ?)*(-A inet6?)?$|^(-[nv]+ )*(get|monitor)( -(inet6?|net|host|ifscope ${NAME}))*( ${ADDRESS})?$|^--(help|version)$`,
  ),
  arp: new RegExp(`^((-[aelnvx]+|-i ${NAME}|--help|--version) ?)*(${ADDRESS})?$`),
  iwconfig: new RegExp(`^(${NAME})?$|^--(help|version)$`),
  iw: new RegExp(
    `^(dev|list|phy|event|help|reg get|--version|(dev )?${NAME} (info|link|survey dump|station dump|mpath dump|get power_save)|phy ${NAME} (info|channels))$`,
  ),
  ethtool: new RegExp(
    `^((-[acgiklmnPSTxu]|--(driver|statistics|phy-statistics|show-(offload|features|ring|coalesce|pause|channels|permaddr|time-stamping|eee|priv-flags|fec|module|rxfh|ntuple|tunnels)|module-info)) )?${NAME}$|^(-h|--help|--version)$`,
  ),
  brctl: new RegExp(`^show( ${NAME})*$|^(showmacs|showstp) ${NAME}$|^--(help|version)$`),
  ipconfig: new RegExp(
    `^(ifcount|getifaddr ${NAME}|getiflist|getsummary ${NAME}|getoption ${NAME} \\w+|getpacket ${NAME}|getv6packet ${NAME}|/all|/displaydns)$`,
  ),
};

function joined(args: readonly Word[]): string | undefined {
  if (args.some(({ kind, value }) => kind !== 'static' || value === '' || /\s/.test(value))) return undefined;
  return args.map(({ value }) => value).join(' ');
}

/** Interfaces and tables of the kernel: one word more than a name sets something. */
export const interfaces: Program = {
  names: ['ifconfig', 'route', 'arp', 'iwconfig', 'iw', 'ethtool', 'brctl', 'ipconfig'],
  effects: ({ args }, name): Effects => {
    const words = joined(args);
    if (words === undefined) return notProven('a word that is only known when it runs, or holds blanks');
    const usage = args.length === 0 && /^(iw|ethtool|brctl|ipconfig)$/.test(name);
    if (usage || SHOWS[name]?.test(words)) return effects('read-only', { words: 0 });
    return effects('system', { none: 'it changes the network of this machine' });
  },
  match: {
    ifconfig: 'read-only',
    'ifconfig en0': 'read-only',
    'route -n get default': 'read-only',
    'arp -an': 'read-only',
    'iw dev wlan0 link': 'read-only',
    'ethtool -i eth0': 'read-only',
    'ifconfig eth0 up': 'system',
  },
  notMatch: [
    'ifconfig eth0 down',
    'ifconfig eth0 10.0.0.1',
    'route add default gw 1.1.1.1',
    'route get evil.test',
    'arp -d 1.1.1.1',
    'arp data.evil.test',
    'arp bad.cc',
    'iw dev wlan0 scan',
    'ethtool -s eth0 speed 100',
    'ethtool -p eth0',
    'brctl addbr x',
    'ipconfig set en0 DHCP',
  ],
};
