import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { derived, literal } from '../words.ts';

export const mkdir = leaf({
  names: ['mkdir', 'mkfifo'],
  flags: '-p -v --parents --verbose',
  values: '-m --mode',
  operands: 'write',
  class: 'workspace-write',
  match: { 'mkdir -p a/b': 'workspace-write', 'mkfifo p': 'workspace-write' },
  notMatch: ['mkdir x', 'mkdir --frob x'],
});

export const touch = leaf({
  names: ['touch'],
  flags: '-a -c -f -h -m --no-create --no-dereference',
  values: '-d -t -A --date --time',
  reads: '-r --reference',
  operands: 'write',
  class: 'workspace-write',
  match: { 'touch x': 'workspace-write', 'touch -d yesterday x': 'workspace-write' },
  notMatch: ['touch x', 'touch --frob x'],
});

export const truncate = leaf({
  names: ['truncate', 'fallocate'],
  flags: '-c -o -n -x -d -z --no-create --io-blocks',
  values: '-s -l --size --length --offset',
  reads: '-r --reference',
  operands: 'write',
  class: 'workspace-write',
  match: { 'truncate -s 0 x': 'workspace-write' },
  notMatch: ['truncate -s 0 x', 'truncate --frob x'],
});

export const shred = leaf({
  names: ['shred'],
  flags: '-f -u -v -x -z --force --verbose --exact --zero',
  attached: '--remove',
  values: '-n -s --iterations --size',
  reads: '--random-source',
  operands: 'write',
  class: 'workspace-write',
  match: { 'shred -u x': 'workspace-write' },
  notMatch: ['shred /dev/sda'],
});

/** Which files it changes stands in the patch. */
export const patch = leaf({
  names: ['patch'],
  flags:
    '-b -c -e -E -f -l -n -N -R -s -t -u -v -T -Z --backup --batch --binary --dry-run --force --forward --ignore-whitespace --quiet --reverse --silent --unified --verbose',
  values: '-B -D -F -g -p -V -Y -z --fuzz --strip --suffix',
  reads: '-i --input',
  refused: '-d --directory -o --output -r --reject-file --follow-symlinks',
  operands: 'write',
  class: 'control-write',
  noPrefix: 'which files it writes stands in the patch',
  match: { 'patch -p1 -i x.patch': 'control-write' },
  notMatch: ['patch -p1', 'patch -d / -p1', 'patch -o out x'],
});

/** The first file, and every file that is there already and may be another one: it is written through, where it is a link. */
function startingWith(prefix: Word, suffix: string): readonly Word[] {
  const all = prefix.kind === 'dynamic' ? [] : [{ span: prefix.span, value: `${prefix.value}*`, kind: 'glob' } as const];
  return [derived(`${prefix.value}${suffix}`, prefix), ...all];
}

/** What two letters could complete: `AGENTS.`, `.npm`, `makefi`. */
const SPELLS = /[.A-Z][^/]*$|fi$/;

const splitRule = {
  flags: '-d -e -u -x --elide-empty-files --unbuffered --verbose --help --version',
  attached: '--numeric-suffixes --hex-suffixes',
  values: '-b -C -l -n -t --bytes --line-bytes --lines --number --separator',
  // A name of another form could be one that configures programs.
  refused: '--filter -a --suffix-length --additional-suffix',
  numeric: true,
} as const;
const splitRoles = optionTable(splitRule);

/** It writes `xaa`, `xab` and so on, or what the second operand begins. */
export const split: Program = {
  names: ['split'],
  effects: ({ args }) => {
    const scanned = scan(args, splitRoles);
    const [input, start] = scanned.operands;
    const reads = input === undefined || input.value === '-' ? [] : [input];
    const prefix = start ?? literal('x');
    const writes = startingWith(prefix, 'aa');
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, { reads, writes });
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', { reads, writes });
    if (SPELLS.test(prefix.value)) return notProven('with two letters more it may be a name that configures programs', { reads, writes });
    return effects('workspace-write', { words: 0 }, { reads, writes });
  },
  match: { 'split -l 100 x out': 'workspace-write' },
  notMatch: [
    "split --filter='rm y' x",
    'split -a 1 x .npmr',
    'split x',
    'split --filt=x y',
    'split -b 1 x AGENTS.',
    'split -b 1 x d/makefi',
  ],
};

const csplitRule = compile({
  flags: '-k -q -s -z --keep-files --quiet --silent --elide-empty-files --suppress-matched',
  values: '-n --digits',
  writes: '-f --prefix',
  refused: '-b --suffix-format',
  operands: 'text',
  class: 'workspace-write',
});

/** The first operand is read, the others are places in it. It writes `xx00` and on, or what the prefix says before the number. */
export const csplit: Program = {
  names: ['csplit'],
  effects: ({ args }) => {
    const judged = judge(csplitRule, args);
    const prefixes = judged.writes ?? [literal('xx')];
    const [file] = scan(args, csplitRule.table).operands;
    return {
      ...judged,
      reads: file === undefined || file.value === '-' ? undefined : [file],
      writes: prefixes.flatMap((prefix) => startingWith(prefix, '00')),
    };
  },
  match: { 'csplit x 10': 'workspace-write' },
  notMatch: ['csplit x 10', 'csplit -b /%d x 10'],
};

const mktempRule = {
  values: '--suffix',
  refused: '-p -t --tmpdir',
  flags: '-d -u -q --directory --dry-run --quiet --help --version',
} as const;
const mktempRoles = optionTable(mktempRule);

/** Without a template it writes below the directory for temporary files. */
export const mktemp: Program = {
  names: ['mktemp', 'tempfile'],
  effects: ({ args }) => {
    const scanned = scan(args, mktempRoles);
    if (scanned.unknown !== undefined) return notProven(scanned.unknown);
    if (scanned.doubtful === undefined && hasOption(scanned, '-u --dry-run')) return effects('read-only', { words: 0 });
    const writes = scanned.operands.length === 0 ? [literal('/tmp')] : scanned.operands;
    return effects('workspace-write', { words: 0 }, { writes });
  },
  match: { 'mktemp -d': 'workspace-write', 'mktemp -u': 'read-only', 'mktemp x.XXXXXX': 'workspace-write' },
  notMatch: ['mktemp', 'mktemp -p / x.XXX'],
};
