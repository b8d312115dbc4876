import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['nix --version', 'read-only 0'],
  ['nix flake show', 'workspace-code 2'],
  ['nix flake show github:a/b', 'unproven -'],
  ['nix flake check --impure', 'unproven -'],
  ['nix profile list', 'read-only 2'],
  ['nix run .#x', 'unproven - facts:package_install,network'],
  ['nix-shell -p x', 'unproven - facts:package_install,network'],
  ['nix-shell', 'unproven - facts:package_install,network'],
  ['nix-build', 'unproven - facts:package_install,network'],
  ['nix-shell profile list', 'unproven - facts:package_install,network'],
  ['nix-build registry list', 'unproven - facts:package_install,network'],
  ['nix-store -r x', 'unproven - facts:package_install,network'],
  ['nix-shell --version', 'read-only 0'],
  ['nix registry list', 'remote-read 2 facts:network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
