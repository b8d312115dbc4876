import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['lipo -archs x', 'read-only; reads x'],
  ['lipo -detailed_info x', 'read-only; reads x'],
  ['lipo -create a b -output c', 'not proven; reads a b c'],
  ['lipo -thin arm64 a -output b', 'not proven; reads arm64 a b'],
  ['lipo -info a -output b', 'not proven; reads a b'],
  ['symbols -lookup main x', 'read-only; reads x'],
  ['symbols -saveSignature out x', 'not proven; reads out x'],
  ['symbols -symbolsPackageDir d x', 'not proven; reads d x'],
  ['sips -g pixelWidth x.png', 'read-only; reads x.png'],
  ['sips --verify x.icc', 'read-only; reads x.icc'],
  ['sips -z 1 1 x.png', 'not proven; reads 1 1 x.png'],
  ['sips -g all -s format jpeg x', 'not proven; reads format jpeg x'],
  ['sips x.png', 'not proven; reads x.png'],
  ['macbinary probe x.bin', 'read-only; reads x.bin'],
  ['binhex decode -c x.hqx', 'read-only; reads x.hqx'],
  ['binhex decode x.hqx', 'not proven; reads x.hqx'],
  ['applesingle encode x', 'not proven; reads x'],
  ['binhex --help', 'read-only'],
  ['compression_tool -h', 'read-only'],
  ['compression_tool -encode -i a -o b', 'not proven'],
  ['textutil -convert txt -stdout x.html', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
