import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whyNotTrusted, writableAt } from '../../../src/agents/program/program-place.ts';
import { elsewhere, link, put } from './installed.ts';

const NOBODY = 65_534;

describe('a place', () => {
  const at = writableAt({ workspaces: ['/w/one', '/w/two'], home: '/home/u', ownDirs: ['/home/u/.config/bailiwick', '/state'] });

  test.each([
    ['/w/one/node_modules/.bin/x', 'in the workspace /w/one'],
    ['/w/two', 'in the workspace /w/two'],
    ['/home/u/.config/bailiwick/x', 'where programs keep what they have made'],
    ['/state/tasks/1/x', 'where programs keep what they have made'],
    ['/tmp/x', 'where programs keep what they have made'],
    ['/var/tmp/x', 'where programs keep what they have made'],
    ['/dev/shm/x', 'where programs keep what they have made'],
    ['/w/onerous/x', undefined],
    ['/usr/bin/x', undefined],
    ['/home/u/.local/bin/x', undefined],
  ])('%s lies %s', (file, where) => {
    expect(at(file)).toBe(where);
  });
});

const NOWHERE = () => undefined;

test('what only the user can change is trusted, links on the way too', () => {
  const dir = elsewhere();
  put(dir, { 'lib/program': '' });
  link('lib', join(dir, 'current'));
  link(join(dir, 'current/program'), join(dir, 'bin'));
  expect(whyNotTrusted(join(dir, 'bin'), NOWHERE)).toBe(undefined);
});

test.each([
  ['the path itself', 'a/first'],
  ['a link in the middle', 'b/second'],
  ['the program', 'c/program'],
])('%s in a bad place is refused, though the rest is good', (_, bad) => {
  const dir = elsewhere();
  put(dir, { 'c/program': '' });
  link(join(dir, 'c/program'), join(dir, 'b/second'));
  const first = link(join(dir, 'b/second'), join(dir, 'a/first'));
  const file = join(dir, bad);
  expect(whyNotTrusted(first, (one) => (one === file ? 'in the rain' : undefined))).toBe(
    `${file} lies in the rain: anybody who works there could have put it there`,
  );
});

test.each([
  ['lib/program', 0o757],
  ['lib', 0o777],
  ['.', 0o777],
])('%s with mode %o can be written by every user', (name, mode) => {
  const dir = elsewhere();
  put(dir, { 'lib/program': '' });
  chmodSync(join(dir, name), mode);
  expect(whyNotTrusted(join(dir, 'lib/program'), NOWHERE)).toBe(`${join(dir, name)} can be written by every user; \`chmod o-w\` ends that`);
});

test("a directory like /tmp lets nobody replace what is another's, and the user's own group is the user", () => {
  const dir = elsewhere();
  put(dir, { 'lib/program': '' });
  chmodSync(dir, 0o1777);
  chmodSync(join(dir, 'lib'), 0o775);
  expect(whyNotTrusted(join(dir, 'lib/program'), NOWHERE)).toBe(undefined);
});

describe.runIf(process.getuid?.() === 0)('what only root can set up', () => {
  test.each([
    [0, NOBODY, 0o775, /lib can be written by other users, those of group 65534; `chmod g-w` ends that$/],
    [NOBODY, 0, 0o755, /lib belongs to another user \(uid 65534\), who could put something else there$/],
  ])('owner %d, group %d, mode %o', (uid, gid, mode, why) => {
    const dir = elsewhere();
    mkdirSync(join(dir, 'lib'));
    put(dir, { 'lib/program': '' });
    chownSync(join(dir, 'lib'), uid, gid);
    chmodSync(join(dir, 'lib'), mode);
    expect(whyNotTrusted(join(dir, 'lib/program'), NOWHERE)).toMatch(why);
  });

  test('another group that may only read is no harm', () => {
    const dir = elsewhere();
    put(dir, { 'lib/program': '' });
    chownSync(join(dir, 'lib'), 0, NOBODY);
    expect(whyNotTrusted(join(dir, 'lib/program'), NOWHERE)).toBe(undefined);
  });
});
