import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { type OptionTable, optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { derived } from '../words.ts';

const COMMON =
  '-0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -c -d -f -h -k -q -t -v -V --stdout --to-stdout --decompress --uncompress --force --keep --quiet --test --verbose --fast --best --help --version';

interface Compressor {
  readonly table: OptionTable;
  /** What is put behind the name of a file. */
  readonly suffix: string;
}

function compressor(suffix: string, grammar: Grammar): Compressor {
  return { suffix, table: optionTable({ ...grammar, flags: `${COMMON} ${grammar.flags ?? ''}` }) };
}

/** Which letters take a value differs: what one takes for a number is a file for another. */
const GZIP = compressor('.gz', {
  flags: '-a -l -L -n -N -r --list --license --no-name --name --recursive --rsyncable --synchronous',
  numbers: '-b',
  values: '-S --suffix',
});
const BZIP2 = compressor('.bz2', { flags: '-z -s -L --compress --small --license' });
const XZ = compressor('.xz', {
  flags: '-e -H -l -Q -z --compress --list --extreme --no-warn --single-stream --no-sparse --ignore-check --no-adjust --robot',
  numbers: '-T --threads --block-size',
  values: '-C -F -S --check --format --suffix',
  refused: '-M --memlimit --files --files0',
});
const ZSTD = compressor('.zst', {
  flags: '-C -H -l -r -z --compress --list --no-progress --progress --ultra --check --no-check --rsyncable --single-thread --rm',
  attached: '-B -T --long --adapt --format --fast',
  refused: '-o -D -M -S -b -e -i --train --train-cover --filelist --output-dir-flat --output-dir-mirror --patch-from --trace',
});
const PIGZ = compressor('.gz', {
  flags:
    '-F -H -i -K -l -L -m -M -n -N -r -R -T -z --list --license --no-name --name --recursive --rsyncable --independent --first --huffman --zlib --zip',
  numbers: '-b -p -J --blocksize --processes --iterations',
  values: '-S --suffix',
  refused: '-A -C -I -O -Y --alias --comment',
});
const COMPRESS = compressor('.Z', { numbers: '-b' });

const BY_NAME: Readonly<Record<string, Compressor>> = {
  gzip: GZIP,
  gunzip: GZIP,
  zcat: GZIP,
  gzcat: GZIP,
  bzip2: BZIP2,
  bunzip2: BZIP2,
  bzcat: BZIP2,
  xz: XZ,
  unxz: XZ,
  xzcat: XZ,
  lzma: XZ,
  unlzma: XZ,
  zstd: ZSTD,
  unzstd: ZSTD,
  zstdcat: ZSTD,
  pigz: PIGZ,
  unpigz: PIGZ,
  compress: COMPRESS,
  uncompress: COMPRESS,
};

/** The file that unpacking makes; undefined when the suffix is none that all of them know. */
function unpacked(file: Word): Word | undefined {
  const archive = /^(.*[^/])\.t(gz|az|bz|bz2|xz|lz|lzma|zst)$/.exec(file.value)?.[1];
  if (archive !== undefined) return derived(`${archive}.tar`, file);
  const plain = /^(.*[^/])(?:\.(gz|bz|bz2|xz|lzma|zst|Z|z)|[-_](gz|z))$/.exec(file.value)?.[1];
  return plain === undefined ? undefined : derived(plain, file);
}

/** Only where no other mode stands beside it: of several, mostly the last one wins. */
function looksOnly(scanned: Scan): boolean {
  return (
    hasOption(scanned, '-l -t --list --test') && !hasOption(scanned, '-d -z -k -f --decompress --uncompress --compress --keep --force')
  );
}

/** The input is replaced, unless the output goes to standard output. */
function judge(args: readonly Word[], name: string, { table, suffix }: Compressor): Effects {
  const scanned = scan(args, table);
  const files = scanned.operands.filter((word) => word.value !== '-');
  const shows = files.length === 0 || name.endsWith('cat') || hasOption(scanned, '-c --stdout --to-stdout') || looksOnly(scanned);
  const unpacks = /^(un|gun|bun)/.test(name) || hasOption(scanned, '-d --decompress --uncompress');
  const recursive = hasOption(scanned, '-r --recursive');
  const made = files.map((file) => (unpacks ? unpacked(file) : derived(file.value + suffix, file)));
  const writes = [...made.flatMap((word) => word ?? []), ...(recursive ? files : [])];
  const known = shows ? { reads: files } : { reads: files, writes, removes: files, recursive };
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  if (shows) return effects('read-only', { words: 0 }, known);
  const named = unpacks && (recursive || made.includes(undefined) || files.some((file) => file.kind !== 'static'));
  if (named || hasOption(scanned, '-N -S --name --suffix --format -F'))
    return notProven('which files it makes is only known when it runs', known);
  return effects('workspace-write', { words: 0 }, known);
}

export const gzip: Program = {
  names: Object.keys(BY_NAME),
  effects: ({ args }, name) => judge(args, name, BY_NAME[name] ?? GZIP),
  match: {
    'gzip x': 'workspace-write',
    'gunzip x.gz': 'workspace-write',
    'zcat x.gz': 'read-only',
    'gunzip -c x.gz': 'read-only',
    'xz -l x.xz': 'read-only',
    'xz -T 4 x': 'workspace-write',
    'zstd -T0 -19 x': 'workspace-write',
  },
  notMatch: [
    'gzip x',
    'gunzip --frob x',
    'gunzip -N x.gz',
    'gunzip x',
    'gzip -dr src',
    'gzip -c *',
    'gzip -S rc .npm',
    'zstd -o out x',
    'zstd -T x',
    'zstd -c -S x',
    'pigz -T x',
    'xz -ld .npmrc.xz',
    'xz -td x.xz',
    'xz -l --decompress x.xz',
    'bzip2 -td x.bz2',
    'zstd -ld x.zst',
    'pigz -td x.gz',
    'xz -T x y',
  ],
};
