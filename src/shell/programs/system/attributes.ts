import { effects } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';

const grammar = { flags: '-c -d -h -l -p -r -s -v -w -x', operands: 'text', recursive: '-r' } as const;
const shown = compile(grammar);

/** Attributes of files; `-w`, `-d` and `-c` change them, also the one that says where a file came from. */
export const xattr: Program = {
  names: ['xattr'],
  effects: ({ args }) => {
    const scanned = scan(args, shown.table);
    const judged = judge(shown, args);
    const recursive = hasOption(scanned, '-r');
    if (judged.unproven === undefined && !hasOption(scanned, '-w -d -c'))
      return effects('read-only', { words: 0 }, { reads: scanned.operands.slice(hasOption(scanned, '-p') ? 1 : 0), recursive });
    return effects('system', { none: 'it changes what is known of a file' }, { writes: scanned.operands, recursive });
  },
  match: {
    'xattr -l x': 'read-only',
    'xattr -lx x': 'read-only',
    'xattr -p com.apple.quarantine x': 'read-only',
    'xattr -d com.apple.quarantine x': 'system',
  },
  notMatch: ['xattr -w a b x', 'xattr -wd a x', 'xattr -cr x', 'xattr -c x', 'xattr --frob x'],
};

/** `-` stands for names that it reads from standard input. */
export const getfacl = leaf({
  names: ['getfacl'],
  flags:
    '-a -c -d -e -E -h -n -p -P -s -t -v --access --default --omit-header --all-effective --no-effective --skip-base --physical --tabular --numeric --absolute-names',
  refused: '-R -L --recursive --logical',
  operands: 'read',
  check: ({ operands }) => (operands.some(({ value }) => value === '-') ? 'it reads names from standard input' : undefined),
  match: { 'getfacl x': 'read-only', 'getfacl -cp x y': 'read-only' },
  notMatch: ['getfacl -', 'getfacl -R .', 'getfacl --frob x'],
});

export const lsattr = leaf({
  names: ['lsattr', 'getcap', 'getfattr'],
  flags: '-a -d -h -l -n -p -r -R -v -V --no-dereference --dump --absolute-names --recursive --only-values',
  values: '-e -m --encoding --match --name',
  recursive: '-R -r --recursive',
  refused: '-L -P --logical --physical',
  operands: 'read',
  here: true,
  match: { lsattr: 'read-only', 'lsattr -d x': 'read-only', 'getcap x': 'read-only', 'getfattr -d x': 'read-only' },
  notMatch: ['getfattr -L x', 'lsattr --frob'],
});

/** What Spotlight knows of a file. */
export const mdls = leaf({
  names: ['mdls'],
  flags: '-raw -r',
  values: '-name -n -nullMarker',
  refused: '-plist -p',
  style: 'single-dash',
  operands: 'read',
  match: { 'mdls x': 'read-only', 'mdls -name kMDItemKind -raw x': 'read-only' },
  notMatch: ['mdls -plist out x', 'mdls -frob x'],
});

/** Only what it would import, and by what; `-i` and `-r` change the index, `-g` and `-o` name a plug-in and an output. */
export const mdimport = leaf({
  names: ['mdimport'],
  flags: '-t -d1 -d2 -d3 -d4 -L -A -X -e -h',
  numbers: '-d',
  refused: '-i -r -g -o -m -p',
  operands: 'read',
  check: ({ options, operands }) => {
    const shows = options.some(({ name }) => /^-[LAXeh]$/.test(name));
    return options.some(({ name }) => name === '-t') || (shows && operands.length === 0) ? undefined : 'it changes the index of Spotlight';
  },
  match: { 'mdimport -t -d2 x': 'read-only', 'mdimport -L': 'read-only', 'mdimport -X': 'read-only' },
  notMatch: ['mdimport x', 'mdimport -i x', 'mdimport -t -g ./x.mdimporter y', 'mdimport -t -o out x', 'mdimport -r /x', 'mdimport'],
});
