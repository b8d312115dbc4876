import { expect, test } from 'vitest';
import { told } from '../system/told.ts';

test.each([
  ['ls -la src', 'read-only; reads src'],
  ['ls --frob', 'not proven; reads .'],
  ['tree -L 2 src', 'read-only; reads src'],
  ['tree -o out', 'workspace-write; reads .; writes out'],
  ['tree -l', 'not proven; reads .'],
  ['du -sh src', 'read-only; reads src'],
  ['du -L src', 'not proven; reads src'],
  ['df -hT /', 'read-only'],
  ['df --output=pcent .', 'read-only'],
  ['df --frob', 'not proven'],
  ['stat -c %s x', 'read-only; reads x'],
  ['file -b x', 'read-only; reads x'],
  ['file -C -m x', 'not proven; reads x'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
