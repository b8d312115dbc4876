import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const FACT = { class: 'read-only', prefix: { words: 0 } };
const looks = (...files: readonly string[]) => ({ class: 'read-only', prefix: { words: 1 }, reads: files });

test.each<[string, object]>([
  ['7z', FACT],
  ['7z i', FACT],
  ['7zz b -mmt=4', FACT],
  ['7z --help', FACT],
  ['7z l a.7z', looks('a.7z')],
  ['7z t -bd -y a.7z x/y', looks('a.7z')],
  ['7zz h -scrcSHA256 x y', looks('x', 'y')],
  ['7z h', looks('.')],
  ['unrar vt a.rar', looks('a.rar')],
  ['rar t -p- a.rar x', looks('a.rar')],
  ['ar tv a.a', looks('a.a')],
  ['jar -tf a.jar', looks('a.jar')],
  ['cpio -it', FACT],
  ['lz4 -t x.lz4', { class: 'read-only', prefix: { words: 0 }, reads: ['x.lz4'] }],
  ['unlz4 -c x.lz4', { class: 'read-only', prefix: { words: 0 }, reads: ['x.lz4'] }],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  '7z x a.7z',
  '7z e a.7z',
  '7z a a.7z x',
  '7z d a.7z x',
  '7z rn a.7z x y',
  '7z u a.7z',
  '7z l',
  '7z l @x',
  '7z l a.7z @x',
  '7z l -i@x a.7z',
  '7z l -ai@x',
  '7z l a.7z -x@y',
  '7z t -so a.7z',
  '7z t -o. a.7z',
  '7z t -w. a.7z',
  '7z t -tHash x',
  '7z l x*',
  '7z h @x',
  '7z $x a.7z',
  '7z l $x',
  '7z i x',
  '7z b @x',
  'unrar x a.rar',
  'unrar p a.rar',
  'unrar l -ilogx a.rar',
  'unrar l -n@x a.rar',
  'rar a a.rar x',
  'ar x a.a',
  'ar p a.a',
  'ar t --plugin x a.a',
  'ar t @x',
  'jar xf a.jar',
  'jar tf a.jar @x',
  'cpio -i',
  'cpio -it -F h:x',
  'cpio -o',
  'lz4 x',
  'lz4 -c x y',
  'lz4 -tf x',
  'lz4 --rm -t x',
  'brotli x',
  'brotli -c -o y x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
