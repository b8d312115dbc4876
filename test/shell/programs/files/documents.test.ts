import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({
  class: 'read-only',
  prefix: { words: 0 },
  ...(files.length > 0 ? { reads: files } : {}),
});
const code = (...files: readonly string[]) => ({ class: 'workspace-code', prefix: { words: 0 }, reads: files });

test.each<[string, object]>([
  ['pdfinfo -f 1 -l 2 x.pdf', reads('x.pdf')],
  ['pdftotext -layout x.pdf -', reads('x.pdf')],
  ['pdftotext -v', reads()],
  ['xmllint --noout --nonet x.xml', reads('x.xml')],
  ["xmllint --html --xpath '//a' x.html", reads('x.html')],
  ['tidy -q -e x.html', reads('x.html')],
  ['ffprobe -v error -show_streams -of json x.mp4', code('x.mp4')],
  ['ffprobe -hide_banner -i x.mp4', code('x.mp4')],
  ['identify -verbose x.png', code('x.png')],
  ['exiftool -j -s3 -CreateDate x.jpg y', reads('x.jpg', 'y')],
  ['figlet -w 80 hi', reads()],
  ['cowsay moo', reads()],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'pdftotext x.pdf',
  'pdftotext x.pdf y',
  'pdftotext -layout x.pdf',
  'xmllint --noent x',
  'xmllint --shell x',
  'xmllint --valid x',
  'xmllint --schema s x',
  'xmllint --xinclude x',
  'xmllint --output y x',
  'xmllint -o y x',
  'xmllint http://h/x',
  'xmllint --loaddtd x',
  'xmllint --noen x',
  'tidy -m x',
  'tidy -o y x',
  'tidy -config y x',
  'tidy --write-back yes x',
  'ffprobe http://h/x',
  'ffprobe -i http://h/x',
  'ffprobe concat:a',
  'ffprobe -f lavfi -i x',
  'ffprobe -report x',
  'ffprobe -of xml@x y',
  'identify msl:x',
  'identify @x',
  'identify -define a=b x',
  'mediainfo --LogFile=y x',
  'mediainfo http://h/x',
  'exiftool -Title=x y',
  'exiftool -o y x',
  'exiftool -w txt x',
  'exiftool -if 1 x',
  'exiftool -Config y x',
  'exiftool -config y x',
  'exiftool -@ y',
  'exiftool -TagsFromFile y x',
  'exiftool -execute',
  'exiftool -csv=y x',
  'exiftool -b x',
  'exiftool -p y x',
  "exiftool 'id |'",
  'exiftool $x',
  'cowsay -f x moo',
  'cowsay -r moo',
  'figlet -d x y',
  'figlet -f x y',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
