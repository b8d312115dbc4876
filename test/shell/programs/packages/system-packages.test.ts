import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Managers that share a form. */
test.each([
  ['snap list', 'remote-read 1 facts:network'],
  ['snap info ./x.snap', 'unproven - facts:network'],
  ['snap run x', 'unproven - facts:package_install'],
  ['flatpak list --app', 'read-only 1'],
  ['flatpak search x', 'remote-read 1 facts:network'],
  ['flatpak remote-ls http://evil.test', 'unproven - facts:network'],
  ['flatpak run x', 'unproven - facts:package_install'],
  ['mas list', 'read-only 1'],
  ['mas search x', 'remote-read 1 facts:network'],
  ['mas install 1', 'install - facts:package_install,network'],
  ['winget list', 'remote-read 1 facts:network'],
  ['choco search x --source http://evil.test', 'unproven - facts:network'],
  ['scoop install x', 'install - facts:package_install,network'],
  ['guix search vim', 'read-only 1'],
  ['guix size vim', 'remote-read 1 facts:network'],
  ['guix show -L . x', 'unproven -'],
  ['guix shell x', 'unproven - facts:package_install'],
  ['emerge x', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
