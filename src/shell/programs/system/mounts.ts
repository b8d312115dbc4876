import type { Word } from '../../analysis.ts';
import { effects } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';

/** Words that only show what is mounted, or in use to swap, joined by blanks. */
const SHOWS: Readonly<Record<string, RegExp>> = {
  mount: /^((-l|-v|-t \w+|--help|--version|-h|-V|--show-labels) ?)*$/,
  swapon: /^((-s|-v|--show|--show=[\w,]+|--summary|--bytes|--noheadings|--raw|--help|--version) ?)*$/,
  quota: /^(-[gqsuvw]+)?$/,
};

function plain(args: readonly Word[]): string | undefined {
  return args.some(({ kind, value }) => kind !== 'static' || /\s/.test(value)) ? undefined : args.map(({ value }) => value).join(' ');
}

export const mounts: Program = {
  names: ['mount', 'umount', 'fusermount', 'sshfs', 'swapon', 'pivot_root', 'mknod', 'quota', 'eject'],
  effects: ({ args }, name) => {
    const words = plain(args);
    return words !== undefined && SHOWS[name]?.test(words)
      ? effects('read-only', { words: 0 })
      : effects('system', { none: 'it changes what paths mean' });
  },
  match: {
    mount: 'read-only',
    'mount -l': 'read-only',
    'mount -t ext4': 'read-only',
    'swapon --show': 'read-only',
    'umount /mnt': 'system',
  },
  notMatch: [
    'mount --bind a b',
    'mount -a',
    'mount -t nfs h:/ d',
    'mknod x b 8 0',
    'sshfs h: d',
    'eject',
    'swapon -a',
    'swapon /x',
    'mount -va',
  ],
};

/** A place is looked for in the kernel's table; `--tab-file` names another one. */
export const findmnt = leaf({
  names: ['findmnt', 'mountpoint'],
  flags:
    '-A -a -b -C -D -d -e -f -h -i -J -l -m -n -P -p -q -R -r -U -u -V -v -x -y --all --ascii --bytes --nocanonicalize --df --evaluate --first-only --invert --json ' +
    '--kernel --list --mtab --noheadings --pairs --submounts --raw --real --pseudo --uniq --notruncate --nofsroot --nofollow --devno --quiet --fs-devno --output-all --verify --verbose',
  attached: '-k --poll --tree',
  values: '-M -N -O -o -S -T -t -w --mountpoint --task --options --output --source --target --types --timeout --direction',
  refused: '-F -s --tab-file --fstab',
  operands: 'text',
  match: { findmnt: 'read-only', 'findmnt -l /': 'read-only', 'findmnt -no SOURCE -T .': 'read-only', 'mountpoint -q /mnt': 'read-only' },
  notMatch: ['findmnt --tab-file x', 'findmnt -F x', 'findmnt --frob'],
});
