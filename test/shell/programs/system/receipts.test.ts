import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['pkgutil --pkgs', 'read-only'],
  ['pkgutil --packages', 'read-only'],
  ['pkgutil --files com.apple.pkg.x', 'read-only'],
  ['pkgutil --file-info /usr/bin/zip', 'read-only'],
  ['pkgutil --payload-files x.pkg', 'read-only; reads x.pkg'],
  ['pkgutil --check-signature x.pkg', 'read-only; reads x.pkg'],
  ['pkgutil --volume /Volumes/x --pkgs', 'read-only; reads /Volumes/x'],
  ['pkgutil --bom x.pkg', 'not proven'],
  ['pkgutil --expand x.pkg out', 'not proven'],
  ['pkgutil --forget x', 'not proven'],
  ['pkgutil --learn x --edit-pkg y', 'not proven'],
  ['pkgutil --flatten a b', 'not proven'],
  ['pkgutil --pkgs x', 'not proven'],
  ['profiles list', 'read-only'],
  ['profiles list -user ann', 'read-only'],
  ['profiles status -type enrollment', 'read-only'],
  ['profiles help', 'read-only'],
  ['profiles show', 'system; persistence'],
  ['profiles list -output x', 'not proven'],
  ['profiles remove -all', 'system; persistence'],
  ['profiles renew -type enrollment', 'system; persistence'],
  ['profiles', 'system; persistence'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
