import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['tmutil help startbackup', 'read-only'],
  ['tmutil destinationinfo', 'read-only'],
  ['tmutil listbackups -m -t', 'read-only'],
  ['tmutil latestbackup -m', 'read-only'],
  ['tmutil listlocalsnapshotdates /', 'read-only'],
  ['tmutil uniquesize backup', 'read-only; reads backup; below it'],
  ['tmutil isexcluded src', 'read-only; reads src; below it'],
  ['tmutil compare a b', 'read-only; reads a b; below it'],
  ['tmutil compare', 'not proven; below it'],
  ['tmutil compare -a x', 'not proven; reads x; below it'],
  ['tmutil startbackup -b', 'system; process_control'],
  ['tmutil delete -d /x -t y', 'system; process_control'],
  ['tmutil disable', 'system; process_control'],
  ['tmutil addexclusion src', 'system; process_control'],
  ['tmutil', 'system; process_control'],
  ['tmutil $x', 'not proven; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
