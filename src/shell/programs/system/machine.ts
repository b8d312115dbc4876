import { danger, effects } from '../effects.ts';
import type { Program } from '../program.ts';

export const power: Program = {
  names: ['shutdown', 'reboot', 'halt', 'poweroff', 'init', 'telinit', 'pmset', 'rtcwake', 'kexec'],
  effects: (_call, name) => effects('system', { none: 'it stops this machine' }, { facts: [danger(`${name} stops this machine`)] }),
  match: { reboot: 'system' },
  notMatch: ['shutdown -h now', 'init 0'],
};

const LOOKS =
  /^(status|is-active|is-enabled|is-failed|list-units|list-unit-files|list-timers|list-dependencies|show|cat|--version|list|print)$/;

/** Services live on after us, and start again with the machine. */
export const services: Program = {
  names: [
    'systemctl',
    'service',
    'rc-service',
    'rc-update',
    'update-rc.d',
    'chkconfig',
    'initctl',
    'launchctl',
    'sv',
    'supervisorctl',
    'journalctl',
    'dmesg',
    'loginctl',
    'busctl',
    'dbus-send',
    'gdbus',
    'networksetup',
    'scutil',
    'defaults',
    'plutil',
    'dscl',
    'profiles',
    'spctl',
    'csrutil',
    'tmutil',
    'systemsetup',
    'gsettings',
    'dconf',
    'update-alternatives',
    'ldconfig',
    'reg',
    'sc',
    'schtasks',
    'net',
  ],
  effects: ({ args }, name) => {
    const looks = /^(journalctl|dmesg)$/.test(name) || args.some((word) => word.kind === 'static' && LOOKS.test(word.value));
    if (looks) return effects('system', { words: name === 'systemctl' ? 1 : 0 });
    const persists = /^(systemctl|launchctl|rc-update|update-rc\.d|chkconfig|schtasks|defaults|profiles)$/.test(name);
    return effects(
      'system',
      { none: 'it changes services or settings of this machine' },
      { facts: persists ? [{ kind: 'persistence', how: name }] : [{ kind: 'process_control', verb: name }] },
    );
  },
  match: { 'systemctl status x': 'system', 'journalctl -n 5': 'system' },
  notMatch: ['systemctl enable x', 'service x restart', 'launchctl load x.plist', 'defaults write x y z'],
};

export const network: Program = {
  names: [
    'ip',
    'ifconfig',
    'route',
    'iptables',
    'ip6tables',
    'nft',
    'ufw',
    'firewall-cmd',
    'pfctl',
    'tc',
    'iw',
    'nmcli',
    'ethtool',
    'brctl',
    'arp',
    'netstat',
    'ss',
    'tcpdump',
    'tshark',
    'wireshark',
    'bpftool',
    'ipconfig',
  ],
  effects: ({ args }, name) => {
    const words = args.map((word) => word.value).join(' ');
    const looks =
      args.every((word) => word.kind === 'static') &&
      (/^(netstat|ss)$/.test(name)
        ? /^(-[a-zA-Z]+ ?)*$/.test(words) && !/[KFDfN]/.test(words)
        : name === 'ip' &&
          /^((-4|-6|-s|-d|-o|-br|-brief|-c|-j|-p|-json|-oneline|-stats|-details) )*(a|addr|r|route|l|link|n|neigh)( (show|list|ls))?$/.test(
            words,
          ));
    if (looks) return effects('read-only', { words: 0 });
    const walls = /^(iptables|ip6tables|nft|ufw|firewall-cmd|pfctl)$/.test(name);
    return effects(
      'system',
      { none: 'it changes or watches the network of this machine' },
      { facts: walls ? [danger('firewall changed')] : [] },
    );
  },
  match: { 'ss -tln': 'read-only', 'ip addr': 'read-only', 'ip -br -4 a': 'read-only', 'iptables -F': 'system' },
  notMatch: [
    'ip -b a',
    'ip -batch l',
    'ip -n x a',
    'ip -force a',
    'ip route add x',
    'ip netns exec x rm y',
    'ss -K dst x',
    'tcpdump -z ./x',
    'ifconfig eth0 down',
  ],
};

export const kernel: Program = {
  names: [
    'sysctl',
    'modprobe',
    'insmod',
    'rmmod',
    'depmod',
    'lsmod',
    'timedatectl',
    'hostnamectl',
    'localectl',
    'hwclock',
    'setenforce',
    'auditctl',
    'dmsetup',
    'grub-install',
    'update-grub',
    'efibootmgr',
    'nvram',
    'bless',
    'kextload',
  ],
  effects: ({ args }, name) => {
    if (name === 'lsmod' && args.length === 0) return effects('read-only', { words: 0 });
    if (name === 'sysctl' && args.length > 0 && args.every((word) => word.kind === 'static' && /^(-n|-a|[a-z0-9_.]+)$/.test(word.value)))
      return effects('read-only', { words: 0 });
    return effects('system', { none: 'it changes this machine' }, { facts: [danger(`${name} changes this machine`, 'medium')] });
  },
  match: { 'sysctl -n kern.ostype': 'read-only', lsmod: 'read-only', 'modprobe x': 'system' },
  notMatch: ['sysctl -w a=b', 'sysctl a=b', 'insmod ./x.ko', 'sysctl -p x'],
};
