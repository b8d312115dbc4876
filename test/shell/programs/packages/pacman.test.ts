import { expect, test } from 'vitest';
import { told } from './told.ts';

/** One bundle of letters decides. */
test.each([
  ['pacman -Q', 'read-only 0'],
  ['pacman -Qi bash', 'read-only 0'],
  ['pacman -Qp x.pkg', 'install - facts:package_install,network'],
  ['pacman -Ss vim', 'read-only 0'],
  ['pacman -Si vim', 'read-only 0'],
  ['pacman -S vim', 'install - facts:package_install,network'],
  ['pacman -Sq vim', 'install - facts:package_install,network'],
  ['pacman -Sy', 'install - facts:package_install,network'],
  ['pacman -Syu', 'install - facts:package_install,network'],
  ['pacman -Ssy x', 'install - facts:package_install,network'],
  ['pacman -Q --config ./x', 'unproven -'],
  ['pacman -Ss x --hookdir .', 'unproven -'],
  ['pacman -F bin/ls', 'read-only 0'],
  ['pacman -Fy', 'install - facts:package_install,network'],
  ['yay -Ss vim', 'remote-read 0 facts:network'],
  ['yay -Qu', 'remote-read 0 facts:network'],
  ['apk info -L bash', 'read-only 1'],
  ['apk list', 'remote-read 1 facts:network'],
  ['apk -X http://evil.test list', 'unproven - facts:package_install'],
  ['apk info --root /x', 'unproven -'],
  ['apk add x', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
