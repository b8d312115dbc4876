import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../src/policy/decide.ts';
import { boundsOf } from '../../src/policy/places.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import { localWorld } from '../../src/policy/world.ts';
import { analyse } from '../../src/shell/analyse.ts';
import { runs } from '../properties/runs.ts';

let root = '';
let workspace = '';
let home = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'stale-')));
  workspace = path.join(root, 'work');
  home = path.join(root, 'home');
  for (const directory of [workspace, home]) mkdirSync(directory);
  writeFileSync(path.join(home, 'private.txt'), 'private');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function decideHere(command: string): string {
  const { verdict } = decide(analyse(command, { home, cwd: workspace }), {
    bounds: boundsOf({ workspace, home, ownDirs: [path.join(root, 'state'), path.join(root, 'config')] }),
    access: 'workspace-write',
    preset: 'standard',
    grants: [],
    world: localWorld('/usr/bin:/bin', home),
    ownPrograms: [],
    rules: NO_RULES,
  });
  return verdict.decision;
}
const plant = (file: string, text = 'x'): void => {
  mkdirSync(path.join(workspace, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(workspace, file), text);
};
const link = (file: string, target: string): void => {
  mkdirSync(path.join(workspace, path.dirname(file)), { recursive: true });
  symlinkSync(target, path.join(workspace, file));
};

describe('links that the repository brings along', () => {
  test('a step up behind a link starts where the link leads', () => {
    mkdirSync(path.join(workspace, 'top'));
    link('a/b/link', '../../top');
    plant('home/private.txt');
    plant('a/home/private.txt');
    // Read as text both paths stay in the workspace; the kernel goes two steps up from `top`.
    for (const command of [
      'cat a/b/link/../../home/private.txt',
      'echo x > a/b/link/../../new',
      'cp a/b/link/../../home/private.txt stolen',
      'rm a/b/link/../../home/private.txt',
      'cat < a/b/link/../../home/private.txt',
      'cat a/b/link/../../home/*.txt',
      'cd a/b/link && cat ../../home/private.txt',
      'cd -P a/b/link && cat ../../home/private.txt',
      'cd a/b && cat link/../../home/private.txt',
    ])
      expect({ command, decision: decideHere(command) }).toEqual({ command, decision: 'ask' });
    expect(decideHere('cat a/home/private.txt')).toBe('allow');
  });

  test('one match of a pattern that leads out is enough, whatever the others are', () => {
    for (const [name, neighbour] of [
      ['one', 'AGENTS.md'],
      ['two', '.npmrc'],
      ['three', 'plain.md'],
    ] as const) {
      plant(`${name}/${neighbour}`);
      expect(decideHere(`cat ${name}/*`)).toBe('allow');
      link(`${name}/b.md`, path.join(home, 'private.txt'));
      expect({ name, decisions: [decideHere(`cat ${name}/*`), decideHere(`cat ${name}/* ${name}/.npmrc`)] }).toEqual({
        name,
        decisions: ['ask', 'ask'],
      });
    }
  });

  test('a file that moves takes its link along, also under a name that configures', () => {
    mkdirSync(path.join(workspace, 'a'));
    for (const name of ['.npmrc', '.vscode', 'AGENTS.md', 'plain']) {
      link(`a/${name}`, path.join(home, 'private.txt'));
      expect(decideHere(`cat a/${name}`)).toBe('ask');
      for (const command of [
        `mv a b && cat b/${name}`,
        `cp -r a b && cat b/${name}`,
        `ln -s a b; head b/${name}`,
        `cp -a a b\ngrep x b/${name}`,
      ])
        expect({ command, decision: decideHere(command) }).toEqual({ command, decision: 'ask' });
    }
  });

  test('a hard link made in the same command counts as writing what it leads to', () => {
    plant('one');
    linkSync(path.join(workspace, 'one'), path.join(workspace, 'two'));
    for (const command of [
      'echo x > two',
      'sed -i s/x/y/ one',
      'tee two < /dev/null',
      'ln one three && echo x > three',
      'truncate -s 0 one',
      'cp two one',
    ])
      expect({ command, decision: decideHere(command) }).toEqual({ command, decision: 'ask' });
    expect(decideHere('echo x > four')).toBe('allow');
  });
});

/** A small tree with links that lead to and fro, mostly inside the workspace. */
const NAMES = ['a', 'b', 'c', 'd'] as const;
const segment = fc.constantFrom(...NAMES, '..', '.');
const spot = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const target = fc.oneof(
  { weight: 4, arbitrary: fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')) },
  { weight: 1, arbitrary: fc.constantFrom('/etc', 'HOME', 'HOME/private.txt', '.') },
);
const entry = fc.oneof(
  fc.record({ kind: fc.constant('directory' as const), at: spot }),
  fc.record({ kind: fc.constant('file' as const), at: spot }),
  fc.record({ kind: fc.constant('link' as const), at: spot, to: target }),
);
const written = fc.array(segment, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));

function grow(entries: readonly { kind: 'directory' | 'file' | 'link'; at: string; to?: string }[]): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace);
  for (const { kind, at, to = '' } of entries) {
    try {
      if (kind === 'directory') mkdirSync(path.join(workspace, at), { recursive: true });
      else if (kind === 'file') plant(at);
      else link(at, to.replace('HOME', home));
    } catch {
      // Its name is taken already.
    }
  }
}

/** Where the kernel ends up for `file`, started where bash stands after `cd directory`; `undefined` when there is nothing. */
function reallyLeadsTo(directory: string, file: string): string | undefined {
  const script = 'cd "$1" >/dev/null 2>&1 || exit 1; realpath -e -- "$2" 2>/dev/null';
  const { stdout, status } = spawnSync('/bin/bash', ['--norc', '-c', script, 'bash', directory, file], {
    cwd: workspace,
    encoding: 'utf8',
    timeout: 5000,
  });
  return status === 0 ? stdout.trimEnd() : undefined;
}

test('whatever tree of links stands there: a path that is allowed unasked really lies in the workspace', () => {
  const seen = { allowed: 0, asked: 0 };
  // The same names lie outside, so that whatever climbs out finds something there.
  for (const name of NAMES) for (const below of NAMES) mkdirSync(path.join(root, name, below), { recursive: true });
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 2, maxLength: 8 }),
      fc.array(fc.tuple(written, written), { minLength: 4, maxLength: 8 }),
      (entries, paths) => {
        grow(entries);
        for (const [directory, file] of paths) {
          for (const [from, command] of [
            ['.', `cat ${file}`],
            [directory, `cd ${directory} && cat ${file}`],
          ] as const) {
            // What is not there is not read, and what asks needs no look: a process is started for the rest only.
            if (decideHere(command) !== 'allow') {
              seen.asked++;
              continue;
            }
            if (from === '.' ? !existsSync(path.join(workspace) + path.sep + file) : !existsSync(workspace + path.sep + directory))
              continue;
            const real = reallyLeadsTo(from, file);
            if (real === undefined) continue;
            seen.allowed++;
            expect({ command, inside: real === workspace || real.startsWith(`${workspace}/`), real }).toEqual({
              command,
              inside: true,
              real,
            });
          }
        }
      },
    ),
    { numRuns: runs(60) },
  );
  expect(seen.allowed).toBeGreaterThan(10);
  expect(seen.asked).toBeGreaterThan(10);
});
