import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { HERE } from '../words.ts';

/** What is done with archives, beyond which nothing is proven: only words that are known, and no `@list` or pattern that the program itself reads. */
interface Verbs {
  readonly shows: RegExp;
  readonly switches: RegExp;
  /** The first operand is the archive; the others are names in it. */
  readonly archive: boolean;
}

const SEVEN_SWITCHES =
  /^-(slt|ba|bd|bt|bb[0-3]?|bs[oep][012]|r[-0]?|y|spd|sccUTF-8|scs(UTF-8|UTF-16LE|UTF-16BE|WIN|DOS)|scrc(\*|CRC32|CRC64|SHA1|SHA256|SHA384|SHA512|SHA3-256|XXH64|MD5|BLAKE2SP)?|t(7z|zip|tar|gzip|xz|bzip2|rar|iso|cab|wim|zstd|lzma|xar|dmg)|mmt(=?(\d+|on|off))?|p[\w.-]*)$/i;
const SEVEN: Verbs = { shows: /^[lt]$/, switches: SEVEN_SWITCHES, archive: true };
const SEVEN_HASHES: Verbs = { shows: /^h$/, switches: SEVEN_SWITCHES, archive: false };
const RAR: Verbs = { shows: /^(l[tb]*|v[tb]*|t)$/, switches: /^-(p-|inul|y|id[cdpq]*|c-|cfg-)$/, archive: true };

function isPlain({ kind, value }: Word): boolean {
  return kind === 'static' && !/^[@-]|[*?]/.test(value) && value !== '';
}

function look(args: readonly Word[], { shows, switches, archive }: Verbs): Effects | undefined {
  const [verb, ...rest] = args;
  if (verb?.kind !== 'static' || !shows.test(verb.value)) return undefined;
  const words = rest.filter(({ kind, value }) => kind !== 'static' || !switches.test(value));
  if (!words.every(isPlain) || (archive && words.length === 0)) return undefined;
  const reads = archive ? words.slice(0, 1) : words.length > 0 ? words : [HERE];
  return effects('read-only', { words: 1 }, { reads });
}

/** Asked for nothing, for help, for its formats or how fast it is. */
function tellsOfItself(args: readonly Word[], pattern: RegExp): boolean {
  return args.every(({ kind }) => kind === 'static') && pattern.test(args.map(({ value }) => value).join(' '));
}

function unknown(args: readonly Word[]): Effects {
  return notProven('which files it writes stands in the archive', { reads: args.filter((word) => !word.value.startsWith('-')) });
}

export const sevenZip: Program = {
  names: ['7z', '7za', '7zz', '7zr'],
  effects: ({ args }) => {
    if (tellsOfItself(args, /^((-h|--help|-\?|i)|b( -mmt(=?\d+)?| -mx\d| -bt| \d+)*)?$/)) return effects('read-only', { words: 0 });
    return look(args, SEVEN) ?? look(args, SEVEN_HASHES) ?? unknown(args);
  },
  match: {
    '7z l a.7z': 'read-only',
    '7z t -p a.7z': 'read-only',
    '7zz l -slt a.7z x/y': 'read-only',
    '7z h -scrcSHA256 x': 'read-only',
    '7za b -mmt=4': 'read-only',
    '7z i': 'read-only',
    '7zz': 'read-only',
  },
  notMatch: [
    '7z x -y a.7z',
    '7z l -so a.7z',
    '7z l @list',
    '7z t a.7z @list',
    '7z l -i@list a.7z',
    '7z l -an -ai@list',
    '7z l -oout a.7z',
    '7z t -tHash x',
    '7z t -o. a.7z',
    '7z h @list',
    "7z l 'd/*'",
    '7z l $x',
    '7z l',
    '7z a a.7z x',
    '7z d a.7z x',
    '7z -h x a.7z',
  ],
};

export const rar: Program = {
  names: ['rar', 'unrar'],
  effects: ({ args }) => {
    if (tellsOfItself(args, /^(-\?|-iver|-v)?$/)) return effects('read-only', { words: 0 });
    return look(args, RAR) ?? unknown(args);
  },
  match: { 'unrar l a.rar': 'read-only', 'rar lt a.rar': 'read-only', 'unrar t -inul a.rar': 'read-only' },
  notMatch: ['unrar x a.rar', 'unrar l @list', 'rar a a.rar x', 'unrar l -ilog=x a.rar', 'unrar e a.rar', "unrar l 'x*.rar'", 'unrar l'],
};

/** Of these only what lists a named archive; the rest unpacks, packs, or reads a list of names. What `ar p` prints may lie in other files. */
const LISTING: Readonly<Record<string, RegExp>> = {
  cpio: /^-[itvn]*t[itvn]*$|^--list$/,
  pax: /^$/,
  ar: /^-?tv?$/,
  jar: /^-?tv?f$/,
};

export const ar: Program = {
  names: ['cpio', 'pax', 'ar', 'zipnote', 'unar', 'jar'],
  effects: ({ args }, name) => {
    const [verb, ...words] = args;
    const listing = LISTING[name];
    const lists = verb?.kind === 'static' && verb.value !== '' && listing?.test(verb.value) === true && words.every(isPlain);
    // Without a file cpio lists its standard input; what else stands there are patterns.
    if (lists && name === 'cpio') return effects('read-only', { words: 0 });
    if (lists && words.length > 0) return effects('read-only', { words: 1 }, { reads: words.slice(0, 1) });
    return unknown(args);
  },
  match: { 'ar t a.a': 'read-only', 'cpio -itv': 'read-only', 'jar tf a.jar': 'read-only' },
  notMatch: [
    'cpio -i',
    'cpio -itF h:x',
    'cpio -it --rsh-command=x',
    'jar xf a.jar',
    'jar tf @list',
    'ar x a.a',
    'ar p a.a',
    'ar t --plugin ./x a.a',
    'pax -f x',
    'zipnote a',
    'unar a',
  ],
};

/** With a second operand they write a file. */
export const lz4 = leaf({
  names: ['lz4', 'lz4cat', 'unlz4', 'brotli'],
  flags: '-c -d -k -q -t -v -f --stdout --decompress --test --list --quiet --verbose --keep --force',
  operands: 'read',
  check: (scanned) => {
    if (hasOption(scanned, '-t --test --list') && !hasOption(scanned, '-d -f --decompress --force')) return undefined;
    return hasOption(scanned, '-c --stdout') && scanned.operands.length < 2 ? undefined : 'it writes a file';
  },
  match: { 'lz4 -t x.lz4': 'read-only', 'lz4 -dc x.lz4': 'read-only', 'brotli -dc x.br': 'read-only' },
  notMatch: ['lz4 x', 'lz4 -d x.lz4 y', 'lz4 -dc x y', 'brotli -o y x', 'brotli -d x.br', 'lz4 --rm x', 'lz4 -m x y'],
});
