import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['nm -gu x', 'read-only; reads x'],
  ['nm -gU x', 'read-only; reads x'],
  ['nm --plugin ./x.so y', 'not proven; reads ./x.so y'],
  ['nm @list', 'not proven; reads @list'],
  ['size -t x y', 'read-only; reads x y'],
  ['size -A @list', 'not proven; reads @list'],
  ['readelf -hW x', 'read-only; reads x'],
  ['readelf -p .comment x', 'read-only; reads x'],
  ['readelf --debug-dump=follow-links x', 'not proven; reads x'],
  ['readelf -w x', 'not proven; reads x'],
  ['objdump -d x', 'read-only; reads x'],
  ['objdump -dS x', 'not proven; reads x'],
  ['objdump --source x', 'not proven; reads x'],
  ['objdump --sou x', 'not proven; reads x'],
  ['otool -L x', 'read-only; reads x'],
  ['otool -s __TEXT __text x', 'read-only; reads x'],
  ['dwarfdump --uuid x', 'read-only; reads x'],
  ['dwarfdump -o out x', 'workspace-write; reads x; writes out'],
  ['addr2line -fe x 0x1', 'read-only; reads x'],
  ['atos -o x -l 0x1 0x2', 'read-only; reads x'],
  ['atos -p 1 0x1', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
