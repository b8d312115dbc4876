import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['xcrun --show-sdk-path', 'read-only'],
  ['xcrun --sdk iphoneos --find clang', 'read-only'],
  ['xcrun simctl list devices', 'read-only; starts simctl list devices'],
  ['xcrun --sdk ./x.sdk clang x.c', 'not proven; starts clang x.c'],
  ['xcrun --toolchain x clang', 'not proven; starts x clang'],
  ['xcrun rm y', 'read-only; starts rm y'],
  ['xcrun -k', 'not proven'],
  ['simctl spawn x rm y', 'system; process_control'],
  ['xcode-select -p', 'read-only'],
  ['xcode-select -s ./x', 'system; process_control'],
  ['xcodebuild -list', 'workspace-code'],
  ['xcodebuild -scheme App -derivedDataPath out test', 'workspace-code; writes out'],
  ['xcodebuild -workspace A.xcworkspace -scheme App build', 'workspace-code; reads A.xcworkspace'],
  ['xcodebuild CC=./x build', 'not proven'],
  ['xcodebuild -exportArchive', 'not proven'],
  ['xcodebuild -allowProv build', 'not proven'],
  ['softwareupdate -l', 'remote-read; network'],
  ['softwareupdate --history', 'read-only'],
  ['softwareupdate --schedule off', 'not proven'],
  ['softwareupdate -ia', 'system; package_install; network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
