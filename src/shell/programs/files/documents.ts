import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesOf } from '../scanned.ts';

/** With a colon it is an address, or names a format that reads other files. */
function namesAddress({ operands }: Scan): string | undefined {
  return operands.some(({ value }) => /[:@|]/.test(value)) ? 'an operand may be an address' : undefined;
}

export const pdfinfo = leaf({
  names: ['pdfinfo', 'pdffonts'],
  flags: '-box -meta -custom -js -struct -struct-text -isodates -rawdates -dests -url -v -h -help -listenc -subst',
  values: '-f -l -enc -opw -upw',
  style: 'single-dash',
  operands: 'read',
  match: { 'pdfinfo x.pdf': 'read-only', 'pdffonts -l 3 x.pdf': 'read-only' },
  notMatch: ['pdfinfo --frob x'],
});

/** Without `-` for its output it writes a file. */
export const pdftotext = leaf({
  names: ['pdftotext'],
  flags: '-layout -raw -nodiag -htmlmeta -bbox -bbox-layout -nopgbrk -tsv -cropbox -q -v -h -help -listenc',
  values: '-f -l -r -x -y -W -H -fixed -enc -eol -colspacing -opw -upw',
  style: 'single-dash',
  operands: 'read',
  check: ({ operands, options }) =>
    operands[1]?.value === '-' || (operands.length === 0 && options.length === 1) ? undefined : 'it writes a file',
  match: { 'pdftotext -layout x.pdf -': 'read-only' },
  notMatch: ['pdftotext x.pdf', 'pdftotext x.pdf y.txt', 'pdftotext'],
});

/** No option that loads what a document names: entities, schemas, definitions of its type. */
export const xmllint = leaf({
  names: ['xmllint'],
  flags:
    '--noout --format --nonet --html --xmlout --recover --nowarning --noblanks --nocdata --nsclean --timing --stream --memory --push --debug --compress --huge --nocatalogs --noenc',
  values: '--xpath --pattern --encode --pretty --maxmem',
  refused:
    '--output -o --shell --schema --relaxng --schematron --valid --postvalid --dtdvalid --dtdvalidfpi --noent --loaddtd --dtdattr --xinclude --noxincludenode --path --load-trace --catalogs --insert --copy --c14n --c14n11 --exc-c14n',
  operands: 'read',
  check: namesAddress,
  match: { 'xmllint --noout x.xml': 'read-only', "xmllint --xpath '//a/text()' x.xml": 'read-only' },
  notMatch: [
    'xmllint --noent x',
    'xmllint http://h/x',
    'xmllint -o y x',
    'xmllint --shell x',
    'xmllint --schema s x',
    'xmllint --xinclude x',
    'xmllint --c14n x',
    'xmllint --c14n11 x',
  ],
});

/** It shows errors and the corrected text; `-m` changes its files. */
export const tidy = leaf({
  names: ['tidy'],
  flags:
    '-q -e -xml -utf8 -ascii -i -indent -quiet -errors -asxml -asxhtml -ashtml -omit -upper -clean -bare -numeric -version -v -h -help',
  values: '-wrap',
  refused: '-o -output -f -file -m -modify -config --config -change -access',
  style: 'single-dash',
  operands: 'read',
  match: { 'tidy -q -e x.html': 'read-only' },
  notMatch: ['tidy -m x', 'tidy -o y x', 'tidy --output-file y x', 'tidy -config c x'],
});

/** What a file holds decides which decoder is used, and which other files it opens. */
export const media = leaf({
  names: ['ffprobe', 'identify', 'mediainfo'],
  flags:
    '-hide_banner -show_format -show_streams -show_frames -show_packets -show_chapters -show_programs -show_error -count_frames -count_packets -pretty -unit -private -version -verbose -ping -quiet -moments -unique -Full -Help -Version',
  values: '-v -loglevel -of -print_format -output_format -show_entries -select_streams -read_intervals',
  reads: '-i',
  refused: '-f -o -report -protocol_whitelist -format -Output -LogFile -define -list -debug -log',
  style: 'single-dash',
  operands: 'read',
  class: 'workspace-code',
  check: (scanned) =>
    namesAddress(scanned) ??
    (valuesOf(scanned, '-i').some(({ value }) => /[:@|]/.test(value)) ||
    valuesOf(scanned, '-of -print_format -output_format').some(({ value }) => /[/@]/.test(value))
      ? 'an operand may be an address'
      : undefined),
  match: {
    'ffprobe -v error -show_format -of json x.mp4': 'workspace-code',
    'identify x.png': 'workspace-code',
    'mediainfo x.mp4': 'workspace-code',
  },
  notMatch: [
    'ffprobe http://h/x',
    'ffprobe -i concat:x',
    'ffprobe -f lavfi -i x',
    'identify msl:x',
    'identify @list',
    'mediainfo --LogFile=y x',
  ],
});

/** Options that are case-blind could hide behind a name, so that names are listed. */
const EXIF =
  /^-(a|u|n|l|q|t|T|S|s{1,3}|s[1-3]|[gG][0-7]?|ee|fast2?|j|json|X|ver|all|File(Name|Size|Type|ModifyDate)|MIMEType|Image(Size|Width|Height)|Make|Model|Orientation|CreateDate|ModifyDate|DateTimeOriginal|GPS(Latitude|Longitude|Position|Altitude)|Title|Author|Duration|LensModel|ISO|Software)$/;

function judgeExif(args: readonly Word[]): Effects {
  const files = args.filter(({ value }) => !value.startsWith('-'));
  const plain = args.every(({ kind, value }) => kind === 'static' && (value.startsWith('-') ? EXIF.test(value) : !/[|]/.test(value)));
  return plain
    ? effects('read-only', { words: 0 }, { reads: files })
    : notProven('an option may write, run or read something else', { reads: files });
}

/** An assignment to a tag writes; `-if`, `-config` and `-@` run code or read more words. */
export const exiftool: Program = {
  names: ['exiftool'],
  effects: ({ args }) => judgeExif(args),
  match: { 'exiftool x.jpg': 'read-only', 'exiftool -j -G1 -CreateDate x.jpg': 'read-only', 'exiftool -ver': 'read-only' },
  notMatch: [
    'exiftool -Title=x y',
    'exiftool -if 1 x',
    'exiftool -Config x',
    'exiftool -@ x',
    'exiftool -o y x',
    'exiftool -w txt x',
    "exiftool 'id|'",
    'exiftool $x',
  ],
};
