import { describe, expect, test } from 'vitest';
import { isVital, placeOf, within } from '../../src/policy/places.ts';

const bounds = {
  workspace: '/home/ann/project',
  home: '/home/ann',
  ownDirs: ['/home/ann/.local/state/bailiwick', '/home/ann/.config/bailiwick'],
};

describe('placeOf', () => {
  test.each([
    ['/dev/null', 'null'],
    ['/home/ann/project', 'workspace'],
    ['/home/ann/project/src/a.ts', 'workspace'],
    ['/home/ann/project/package.json', 'workspace'],
    ['/home/ann/project/.git/config', 'control'],
    ['/home/ann/project/sub/.GIT/hooks/x', 'control'],
    ['/home/ann/project/.mcp.json', 'control'],
    ['/home/ann/project/.bailiwick/rules.jsonc', 'control'],
    ['/home/ann/project/.github/workflows/ci.yml', 'control'],
    ['/home/ann/project/sub/.npmrc', 'control'],
    ['/home/ann/project/.env', 'secret'],
    ['/home/ann/.ssh/id_rsa', 'secret'],
    ['/home/ann/.aws/credentials', 'secret'],
    ['/home/ann/.config/bailiwick/settings.json', 'own'],
    ['/home/ann/.local/state/bailiwick/db', 'own'],
    ['/home/ann/project-2/a', 'outside'],
    ['/etc/passwd', 'outside'],
    ['/tmp/x', 'outside'],
    ['/usr/include/stdio.h', 'readable'],
    ['/dev/sda1', 'device'],
    ['/dev/nvme0n1', 'device'],
  ])('%s is %s', (path, place) => {
    expect(placeOf(path, bounds)).toBe(place);
  });
});

describe('isVital', () => {
  test.each([
    '/',
    '/.',
    '//',
    '/etc',
    '/home',
    '/home/ann',
    '/home/ann/',
    '/home/bob',
    '/home/ann/project',
    '/Users/ann',
    '/usr/bin',
    '/var/lib',
  ])('%s is', (path) => {
    expect(isVital(path, bounds)).toBe(true);
  });
  test.each(['/tmp', '/tmp/x', '/home/ann/project/dist', '/home/ann/other', '/var/tmp', '/etc/nginx'])('%s is not', (path) => {
    expect(isVital(path, bounds)).toBe(false);
  });
});

test('within looks at whole names', () => {
  expect([within('/a/b', '/a'), within('/a', '/a'), within('/ab', '/a'), within('/a', '/')]).toEqual([true, true, false, true]);
});
