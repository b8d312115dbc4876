import { danger, effects } from '../effects.ts';
import type { Program } from '../program.ts';

const MAKES = /^\/dev\/|^[A-Za-z]:$|^disk\d/;

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
    'sgdisk',
    'parted',
    'wipefs',
    'blkdiscard',
    'badblocks',
    'hdparm',
    'nvme',
    'cryptsetup',
    'mdadm',
    'zpool',
    'zfs',
    'btrfs',
    'pvcreate',
    'pvremove',
    'vgremove',
    'lvremove',
    'lvm',
    'format',
    'newfs',
    'diskpart',
    'diskutil',
    'hdiutil',
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
    if (
      args.length === 0 ||
      (args.length === 1 && only?.kind === 'static' && /^(--help|--version|-V|-h|help|version|list)$/.test(only.value))
    )
      return effects('read-only', { words: 0 });
    const devices = args.filter((word) => MAKES.test(word.value) || word.kind !== 'static');
    const lists = args.some((word) => word.kind === 'static' && /^(-l|--list|list|info|status|print|show|-d|--dump)$/.test(word.value));
    if (lists && devices.length <= 1) return effects('system', { none: 'it acts on disks' }, { reads: devices });
    return effects('system', { none: 'it acts on disks' }, { writes: devices, facts: [danger(`${name} changes a disk`)] });
  },
  match: { 'mkfs --help': 'read-only', 'fdisk -l': 'system', 'mkfs.ext4 /dev/sda1': 'system' },
  notMatch: ['mkfs /dev/sda', 'format C:', 'wipefs -a /dev/sda', 'parted /dev/sda mklabel gpt'],
};

export const mounts: Program = {
  names: ['mount', 'umount', 'fusermount', 'sshfs', 'swapon', 'pivot_root', 'mknod', 'quota', 'eject', 'findmnt'],
  effects: ({ args }, name) =>
    args.length === 0 || name === 'findmnt'
      ? effects('read-only', { words: 0 })
      : effects('system', { none: 'it changes what paths mean' }),
  match: { mount: 'read-only', 'umount /mnt': 'system' },
  notMatch: ['mount --bind a b', 'mknod x b 8 0', 'sshfs h: d'],
};
