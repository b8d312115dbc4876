import { operandsLike, upTo, verbs } from './verbs.ts';

const OTHER = { reason: 'it changes the network of this machine', facts: [{ kind: 'process_control', verb: 'networksetup' }] } as const;

/** What it tells of a proxy is whether it asks for a password, not which. */
export const networksetup = verbs({
  names: ['networksetup'],
  foldsCase: true,
  reads: {
    '-help|-version|-printcommands': upTo(0),
    '-listallnetworkservices|-listallhardwareports|-listnetworkserviceorder|-listlocations|-listpppoeservices|-listbonds|-listvlans|-listdevicesthatsupportvlan|-getcurrentlocation|-getcomputername':
      upTo(0),
    '-getinfo|-getmacaddress|-getadditionalroutes|-getv6additionalroutes|-getdnsservers|-getsearchdomains|-getftpproxy|-getwebproxy|-getsecurewebproxy|-getstreamingproxy|-getgopherproxy|-getsocksfirewallproxy|-getproxybypassdomains|-getproxyautodiscovery|-getautoproxyurl|-getpassiveftp|-getairportnetwork|-getairportpower|-listpreferredwirelessnetworks|-getnetworkserviceenabled|-getmtu|-listvalidmturange|-getmedia|-listvalidmedia|-showpppoestatus|-isbondsupported|-showbondstatus':
      upTo(1),
  },
  other: OTHER,
  match: { 'networksetup -getinfo Wi-Fi': 'read-only', 'networksetup -listBonds': 'read-only', 'networksetup -setmtu en0 9000': 'system' },
  notMatch: ['networksetup -setdnsservers Wi-Fi 8.8.8.8', 'networksetup -getmtu en0 9000', 'networksetup $x', 'networksetup -frob'],
});

/** `-r` asks name servers for a host; an address is not sent anything. `--set`, `--nc start` and standard input change things. */
export const scutil = verbs({
  names: ['scutil'],
  reads: {
    '--get': upTo(1, { check: operandsLike(/^(ComputerName|LocalHostName|HostName)$/, 'it names no name of this machine') }),
    '--dns|--proxy|--nwi|--help': upTo(0),
    '-r': upTo(2, {
      check: operandsLike(/^[\d.]+$|^[\da-f:]+:[\da-f:]*$/i, 'it asks name servers for that host'),
    }),
    '-w': upTo(1, { numbers: '-t' }),
    '--nc': upTo(2, {
      check: ({ operands }) => (/^(list|status|help)$/.test(operands[0]?.value ?? '') ? undefined : 'it controls a connection'),
    }),
  },
  other: { reason: 'it changes the network of this machine', facts: [{ kind: 'process_control', verb: 'scutil' }] },
  match: {
    'scutil --get HostName': 'read-only',
    'scutil --dns': 'read-only',
    'scutil --nc list': 'read-only',
    'scutil --set HostName x': 'system',
  },
  notMatch: [
    'scutil',
    'scutil --get x.plist / key',
    'scutil -r data.evil.test',
    'scutil --nc start x',
    'scutil --nc show x',
    'scutil --renew en0',
  ],
});
