import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkplaces } from '../../../src/agents/workplace/create-workplaces.ts';
import { boundsOf, placeOf } from '../../../src/policy/places.ts';
import { git } from '../briefing/fixture.ts';
import { filesIn, scene } from './fixture.ts';
import { SECOND, TASK } from './scene-deps.ts';

const unending = (): AbortSignal => new AbortController().signal;

/** A repository with one commit. */
async function committed(more: Parameters<typeof scene>[0] = {}) {
  const set = await scene(more);
  const { workspace } = set;
  git(workspace, 'init', '-q');
  mkdirSync(join(workspace, 'src'));
  writeFileSync(join(workspace, 'src/a.txt'), 'one\ntwo\n');
  writeFileSync(join(workspace, 'old.txt'), 'old\n');
  writeFileSync(join(workspace, '.gitignore'), 'ignored\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'first');
  return { ...set, base: git(workspace, 'rev-parse', 'HEAD').trim() };
}

const entries = (workspace: string): string[] =>
  existsSync(join(workspace, '.git/worktrees')) ? readdirSync(join(workspace, '.git/worktrees')) : [];

test('a child has a tree of its own, at the last commit and in the same sub-directory', async () => {
  const { workspace, open, deps, base } = await committed();
  writeFileSync(join(workspace, 'src/a.txt'), 'not committed\n');
  const place = await open({ cwd: join(workspace, 'src') });
  const top = join(deps.worktreesDir, 'fix-the-bug-0123abcd');
  expect(place).toMatchObject({ cwd: join(top, 'src'), workspace: top, place: { path: top, base } });
  expect(readFileSync(join(place.cwd, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
  expect(git(top, 'status', '--porcelain')).toBe('');
  expect(git(top, 'rev-parse', 'HEAD').trim()).toBe(base);
  expect(statSync(deps.worktreesDir).mode & 0o777).toBe(0o700);
  expect(await place.changes(unending())).toEqual({ files: [], total: 0, added: 0, removed: 0 });
});

test('a plain file in it is a file of a workspace for the policy, and .git is not', async () => {
  const { open, deps, dir } = await committed();
  const { cwd } = await open();
  const home = join(dir, 'home');
  const ownDirs = [deps.stateDir, ...['.local/state/bailiwick', '.config/bailiwick', '.cache/bailiwick'].map((name) => join(home, name))];
  const bounds = boundsOf({ workspace: cwd, home, ownDirs });
  expect(bounds.ordinary).toBe(true);
  expect([join(cwd, 'src/a.txt'), join(cwd, 'new'), join(cwd, '.git')].map((file) => placeOf(file, bounds))).toEqual([
    'workspace',
    'workspace',
    'control',
  ]);
  expect(placeOf(join(deps.worktreesDir, '.manifests', 'x'), bounds)).toBe('outside');
});

test('its patch is kept on the disk before the tree goes, with everything that it did', async () => {
  const { workspace, open, deps, dir, patch, base } = await committed();
  const place = await open();
  const { cwd } = place;
  writeFileSync(join(cwd, 'src/a.txt'), 'one\n2\nthree\n');
  rmSync(join(cwd, 'old.txt'));
  writeFileSync(join(cwd, 'binary'), Buffer.from([0, 1, 255, 10, 0]));
  writeFileSync(join(cwd, 'run'), '#!/bin/sh\n');
  chmodSync(join(cwd, 'run'), 0o755);
  symlinkSync('src/a.txt', join(cwd, 'link'));
  writeFileSync(join(cwd, 'größe 名前'), 'x\n');
  writeFileSync(join(cwd, 'ignored'), 'x\n');
  git(cwd, 'add', 'run');
  git(cwd, 'commit', '-qm', 'of the child');
  const changes = {
    files: [
      { path: 'binary', kind: 'added' },
      { path: 'größe 名前', kind: 'added', added: 1, removed: 0 },
      { path: 'link', kind: 'added', added: 1, removed: 0 },
      { path: 'old.txt', kind: 'deleted', added: 0, removed: 1 },
      { path: 'run', kind: 'added', added: 1, removed: 0 },
      { path: 'src/a.txt', kind: 'modified', added: 2, removed: 1 },
    ],
    total: 6,
    added: 5,
    removed: 2,
    unsure: 'new, and left out because git ignores it: ignored',
  };
  expect(await place.changes(unending())).toEqual(changes);
  const expected = filesIn(cwd);
  delete expected['ignored'];
  const closed = await place.close();
  expect(closed).toEqual({ changes, patch: { bytes: Buffer.byteLength(patch(), 'latin1'), base } });
  expect(statSync(join(deps.outputDir(TASK), 'patch.diff')).mode & 0o777).toBe(0o600);
  expect([readdirSync(deps.worktreesDir), readdirSync(join(deps.worktreesDir, '.manifests'))]).toEqual([['.manifests'], []]);
  expect(entries(workspace)).toEqual([]);
  expect(readdirSync(deps.outputDir(TASK))).toEqual(['patch.diff']);
  expect(readdirSync(join(dir, 'state/output/session'))).toEqual([TASK]);
  git(workspace, 'apply', join(deps.outputDir(TASK), 'patch.diff'));
  expect(filesIn(workspace)).toEqual(expected);
});

test('nothing changed: an empty patch', async () => {
  const { open, patch, base } = await committed();
  expect(await (await open()).close()).toEqual({ changes: { files: [], total: 0, added: 0, removed: 0 }, patch: { bytes: 0, base } });
  expect(patch()).toBe('');
});

test.each([
  ['Größe & Maß: die „Fehler“ beheben', 'gro-e-ma-die-fehler-beheben'],
  ['名前を直す', 'task'],
  ['--detach ../../etc', 'detach-etc'],
  ['../..', 'task'],
  ['\n\0-rf', 'rf'],
  ['x'.repeat(500), 'x'.repeat(30)],
])('an objective like %j gives a plain name', async (objective, slug) => {
  const { open, deps } = await committed();
  expect((await open({ objective })).workspace).toBe(join(deps.worktreesDir, `${slug}-0123abcd`));
});

test('without a commit, a repository or git there is no tree, and it says what to do', async () => {
  const { places, request, workspace } = await scene();
  expect(await places.open(request())).toEqual({
    ok: false,
    problem:
      'a work tree of its own needs a git repository: there is no git repository in the workspace; make one, or leave the isolation out',
  });
  git(workspace, 'init', '-q');
  expect(await places.open(request())).toEqual({
    ok: false,
    problem: 'a work tree of its own begins with a commit, and the repository has none; make one',
  });
  const none = await committed({ git: async () => undefined });
  expect(await none.places.open(none.request())).toEqual({
    ok: false,
    problem: 'git was not found; install it, or leave the isolation out',
  });
});

test('a directory that is not in the last commit is none to work in, and nothing is left', async () => {
  const { places, request, workspace, deps } = await committed();
  mkdirSync(join(workspace, 'new'));
  expect(await places.open(request({ cwd: join(workspace, 'new') }))).toEqual({
    ok: false,
    problem: `the directory ${workspace}/new is not in the last commit: commit it, or name one that is`,
  });
  expect([readdirSync(deps.worktreesDir), entries(workspace)]).toEqual([['.manifests'], []]);
});

test('trees are never put into the workspace or our state', async () => {
  for (const inside of ['w/trees', 'state/trees']) {
    const set = await committed();
    const worktreesDir = join(set.dir, inside);
    expect(await createWorkplaces({ ...set.deps, worktreesDir }).open(set.request())).toEqual({
      ok: false,
      problem: `the directory for work trees (${worktreesDir}) lies in the workspace or in our state`,
    });
  }
});

test('it goes on at the same place from the same commit, with what it had changed', async () => {
  const { open, workspace, base, patch } = await committed();
  const first = await open();
  writeFileSync(join(first.cwd, 'new.txt'), 'new\n');
  writeFileSync(join(first.cwd, 'binary'), Buffer.from([0, 255, 0]));
  const { place } = first;
  await first.close();
  writeFileSync(join(workspace, 'later'), 'x\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'later');
  if (place === undefined) throw new Error('no place');
  const second = await open({ taskId: SECOND, from: { taskId: TASK, place } });
  expect(second).toMatchObject({ cwd: first.cwd, place: { path: place.path, base } });
  expect(readdirSync(second.cwd).sort()).toEqual(['.git', '.gitignore', 'binary', 'new.txt', 'old.txt', 'src']);
  writeFileSync(join(second.cwd, 'more.txt'), 'more\n');
  const { changes } = await second.close();
  expect(changes?.files.map(({ path }) => path)).toEqual(['binary', 'more.txt', 'new.txt']);
  expect(patch(SECOND)).toContain('+more\n');
});

test('a place that is taken, or a patch that is gone, is said', async () => {
  const { open, places, request, deps } = await committed();
  const first = await open();
  const { place } = first;
  if (place === undefined) throw new Error('no place');
  const again = request({ taskId: SECOND, from: { taskId: TASK, place } });
  const busy = { ok: false, problem: `the work tree ${place.path} is in use; wait for its task to end` };
  expect(await places.open(again)).toEqual(busy);
  await first.close();
  mkdirSync(place.path);
  writeFileSync(join(place.path, 'of a person'), 'x');
  expect(await places.open(again)).toEqual({ ok: false, problem: `${place.path} is there and no work tree of ours; move it away` });
  expect(readdirSync(place.path)).toEqual(['of a person']);
  rmSync(place.path, { recursive: true });
  rmSync(join(deps.outputDir(TASK), 'patch.diff'));
  expect(await places.open(again)).toEqual({ ok: false, problem: 'the patch of what it did before is gone; dispatch it anew' });
  expect(readdirSync(deps.worktreesDir)).toEqual(['.manifests']);
  for (const path of ['/etc', join(deps.worktreesDir, '../x'), join(deps.worktreesDir, '.manifests')]) {
    expect(await places.open(request({ from: { taskId: TASK, place: { ...place, path } } }))).toEqual({
      ok: false,
      problem: `${path} is no place for a work tree`,
    });
  }
});

test('where the patch can not be kept the tree stays, and goes on or is kept later', async () => {
  const { open, deps, base, patch, places, request } = await committed();
  const first = await open();
  writeFileSync(join(first.cwd, 'new.txt'), 'new\n');
  const { place } = first;
  if (place === undefined) throw new Error('no place');
  // Nothing can be given this name.
  mkdirSync(join(deps.outputDir(TASK), 'patch.diff', 'x'), { recursive: true });
  const { patch: kept } = await first.close();
  expect(kept).toEqual({ bytes: 0, base, problem: `the patch could not be kept (EISDIR); its files stay in ${place.path}` });
  expect(readFileSync(join(place.path, 'new.txt'), 'utf8')).toBe('new\n');
  const again = request({ taskId: SECOND, from: { taskId: TASK, place } });
  expect(await places.open(again)).toEqual({
    ok: false,
    problem: `what it did before is not kept yet: the patch could not be kept (EISDIR); its files stay in ${place.path}`,
  });
  rmSync(join(deps.outputDir(TASK), 'patch.diff'), { recursive: true });
  const second = await open({ taskId: SECOND, from: { taskId: TASK, place } });
  expect(readFileSync(join(second.cwd, 'new.txt'), 'utf8')).toBe('new\n');
  expect(patch()).toContain('+new\n');
});

test('a repository that the child made in its tree is not lost with it', async () => {
  const { open, base } = await committed();
  const place = await open();
  const inner = join(place.cwd, 'in [ner]!');
  mkdirSync(inner);
  git(inner, 'init', '-q');
  writeFileSync(join(inner, 'x'), 'x');
  writeFileSync(join(place.cwd, 'new.txt'), 'new\n');
  const unsure = 'repositories in it were not compared: in [ner]!';
  const changes = { files: [{ path: 'new.txt', kind: 'added', added: 1, removed: 0 }], total: 1, added: 1, removed: 0, unsure };
  expect(await place.changes(unending())).toEqual(changes);
  expect(await place.close()).toEqual({
    changes,
    patch: { bytes: 0, base, problem: `no patch holds the repositories in it (in [ner]!); its files stay in ${place.workspace}` },
  });
  expect(readFileSync(join(inner, 'x'), 'utf8')).toBe('x');
});

test('a tree whose directories nobody may write in goes too', async () => {
  const { open, deps } = await committed();
  const place = await open();
  mkdirSync(join(place.cwd, 'locked/in'), { recursive: true });
  writeFileSync(join(place.cwd, 'locked/in/x'), 'x\n');
  spawnSync('chmod', ['-R', 'a-w', join(place.cwd, 'locked')]);
  const { patch } = await place.close();
  expect(patch?.problem).toBeUndefined();
  expect(readdirSync(deps.worktreesDir)).toEqual(['.manifests']);
});

test('two children of one repository do not know of each other', async () => {
  const { open, workspace } = await committed();
  const [one, two] = await Promise.all([open(), open({ taskId: SECOND })]);
  writeFileSync(join(one.cwd, 'one'), '1\n');
  writeFileSync(join(two.cwd, 'two'), '2\n');
  const closed = await Promise.all([one.close(), two.close()]);
  expect(closed.map(({ changes }) => changes?.files.map(({ path }) => path))).toEqual([['one'], ['two']]);
  expect(entries(workspace)).toEqual([]);
});
