import { danger, effects } from '../effects.ts';
import type { Program } from '../program.ts';

const MAKES = /^\/dev\/|^[A-Za-z]:$|^disk\d/;

/** Without words they only tell how they are used; others read commands on standard input, or act on every disk. */
const USAGE = new Set(['mkfs', 'mke2fs', 'mkswap', 'wipefs', 'badblocks', 'tune2fs', 'resize2fs']);

/** They take any word for a disk, or for a command. */
const NO_HELP = new Set(['gdisk', 'cgdisk', 'format', 'newfs', 'diskpart']);

function asksOnly(name: string, word: string): boolean {
  if (word === '--help' || word === '--version') return !NO_HELP.has(name);
  return word === 'list' && name === 'nvme';
}

/** Words that only show what is on a disk, where nothing else stands beside it. */
const LISTS: Readonly<Record<string, RegExp>> = {
  fdisk: /^(-l|-x|--list|--list-details)$/,
  sfdisk: /^(-l|-d|--list|--dump|--verify)$/,
  gdisk: /^-l$/,
  sgdisk: /^(-p|--print)$/,
  parted: /^(-s|-m|-l|--script|--machine|--list|print)$/,
  cryptsetup: /^(status|luksDump|isLuks)$/,
  mdadm: /^(-D|-E|--detail|--examine)$/,
  tune2fs: /^-l$/,
  losetup: /^(-a|-l|--all|--list)$/,
  nvme: /^list$/,
};

/** Making, partitioning or wiping a file system: the device counts as written. */
export const disks: Program = {
  names: [
    'mkfs',
    'mke2fs',
    'mkswap',
    'fdisk',
    'sfdisk',
    'cfdisk',
    'gdisk',
    'cgdisk',
    'debugfs',
    'sgdisk',
    'parted',
    'wipefs',
    'blkdiscard',
    'badblocks',
    'hdparm',
    'nvme',
    'cryptsetup',
    'mdadm',
    'pvcreate',
    'pvremove',
    'vgremove',
    'lvremove',
    'lvm',
    'format',
    'newfs',
    'diskpart',
    'tune2fs',
    'resize2fs',
    'e2fsck',
    'fsck',
    'partprobe',
    'swapoff',
    'losetup',
  ],
  effects: ({ args }, name) => {
    const [only] = args;
    if (args.length === 0 && USAGE.has(name)) return effects('read-only', { words: 0 });
    if (args.length === 1 && only?.kind === 'static' && asksOnly(name, only.value)) return effects('read-only', { words: 0 });
    const devices = args.filter((word) => MAKES.test(word.value) || word.kind !== 'static');
    const shows = LISTS[name];
    const lists = shows !== undefined && devices.length <= 1 && args.some((word) => shows.test(word.value));
    if (lists && args.every((word) => devices.includes(word) || shows.test(word.value)))
      return effects('system', { none: 'it acts on disks' }, { reads: devices });
    return effects('system', { none: 'it acts on disks' }, { writes: devices, facts: [danger(`${name} changes a disk`)] });
  },
  match: {
    'mkfs --help': 'read-only',
    mkfs: 'read-only',
    'nvme list': 'read-only',
    'fdisk -l': 'system',
    'mkfs.ext4 /dev/sda1': 'system',
  },
  notMatch: [
    'mkfs /dev/sda',
    'format C:',
    'wipefs -a /dev/sda',
    'parted /dev/sda mklabel gpt',
    'gdisk',
    'gdisk --help',
    'parted',
    'lvm',
    'fdisk',
    'sgdisk',
    'cfdisk',
    'fsck',
    'fsck -V',
    'partprobe',
    'diskpart',
    'mkfs list',
    'wipefs version',
    'debugfs',
  ],
};
