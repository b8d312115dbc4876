import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import { hasOption, optionTable, scan, valuesOf } from '../options.ts';
import type { Program } from '../program.ts';
import { derived, HERE } from '../words.ts';

const gzipGrammar: Grammar = {
  flags:
    '-1 -2 -3 -4 -5 -6 -7 -8 -9 -a -c -d -e -f -k -l -n -N -q -r -t -v -z -0 --stdout --to-stdout --decompress --uncompress --force --keep --list --no-name --name --quiet ' +
    '--recursive --rsyncable --test --verbose --fast --best --compress --small --help --version --no-progress',
  values: '-S -T -b --suffix --threads',
  refused: '-o --files --files0 -D --train --rm --output-dir-flat --output-dir-mirror -M',
};
const gzipRoles = optionTable(gzipGrammar);

/** The input is replaced, unless the output goes to standard output. */
function judgeGzip(args: readonly Word[], name: string): Effects {
  const scanned = scan(args, gzipRoles);
  const files = scanned.operands.filter((word) => word.value !== '-');
  const shows = name.endsWith('cat') || hasOption(scanned, '-c -l -t --stdout --to-stdout --list --test');
  const unpacks = name.startsWith('un') || /^(gun|bun)zip/.test(name) || hasOption(scanned, '-d --decompress --uncompress');
  const made = files.map((file) => derived(unpacks ? file.value.replace(/[.-][^./]*$/, '') : `${file.value}.gz`, file));
  const recursive = hasOption(scanned, '-r --recursive');
  const known = shows || files.length === 0 ? { reads: files } : { reads: files, writes: made, removes: files, recursive };
  if (unpacks && !shows && (recursive || files.some((file) => file.kind !== 'static') || hasOption(scanned, '-N -S --name --suffix')))
    return notProven('which files it makes is only known when it runs', known);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  return effects(shows || files.length === 0 ? 'read-only' : 'workspace-write', { words: 0 }, known);
}

export const gzip: Program = {
  names: [
    'gzip',
    'gunzip',
    'zcat',
    'gzcat',
    'bzip2',
    'bunzip2',
    'bzcat',
    'xz',
    'unxz',
    'xzcat',
    'lzma',
    'unlzma',
    'zstd',
    'unzstd',
    'zstdcat',
    'pigz',
    'unpigz',
    'compress',
    'uncompress',
  ],
  effects: (call, name) => judgeGzip(call.args, name),
  match: { 'gzip x': 'workspace-write', 'zcat x.gz': 'read-only', 'gunzip -c x.gz': 'read-only', 'xz -l x.xz': 'read-only' },
  notMatch: ['gzip x', 'gunzip --frob x', 'gunzip -N x.gz', 'gzip -dr src', 'gzip -c *', 'zstd -o out x'],
};

const unzipGrammar: Grammar = {
  flags: '-a -b -C -D -f -j -L -l -n -o -p -q -s -t -u -v -z -c -X -V -Z -1 -2 -h -m -M -T --help --version',
  values: '-P -x',
  writes: '-d',
  refused: '-: -K -^ -W',
};
const unzipRoles = optionTable(unzipGrammar);

export const unzip: Program = {
  names: ['unzip', 'zipinfo'],
  effects: ({ args }, name) => {
    const scanned = scan(args, unzipRoles);
    const [archive] = scanned.operands;
    const reads = archive === undefined ? [] : [archive];
    const targets = valuesOf(scanned, '-d');
    const shows = archive === undefined || name === 'zipinfo' || hasOption(scanned, '-l -v -t -z -Z -p -c');
    const known = { reads, writes: shows ? targets : targets.length > 0 ? targets : [HERE], recursive: !shows };
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
    if (shows && targets.length === 0) return effects('read-only', { words: 0 }, known);
    return effects('control-write', { none: 'which files it writes stands in the archive' }, known);
  },
  match: { 'unzip -l a.zip': 'read-only', 'unzip a.zip -d out': 'control-write', 'unzip -Zl a.zip': 'read-only' },
  notMatch: ['unzip a.zip', 'unzip -: a.zip', 'unzip $x'],
};

export const zip = leaf({
  names: ['zip'],
  flags:
    '-0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -D -e -f -g -j -l -q -r -S -u -v -X -y --recurse-paths --quiet --verbose --junk-paths --symlinks --no-dir-entries',
  values: '-n -P -s -t -tt -x -i --exclude --include --password',
  refused: '-T -TT -m -o -O -b -FF -F -@ --test --unzip-command --move --out --delete -d',
  operands: 'write',
  class: 'workspace-write',
  match: { 'zip -r a.zip src': 'workspace-write' },
  notMatch: ["zip a.zip x -T -TT 'rm y'", "zip a.zip x -T --unzip-command='rm y'", 'zip -m a.zip x'],
});

/** Formats with many switches of their own; only what they are asked to list is read. */
export const ar: Program = {
  names: ['7z', '7za', '7zz', '7zr', 'rar', 'unrar', 'cpio', 'pax', 'ar', 'zipnote', 'unar', 'jar'],
  effects: ({ args }, name) => {
    const [verb, archive] = args;
    const lists =
      (name.startsWith('7z') || name.endsWith('rar')) &&
      verb?.kind === 'static' &&
      verb.value === 'l' &&
      archive?.kind === 'static' &&
      !archive.value.startsWith('-');
    if (lists && args.length === 2) return effects('read-only', { words: 1 }, { reads: [archive] });
    return notProven('which files it writes stands in the archive', { reads: args.filter((word) => !word.value.startsWith('-')) });
  },
  match: { '7z l a.7z': 'read-only' },
  notMatch: ['7z x -y a.7z', 'cpio -i', '7z l -so a.7z', 'jar xf a.jar'],
};
