import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['xattr x', 'read-only; reads x'],
  ['xattr -l x', 'read-only; reads x'],
  ['xattr -p com.apple.quarantine x', 'read-only; reads x'],
  ['xattr -w a b x', 'system; writes a b x'],
  ['xattr -wd a x', 'system; writes a x'],
  ['xattr -cr x', 'system; writes x; below it'],
  ['xattr --frob x', 'system; writes x'],
  ['getfacl x', 'read-only; reads x'],
  ['getfacl -', 'not proven'],
  ['getfacl -R .', 'not proven; reads .'],
  ['lsattr', 'read-only; reads .'],
  ['lsattr -R src', 'read-only; reads src; below it'],
  ['getfattr -n user.a x', 'read-only; reads user.a x'],
  ['getfattr -L x', 'not proven; reads x'],
  ['mdls -name kMDItemKind x', 'read-only; reads x'],
  ['mdls -plist out x', 'not proven; reads out x'],
  ['mdimport -t -d2 x', 'read-only; reads x'],
  ['mdimport -X', 'read-only'],
  ['mdimport x', 'not proven; reads x'],
  ['mdimport -i x', 'not proven; reads x'],
  ['mdimport -t -g ./x.mdimporter y', 'not proven; reads ./x.mdimporter y'],
  ['mdimport -t -o out x', 'not proven; reads out x'],
  ['mdimport -t -d -i x', 'not proven; reads x'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
