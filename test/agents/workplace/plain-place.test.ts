import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareWalks, walkFiles } from '../../../src/agents/workplace/file-walk.ts';
import { git } from '../briefing/fixture.ts';
import { filesIn, scene } from './fixture.ts';
import { TASK } from './scene-deps.ts';

const unending = (): AbortSignal => new AbortController().signal;
const PLAIN = { isolation: 'none' } as const;

async function repository() {
  const set = await scene();
  const { workspace } = set;
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'first');
  return set;
}

test('only what differs from when it was opened counts, and nothing of the repository is written', async () => {
  const { workspace, open, deps } = await repository();
  writeFileSync(join(workspace, 'a.txt'), 'of a person\n');
  writeFileSync(join(workspace, 'untracked'), 'x\ny\n');
  const before = filesIn(join(workspace, '.git'));
  const place = await open(PLAIN);
  expect(place).toMatchObject({ cwd: workspace, workspace: undefined, place: undefined });
  expect(await place.changes(unending())).toEqual({ files: [], total: 0, added: 0, removed: 0 });
  writeFileSync(join(workspace, 'untracked'), 'x\nz\n');
  writeFileSync(join(workspace, 'new'), 'n\n');
  rmSync(join(workspace, 'a.txt'));
  const changes = {
    files: [
      { path: 'a.txt', kind: 'deleted', added: 0, removed: 1 },
      { path: 'new', kind: 'added', added: 1, removed: 0 },
      { path: 'untracked', kind: 'modified', added: 1, removed: 1 },
    ],
    total: 3,
    added: 2,
    removed: 2,
  };
  expect(await Promise.all([place.changes(unending()), place.changes(unending())])).toEqual([changes, changes]);
  expect(await place.close()).toEqual({ changes });
  expect(filesIn(join(workspace, '.git'))).toEqual(before);
  expect(existsSync(join(deps.outputDir(TASK), 'snapshot'))).toBe(false);
});

test('a change back is none, and what is committed counts', async () => {
  const { workspace, open } = await repository();
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'a.txt'), 'two\n');
  git(workspace, 'commit', '-qam', 'two');
  expect((await place.changes(unending())).total).toBe(1);
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  expect((await place.changes(unending())).total).toBe(0);
});

test('a file that nobody is to look at, by the index, is looked at', async () => {
  const { workspace, open } = await repository();
  git(workspace, 'update-index', '--assume-unchanged', 'a.txt');
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'a.txt'), 'two\n');
  expect((await place.changes(unending())).files).toEqual([{ path: 'a.txt', kind: 'modified', added: 1, removed: 1 }]);
});

test('an index that is shared or broken is replaced', async () => {
  for (const spoil of [
    (workspace: string) => void git(workspace, 'update-index', '--split-index'),
    (workspace: string) => writeFileSync(join(workspace, '.git/index'), 'nonsense'),
  ]) {
    const { workspace, open } = await repository();
    spoil(workspace);
    const place = await open(PLAIN);
    writeFileSync(join(workspace, 'a.txt'), 'two\n');
    expect(await place.close()).toEqual({
      changes: { files: [{ path: 'a.txt', kind: 'modified', added: 1, removed: 1 }], total: 1, added: 1, removed: 1 },
    });
  }
});

test('before the first commit there are changes too', async () => {
  const { workspace, open } = await scene();
  git(workspace, 'init', '-q');
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  expect((await place.changes(unending())).files).toEqual([{ path: 'a.txt', kind: 'added', added: 1, removed: 0 }]);
});

test('repositories inside are named, not entered', async () => {
  const { workspace, open } = await repository();
  mkdirSync(join(workspace, 'inner'));
  git(join(workspace, 'inner'), 'init', '-q');
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'inner/x'), 'x\n');
  expect(await place.changes(unending())).toEqual({
    files: [],
    total: 0,
    added: 0,
    removed: 0,
    unsure: 'repositories in it were not compared: inner',
  });
});

test('a child that works in a repository inside is looked at there', async () => {
  const { workspace, open } = await repository();
  const inner = join(workspace, 'inner');
  mkdirSync(inner);
  git(inner, 'init', '-q');
  const place = await open({ ...PLAIN, cwd: inner });
  writeFileSync(join(inner, 'x'), 'x\n');
  expect(await place.changes(unending())).toMatchObject({ files: [{ path: 'x', kind: 'added' }], unsure: `only ${inner} was compared` });
});

test('without git, sizes and times tell what changed', async () => {
  const { workspace, open, dir } = await scene();
  mkdirSync(join(workspace, 'node_modules'));
  for (const name of ['same', 'touched', 'gone']) writeFileSync(join(workspace, name), 'x\n');
  symlinkSync(dir, join(workspace, 'out'));
  const place = await open(PLAIN);
  utimesSync(join(workspace, 'touched'), 1, 1);
  rmSync(join(workspace, 'gone'));
  mkdirSync(join(workspace, 'sub'));
  writeFileSync(join(workspace, 'sub/new'), 'x\n');
  writeFileSync(join(workspace, 'node_modules/x'), 'x\n');
  writeFileSync(join(dir, 'elsewhere'), 'x\n');
  expect(await place.close()).toEqual({
    changes: {
      files: [
        { path: 'gone', kind: 'deleted' },
        { path: 'sub/new', kind: 'added' },
        { path: 'touched', kind: 'modified' },
      ],
      total: 3,
      unsure: 'only sizes and times were compared, without .git and node_modules: there is no git repository in the workspace',
    },
  });
});

test('beyond the cap nothing is compared, and that is said', async () => {
  const { workspace } = await scene();
  for (const name of ['a', 'b', 'c']) writeFileSync(join(workspace, name), 'x');
  expect(await walkFiles(workspace, unending(), 2)).toEqual({
    ok: false,
    problem: 'there is no git repository, and there are more than 2 files',
  });
  const walk = await walkFiles(workspace, unending(), 3);
  expect(walk.ok && compareWalks(walk.files, walk.files)).toEqual([]);
  expect(await walkFiles(workspace, AbortSignal.abort())).toEqual({ ok: false, problem: 'it was cancelled' });
});

test('a git that fails half-way is said, and nothing is made up', async () => {
  const { workspace, open } = await repository();
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'git~1'), 'x');
  const { total, unsure } = await place.changes(unending());
  expect([total, unsure]).toEqual([0, "what changed was not compared: git failed: error: invalid path 'git~1'"]);
  expect(readdirSync(workspace)).toContain('git~1');
});
