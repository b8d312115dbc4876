import { describe, expect, test } from 'vitest';
import { executingKey } from '../../src/policy/git-config.ts';
import { verdictOf, WORKSPACE } from './decide-harness.ts';

const PLAIN =
  '[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n\turl = https://example.com/x.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\tremote = origin\n[user]\n\tname = Ann\n';

describe('executingKey', () => {
  test('a plain configuration runs nothing', () => {
    expect(executingKey(PLAIN)).toBeUndefined();
    expect(executingKey('[core]\n\tfsmonitor = false\n# fsmonitor = x\n')).toBeUndefined();
  });

  test.each([
    ['[core]\nfsmonitor = ./x', 'core.fsmonitor'],
    ['[core] fsmonitor = ./x', 'core.fsmonitor'],
    ['[CORE]\n  FSMonitor=./x', 'core.fsmonitor'],
    ['[core]\nfsmonitor', 'core.fsmonitor'],
    ['[filter "a.b"]\nclean = x', 'filter.a.b.clean'],
    ['[diff "x"]\n\ttextconv = x', 'diff.x.textconv'],
    ['[include]\npath = ../x', 'include.path'],
    ['[includeIf "gitdir:/x"]\npath = ../x', 'includeif.gitdir:/x.path'],
    ['[alias]\nst = !x', 'alias.st'],
    ['[core]\nfs\\\nmonitor = x', 'a line that is not plain'],
  ])('%j runs by %s', (config, key) => {
    expect(executingKey(PLAIN + config)).toBe(key);
  });
});

test('a read by git loses tier 1 when the repository chooses what runs', () => {
  const world = (config: string) => ({
    isDirectory: (path: string) => path === `${WORKSPACE}/.git`,
    readText: (path: string) => (path === `${WORKSPACE}/.git/config` ? config : undefined),
  });
  expect(verdictOf('git status', { world: world(PLAIN) })).toBe('allow 1');
  expect(verdictOf('git status', { world: world(`${PLAIN}[core]\nfsmonitor = ./x`) })).toBe('ask 5');
  expect(verdictOf('git status', { cwd: `${WORKSPACE}/src`, world: world(`${PLAIN}[core]\nfsmonitor = ./x`) })).toBe('ask 5');
});
