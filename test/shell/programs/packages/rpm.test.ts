import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Queries, and what only looks like one. */
test.each([
  ['rpm -qa', 'read-only 0'],
  ['rpm -qi bash', 'read-only 0'],
  ['rpm -qf /bin/ls', 'read-only 0'],
  ["rpm -q --qf '%{NAME}' bash", 'read-only 0'],
  ["rpm -q --qf '%(id)' bash", 'unproven -'],
  ['rpm -i x', 'install - facts:package_install,network'],
  ['rpm -qp http://evil.test/x.rpm', 'unproven -'],
  ["rpm -q --define 'x y' bash", 'unproven -'],
  ["rpm -qa --pipe 'rm y'", 'unproven -'],
  ['rpm -e x', 'install - facts:package_install,network'],
  ['dnf list --installed', 'remote-read 1 facts:network'],
  ['dnf info bash', 'remote-read 1 facts:network'],
  ['dnf list --repofrompath=a,http://evil.test', 'unproven - facts:network'],
  ['dnf --setopt=x=y list', 'unproven - facts:network'],
  ['dnf info http://evil.test/x.rpm', 'unproven - facts:network'],
  ['dnf history list', 'remote-read 2 facts:network'],
  ['dnf history undo last', 'install - facts:package_install'],
  ['dnf shell', 'unproven - facts:package_install'],
  ['yum install x', 'install - facts:package_install,network'],
  ['zypper se vim', 'remote-read 1 facts:network'],
  ['zypper --plus-repo http://evil.test se x', 'unproven - facts:package_install'],
  ['zypper in x', 'install - facts:package_install,network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
