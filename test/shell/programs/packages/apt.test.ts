import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Local databases; options that run or move, and files instead of names. */
test.each([
  ['apt list --installed', 'read-only 1'],
  ['apt-cache policy bash', 'read-only 1'],
  ['apt-cache show bash=1.2', 'read-only 1'],
  ['apt search ^vim', 'read-only 1'],
  ['apt show ./x.deb', 'unproven -'],
  ['apt list -o Dir::Bin::dpkg=./x', 'unproven -'],
  ['apt -o DPkg::Pre-Invoke::=id list', 'unproven - facts:package_install'],
  ['apt -c ./x list', 'unproven - facts:package_install'],
  ['apt list -c=./x', 'unproven -'],
  ['apt-get changelog bash', 'remote-read 1 facts:network'],
  ['apt-get install x', 'install - facts:package_install,network'],
  ['apt-get install -o A=b x', 'unproven - facts:package_install,network'],
  ['apt-mark showhold', 'read-only 1'],
  ['apt-mark hold x', 'install - facts:package_install,network'],
  ['apt frob', 'unproven - facts:package_install'],
  ['dpkg -l', 'read-only 0'],
  ['dpkg -S /bin/ls', 'read-only 0'],
  ['dpkg --compare-versions 1 lt 2', 'read-only 0'],
  ['dpkg -I x.deb', 'unproven -'],
  ['dpkg-deb --info x.deb', 'unproven -'],
  ['aptitude', 'unproven -'],
  ['aptitude -v', 'unproven -'],
  ['aptitude --version', 'read-only 0'],
  ['dpkg -l --admindir=./x', 'unproven -'],
  ['dpkg -l --pre-invoke=./x', 'unproven -'],
  ['dpkg -i x.deb', 'install - facts:package_install,network'],
  ['dpkg --status-logger=./x -i x', 'unproven - facts:package_install,network'],
  ['dpkg-query -W -f x bash', 'read-only 0'],
  ['dpkg-query --showformat=x -W', 'read-only 0'],
  ['dpkg-deb -c x.deb', 'read-only 0 reads:x.deb'],
  ['dpkg-deb -x x.deb /', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
