import { describe, expect, test } from 'vitest';
import { verdictOf } from './decide-harness.ts';

describe('a wider class does not make up for a narrower one', () => {
  test.each([
    ['npm test > out', 'ask 5'],
    ['make > out', 'ask 5'],
    ['gh pr view 1 > out', 'ask 5'],
    ['kubectl get pods > out', 'ask 5'],
    ['git status > out', 'allow 3'],
  ])('%s under the standard preset: %s', (command, verdict) => {
    expect(verdictOf(command)).toBe(verdict);
  });

  test.each([
    ['npm test > out', 'allow 3'],
    ['git commit -m x > .npmrc', 'ask 5'],
    ['curl example.com > .git/hooks/pre-commit', 'ask 5'],
  ])('%s under the relaxed preset: %s', (command, verdict) => {
    expect(verdictOf(command, { preset: 'relaxed' })).toBe(verdict);
  });

  test('a write by git to a repository that runs something is code of the workspace', () => {
    const readText = (file: string) => (file === '/home/ann/project/.git/config' ? '[core]\nfsmonitor = x\n' : undefined);
    const isDirectory = (real: string) => real === '/home/ann/project/.git';
    expect(verdictOf('git status > out', { world: { readText, isDirectory } })).toBe('ask 5');
  });
});

describe('what runs again, later or beside the rest makes paths stale', () => {
  test.each([
    "find . -name x -exec cat c/f ';' -exec mv a c ';'",
    "trap 'cat c/f' EXIT; mv a c",
    'for i in 1 2; do cat c/f; mv a c; done',
    'for i in 1 2; do mv a b; done',
    "bash -c 'while cat c/f; do mv a c; done'",
    "bash -c 'cat c/f | mv a c'",
  ])('%s', (command) => {
    expect(verdictOf(command)).toBe('ask 5');
  });
});

describe('a home that the text may change is still a home to absolute denials', () => {
  test.each(['rm -rf $HOME; echo HOME', 'rm -rf ~; echo HOME', 'rm -rf ~/*; echo HOME', 'rm -rf "$HOME"/; HOME=/x'])('%s', (command) => {
    expect(verdictOf(command)).toBe('deny 0');
  });
});

describe('the directory is followed through builtins and traps', () => {
  test.each(['builtin -- cd .git && echo x > config', "trap 'cd .git' DEBUG; echo x > config", 'command -p cd .git && echo x > config'])(
    '%s',
    (command) => {
      expect(verdictOf(command)).toBe('ask 5');
    },
  );
});

describe('a pattern that names everything counts as the directory', () => {
  test.each(['rm -rf ?*', 'rm -rf ./?*', 'rm -rf */', 'rm -rf *.*', 'rm -rf /?*', 'rm -rf ~/?*', 'rm -rf /*/', 'rm -rf ~+'])(
    '%s',
    (command) => {
      expect(verdictOf(command)).toBe('deny 0');
    },
  );
});

describe('descriptors by name are the files behind them', () => {
  test.each([
    ['echo x > /dev/stdout', 'allow 1'],
    ['tee /dev/stdin < .npmrc', 'ask 5'],
    ['tee /dev/stdout 1< .npmrc', 'ask 5'],
    ['{ tee /dev/stdout; } 1< .npmrc', 'ask 5'],
    ['rm /dev/null', 'ask 5'],
    ['mv x /dev/null', 'ask 5'],
  ])('%s: %s', (command, verdict) => {
    expect(verdictOf(command)).toBe(verdict);
  });
});

test('the root is never the workspace, however it is written', () => {
  for (const command of ['rm /', 'rm -d //', 'rmdir /', 'rm ///']) expect([command, verdictOf(command)]).toEqual([command, 'ask 5']);
});

describe('where a list stands when an alternative or a negation kept it from moving', () => {
  test.each([
    ['true || cd a && cat ../x', 'ask 5'],
    ['ls || cd a && echo x > ../x', 'ask 5'],
    ['! cd a && cat ../x', 'ask 5'],
    ['if ! cd a; then cat ../x; fi', 'ask 5'],
    ['until cd a; do cat ../x; done', 'ask 5'],
    ['cd a || cat ../x', 'ask 5'],
    ['cd a && cat ../x', 'allow 1'],
    ['cd a && cd b && cat ../../x', 'allow 1'],
    ['true && cd a && cat ../x', 'allow 1'],
  ])('%s: %s', (command, verdict) => {
    expect(verdictOf(command)).toBe(verdict);
  });
});

test('what a pattern really matches counts for absolute denials', () => {
  const glob = () => ['/home/ann/project'];
  expect(verdictOf('rm -rf src ~/pr?ject', { world: { glob } })).toBe('deny 0');
  expect(verdictOf('rm -rf src/?', { world: { glob: () => ['/home/ann/project/src/x'] } })).toBe('allow 3');
});

test('a number that is too large for a descriptor is a word', () => {
  expect(verdictOf('ls 2147483648>made')).toBe('ask 5');
  expect(verdictOf('ls 2>made')).toBe('allow 3');
});

test('a pattern counts as it is written, too: what is found for it may be more than bash finds', () => {
  expect(verdictOf('mkdir ../[m]ade', { world: { glob: () => ['/home/ann/project'] } })).toBe('ask 5');
});
