import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['diskutil list', 'read-only'],
  ['diskutil info -plist disk0', 'read-only'],
  ['diskutil information disk0s1', 'read-only'],
  ['diskutil listFilesystems -plist', 'read-only'],
  ['diskutil activity', 'read-only'],
  ['diskutil apfs list', 'read-only'],
  ['diskutil apfs deleteVolume disk2s1', 'not proven'],
  ['diskutil appleRAID list', 'system; dangerous_pattern'],
  ['diskutil eraseDisk JHFS+ x disk2', 'system; dangerous_pattern'],
  ['diskutil unmount disk0s1', 'system; dangerous_pattern'],
  ['diskutil $x', 'not proven; dangerous_pattern'],
  ['diskutil', 'system; dangerous_pattern'],
  ['hdiutil info', 'read-only'],
  ['hdiutil imageinfo -plist x.dmg', 'read-only; reads x.dmg'],
  ['hdiutil verify x.dmg', 'read-only; reads x.dmg'],
  ['hdiutil imageinfo https://evil.test/x.dmg', 'not proven; reads https://evil.test/x.dmg'],
  ['hdiutil imageinfo -shadow s x.dmg', 'not proven; reads s x.dmg'],
  ['hdiutil attach x.dmg', 'system; dangerous_pattern'],
  ['hdiutil create -size 1m x.dmg', 'system; dangerous_pattern'],
  ['zpool status -v tank', 'read-only'],
  ['zfs list -t snapshot', 'read-only'],
  ['btrfs subvolume list /', 'read-only'],
  ['zpool destroy tank', 'system; dangerous_pattern'],
  ['zpool status -c ./x', 'system; dangerous_pattern'],
  ['zfs set a=b x', 'system; dangerous_pattern'],
  ['btrfs filesystem label / evil', 'system; dangerous_pattern'],
  ['btrfs device stats -z /', 'system; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
