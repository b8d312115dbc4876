import { danger, effects } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { operandsLike } from './verbs.ts';

/** A name with a slash may lead out of the kernel's tree, one with `=` or, on BSD, a colon sets. */
export const sysctl = leaf({
  names: ['sysctl'],
  flags: '-A -N -T -W -X -a -b -d -e -h -i -l -n -o -q -t -x --all --names --values --binary --ignore --deprecated --quiet',
  values: '-r --pattern',
  refused: '-f -p -w -F --load --write --system --dry-run -V',
  operands: 'text',
  check: operandsLike(/^[A-Za-z_][\w.*-]*$/, 'it is no name of a setting'),
  match: { 'sysctl -n kern.ostype': 'read-only', 'sysctl -a': 'read-only', 'sysctl -d kern.maxfiles': 'read-only' },
  notMatch: [
    'sysctl -w a=b',
    'sysctl a=b',
    'sysctl kern.maxfiles:1',
    'sysctl -p x',
    'sysctl net/../../../etc/passwd',
    'sysctl net.*',
    'sysctl --system',
  ],
});

/** Words that only show, by program, joined by blanks. */
const SHOWS: Readonly<Record<string, RegExp>> = {
  lsmod: /^$/,
  kextstat: /^((-[alk]|-b [\w.-]+|--(no-kernel-components|list-only)) ?)*$/,
  kmutil: /^showloaded( (--no-kernel-components|--list-only|--bundle-identifier [\w.-]+))*$/,
  auditctl: /^(-[lsv])$/,
  dmsetup: /^(ls|info|status|deps|targets|version)( (--tree|[\w][\w-]*))?$/,
  hwclock: /^(-r|--show|--get|-V|--version|--help)( (-v|--verbose))?$/,
  csrutil: /^(status|authenticated-root status)$/,
  getenforce: /^$/,
  sestatus: /^(-[vb])?$/,
  'aa-status': /^(--(enabled|profiled|enforced|complaining|json|pretty-json|verbose))?$/,
};

export const kernel: Program = {
  names: [
    'modprobe',
    'insmod',
    'rmmod',
    'depmod',
    'lsmod',
    'hwclock',
    'setenforce',
    'getenforce',
    'sestatus',
    'aa-status',
    'auditctl',
    'dmsetup',
    'grub-install',
    'update-grub',
    'efibootmgr',
    'nvram',
    'bless',
    'kextload',
    'kextstat',
    'kmutil',
    'csrutil',
  ],
  effects: ({ args }, name) => {
    const plain = args.every(({ kind, value }) => kind === 'static' && !/\s/.test(value));
    if (plain && SHOWS[name]?.test(args.map(({ value }) => value).join(' '))) return effects('read-only', { words: 0 });
    return effects('system', { none: 'it changes this machine' }, { facts: [danger(`${name} changes this machine`, 'medium')] });
  },
  match: { lsmod: 'read-only', 'csrutil status': 'read-only', kextstat: 'read-only', 'auditctl -l': 'read-only', 'modprobe x': 'system' },
  notMatch: [
    'insmod ./x.ko',
    'csrutil disable',
    'auditctl -D',
    'hwclock -w',
    'nvram boot-args=x',
    'nvram -p',
    'dmsetup remove x',
    'kmutil load -p x',
  ],
};
