import { danger, effects } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { upTo, verbs } from './verbs.ts';

const ACTS = 'it acts on disks';

const plist = { flags: '-plist -all', style: 'single-dash' } as const;

/** Verifying locks a volume, and is no question. */
export const diskutil = verbs({
  names: ['diskutil'],
  foldsCase: true,
  reads: {
    'list|info|information': upTo(2, {
      ...plist,
      check: ({ operands }) => (operands.every(({ kind }) => kind === 'static') ? undefined : 'a word is only known when it runs'),
    }),
    'activity|listfilesystems|help': upTo(1, plist),
    apfs: upTo(2, {
      ...plist,
      check: ({ operands }) =>
        /^list(users|cryptousers|snapshots|volumegroups)?$/i.test(operands[0]?.value ?? '') ? undefined : 'it may change a container',
    }),
  },
  other: { reason: ACTS, facts: [danger('diskutil changes a disk')] },
  match: {
    'diskutil list': 'read-only',
    'diskutil info -plist disk0': 'read-only',
    'diskutil apfs list': 'read-only',
    'diskutil listFilesystems': 'read-only',
    'diskutil eraseDisk JHFS+ x disk2': 'system',
  },
  notMatch: [
    'diskutil apfs deleteVolume disk2s1',
    'diskutil eject disk2',
    'diskutil unmount disk0s1',
    'diskutil $x',
    'diskutil',
    'diskutil verifyVolume /',
  ],
});

const image = {
  flags: '-plist -verbose -quiet -debug -format -checksum -encryption -stdinpass -crc32',
  values: '-type',
  style: 'single-dash',
} as const;

/** An image can lie behind an address. */
export const hdiutil = verbs({
  names: ['hdiutil'],
  reads: {
    'help|info|plugins': upTo(0, image),
    'imageinfo|verify|checksum|isencrypted': {
      ...image,
      operands: 'read',
      check: ({ operands }) => (operands.some(({ value }) => value.includes(':')) ? 'an image can lie behind an address' : undefined),
    },
  },
  other: { reason: ACTS, facts: [danger('hdiutil changes a disk')] },
  match: {
    'hdiutil info': 'read-only',
    'hdiutil imageinfo -plist x.dmg': 'read-only',
    'hdiutil verify x.dmg': 'read-only',
    'hdiutil attach x.dmg': 'system',
  },
  notMatch: [
    'hdiutil imageinfo https://evil.test/x.dmg',
    'hdiutil imageinfo -shadow s x.dmg',
    'hdiutil convert x',
    'hdiutil',
    'hdiutil eject /dev/disk2',
  ],
});

/** Words that only show, by program, joined by blanks; what a file system can be asked to do beside that is in no list. */
const LISTS: Readonly<Record<string, RegExp>> = {
  zpool: /^((list|status|iostat|history|get all|version)( -[HLPgpvx]+)*( -o [\w,]+)?( \w[\w.-]*)?)$/,
  zfs: /^((list|get [\w,]+|version)( -[Hpr]+)*( -[ot] [\w,]+)*( \w[\w./@-]*)?)$/,
  btrfs:
    /^((filesystem|fi) (show|df|usage|label)|(subvolume|su) (list|show|get-default)|device (stats|usage)|scrub status|qgroup show|version)( \/[\w./-]*)?$/,
};

export const pools: Program = {
  names: ['zpool', 'zfs', 'btrfs'],
  effects: ({ args }, name) => {
    const plain = args.every(({ kind, value }) => kind === 'static' && !/\s/.test(value));
    if (plain && LISTS[name]?.test(args.map(({ value }) => value).join(' '))) return effects('read-only', { words: 0 });
    return effects('system', { none: ACTS }, { facts: [danger(`${name} changes a disk`)] });
  },
  match: {
    'zpool list': 'read-only',
    'zpool status -v tank': 'read-only',
    'zfs list -t snapshot': 'read-only',
    'btrfs subvolume list /': 'read-only',
  },
  notMatch: [
    'zpool destroy tank',
    'zpool status -c ./x',
    'zfs destroy x',
    'btrfs filesystem label / evil',
    'btrfs device stats -z /',
    'zfs set a=b x',
  ],
};

/** Which letters take a value differs from program to program: only those that agree. */
export const volumeLists = leaf({
  names: ['lvs', 'pvs', 'vgs', 'lsscsi'],
  flags: '-a -d -h -i -v -V --noheadings --all',
  values: '--options --units --sort --select --separator --reportformat',
  refused: '-t --config --devicesfile --profile --sysfsroot',
  operands: 'text',
  match: { 'lvs --noheadings': 'read-only', 'pvs -v --units g': 'read-only' },
  notMatch: ['lvs --config x', 'lvs -t --config log/file=x', 'lsscsi -y .', 'vgs --frob'],
});
