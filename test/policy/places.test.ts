import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOf, isVital, placeOf, placeOfName, within } from '../../src/policy/places.ts';
import { nameIn } from '../../src/shell/name-in.ts';
import { runs } from '../properties/runs.ts';

const bounds = boundsOf({
  workspace: '/home/ann/project',
  home: '/home/ann',
  ownDirs: ['/home/ann/.local/state/bailiwick', '/home/ann/.config/bailiwick'],
});

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

describe('placeOfName', () => {
  test('a name has the place of the path that it makes, in every directory and under all bounds', () => {
    const segment = fc.constantFrom(
      '',
      '.',
      '..',
      'src',
      '.git',
      '.GIT',
      '.env',
      '.ssh',
      'id_rsa',
      'a.pem',
      'a.PEM',
      '.npmrc',
      'x.code-workspace',
      '.x-ci.yml',
      'b~',
    );
    const text = fc.array(fc.oneof(segment, fc.string({ maxLength: 4 })), { maxLength: 4 }).map((names) => names.join('/'));
    const workspaces = ['/home/ann/project', '/home/ann', '/', '/w/.git', '/home/ann/.ssh'];
    const allBounds = workspaces.map((workspace) => boundsOf({ workspace, home: '/home/ann', ownDirs: ['/home/ann/.config/bailiwick'] }));
    fc.assert(
      fc.property(text, fc.constantFrom(...workspaces, '/home/ann/project/src'), fc.constantFrom(...allBounds), (name, directory, each) => {
        const real = nameIn(directory, name);
        expect({ real, place: placeOfName(real, name, directory, each) }).toEqual({ real, place: placeOf(real, each) });
      }),
      { numRuns: runs(1000) },
    );
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

test('in an ordinary workspace a shorter look gives the same place', () => {
  const names = fc.constantFrom(
    ...'src a.ts .git .ssh .env .env.example id_rsa key.pem x.PEM credentials .npmrc .eslintrc.json .config Library secrets.json x~ .a.swp CLAUDE.md'.split(
      ' ',
    ),
  );
  const below = fc.array(
    fc.oneof(
      names,
      fc.string({ maxLength: 6 }).map((name) => name.replaceAll('/', '')),
    ),
    { maxLength: 4 },
  );
  const workspaces = fc.constantFrom(
    '/home/ann/project',
    '/home/ann/a/b',
    '/srv/app',
    '/home/ann/.config/x',
    '/home/ann',
    '/etc/app',
    '/home/ann/.ssh/p',
  );
  fc.assert(
    fc.property(workspaces, below, (workspace, segments) => {
      const made = boundsOf({ ...bounds, workspace });
      const real = [workspace, ...segments].join('/');
      expect({ real, place: placeOf(real, made) }).toEqual({ real, place: placeOf(real, { ...made, ordinary: false }) });
    }),
  );
});

test.each([
  ['/home/ann/project', true],
  ['/srv/app', true],
  ['/home/ann', false],
  ['/home', false],
  ['/', false],
  ['/home/ann/.config', false],
  ['/home/ann/.config/bailiwick/x', false],
  ['/home/ann/.ssh/x', false],
  ['/home/ann/.mozilla/x', false],
  ['/etc/x', false],
  ['/run/secrets/x', false],
])('the workspace %s is ordinary: %s', (workspace, ordinary) => {
  expect(boundsOf({ ...bounds, workspace }).ordinary).toBe(ordinary);
});
