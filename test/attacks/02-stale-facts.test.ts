import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/policy/decide.ts';
import { boundsOf } from '../../src/policy/places.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import { localWorld } from '../../src/policy/world.ts';
import { analyse } from '../../src/shell/analyse.ts';
import { decideCommand, verdictOf } from '../policy/decide-harness.ts';

const MOVERS = ['ln -s ~/x c', 'ln -sf / c', 'mv a c', 'cp -a a c', 'tar xf a.tar', 'unzip a.zip', 'git checkout other', 'rsync -a a/ c/'];

describe('facts go stale inside one command', () => {
  test('a write behind a command that may link or move is not allowed unasked', () => {
    for (const mover of MOVERS) {
      for (const joint of [' && ', '; ', ' | ', ' & ', '\n']) {
        expect({
          command: `${mover}${joint}echo x > c/f`,
          decision: decideCommand(`${mover}${joint}echo x > c/f`).verdict.decision,
        }).toEqual({ command: `${mover}${joint}echo x > c/f`, decision: 'ask' });
      }
    }
  });

  test('inserting ln, mv, cp, tar or cd before a part never leaves it allowed when its paths could have changed', () => {
    const part = fc.constantFrom('cat c/f', 'echo x > c/f', 'cat ../c/f', 'grep x c/f', 'rm c/f', 'touch c/f', 'head c');
    const mover = fc.constantFrom(...MOVERS, 'cd ..', 'cd /', 'cd "$X"', 'cd /etc');
    const joint = fc.constantFrom(' && ', '; ', '\n');
    fc.assert(
      fc.property(fc.array(mover, { minLength: 1, maxLength: 3 }), joint, part, (movers, glue, last) => {
        expect(decideCommand([...movers, last].join(glue)).verdict.decision).not.toBe('allow');
      }),
      { numRuns: 300 },
    );
  });

  test('the ones that keep names leave later parts alone', () => {
    expect(verdictOf('mkdir -p build && touch build/x && echo y > build/z')).toBe('allow 3');
    expect(verdictOf('cat a && ls src | head -n 3')).toBe('allow 1');
  });
});

describe('links on a real disk', () => {
  let root = '';
  let workspace = '';
  beforeAll(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'stale-')));
    workspace = path.join(root, 'work');
    mkdirSync(path.join(workspace, 'docs'), { recursive: true });
    mkdirSync(path.join(root, 'home'), { recursive: true });
    writeFileSync(path.join(root, 'home', 'key'), 'k');
    writeFileSync(path.join(workspace, 'docs', 'a.md'), 'a');
    writeFileSync(path.join(workspace, 'one'), '1');
    linkSync(path.join(workspace, 'one'), path.join(workspace, 'two'));
    symlinkSync(path.join(root, 'home'), path.join(workspace, 'away'));
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const decideHere = (command: string) => {
    const bounds = boundsOf({ workspace, home: path.join(root, 'home'), ownDirs: [path.join(root, 'state'), path.join(root, 'config')] });
    const { verdict } = decide(analyse(command, { home: bounds.home, cwd: workspace }), {
      bounds,
      access: 'workspace-write',
      preset: 'standard',
      grants: [],
      world: localWorld('/usr/bin:/bin', bounds.home),
      ownPrograms: [],
      rules: NO_RULES,
    });
    return `${verdict.decision} ${verdict.class}`;
  };

  test('a committed symlink does not lead out of the workspace', () => {
    expect(decideHere('cat away/key')).toBe('ask system');
    expect(decideHere('echo x > away/new')).toBe('ask system');
    expect(decideHere('cat docs/*')).toBe('allow read-only');
    symlinkSync(path.join(root, 'home', 'key'), path.join(workspace, 'docs', 'b.md'));
    expect(decideHere('cat docs/*')).toBe('ask system');
    symlinkSync(path.join(root, 'home', 'not-yet'), path.join(workspace, 'dangling'));
    expect(decideHere('echo x > dangling')).toBe('ask system');
  });

  test('writing a file that has more than one name asks', () => {
    expect(decideHere('echo x > one')).toBe('ask control-write');
    expect(decideHere('echo x > three')).toBe('allow workspace-write');
  });
});
