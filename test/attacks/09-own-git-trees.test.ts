import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyTo } from '../../src/cli/patch-apply.ts';
import { git } from '../agents/briefing/fixture.ts';
import { filesIn, scene } from '../agents/workplace/fixture.ts';
import { TASK } from '../agents/workplace/scene-deps.ts';

const PLAIN = { isolation: 'none' } as const;
const SECRET = 'the plans of a person';
const HOOKS = ['post-checkout', 'post-index-change', 'fsmonitor-watchman', 'pre-commit', 'reference-transaction', 'applypatch-msg'];

/** A repository with one commit beside a program that leaves a mark when it is started. */
async function trap(more: Parameters<typeof scene>[0] = {}) {
  const set = await scene(more);
  const { dir, workspace } = set;
  const [program, canary, hooks] = [join(dir, 'program'), join(dir, 'canary'), join(dir, 'hooks')];
  writeFileSync(program, `#!/bin/sh\necho fired >> ${canary}\ncat\n`);
  chmodSync(program, 0o755);
  mkdirSync(hooks);
  for (const hook of HOOKS) cpSync(program, join(hooks, hook));
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  writeFileSync(join(workspace, '.gitattributes'), '* filter=x diff=x merge=x\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'first');
  const configure = (text: string): void =>
    appendFileSync(join(workspace, '.git/config'), text.replaceAll('PROGRAM', program).replaceAll('HOOKS', hooks));
  return { ...set, program, hooks, configure, fired: () => existsSync(canary) };
}

const CONFIGURATIONS: readonly (readonly [name: string, config: string, key: string])[] = [
  ['a watcher', '[core]\nfsmonitor = PROGRAM\n', 'core.fsmonitor'],
  ['hooks', '[core]\nhooksPath = HOOKS\n', 'core.hookspath'],
  ['a filter for writing', '[filter "x"]\nsmudge = PROGRAM\nrequired\n', 'filter.x.smudge'],
  ['a filter for reading', '[filter "x"]\nclean = PROGRAM\nrequired\n', 'filter.x.clean'],
  ['a filter process', '[filter "x"]\nprocess = PROGRAM\n', 'filter.x.process'],
  ['a text converter', '[diff "x"]\ntextconv = PROGRAM\n', 'diff.x.textconv'],
  ['a driver of diffs', '[diff "x"]\ncommand = PROGRAM\n', 'diff.x.command'],
  ['a driver of merges', '[merge "x"]\ndriver = PROGRAM\n', 'merge.x.driver'],
  ['an external diff', '[diff]\nexternal = PROGRAM\n', 'diff.external'],
  ['an alias', '[alias]\nadd = !PROGRAM\nworktree = !PROGRAM\n', 'alias.add'],
  ['an include', '[include]\npath = ../../included\n', 'include.path'],
  ['another work tree', '[core]\nworktree = /\n', 'core.worktree'],
  ['settings of a work tree', '[extensions]\nworktreeConfig = true\n', 'extensions.worktreeconfig'],
  ['a promise of objects', '[remote "x"]\nurl = ext::PROGRAM\npromisor = true\n[extensions]\npartialClone = x\n', 'remote.x.url'],
];

test.each(CONFIGURATIONS)('with %s there is no work tree', async (_, config, key) => {
  const { places, request, configure, fired, deps, dir, program } = await trap();
  writeFileSync(join(dir, 'included'), `[core]\nfsmonitor = ${program}\n`);
  configure(config);
  expect(await places.open(request())).toEqual({
    ok: false,
    problem: `there is no work tree of its own, since git is not used there: the repository's configuration sets ${key}`,
  });
  expect([fired(), existsSync(deps.worktreesDir)]).toEqual([false, false]);
});

test.each(CONFIGURATIONS)('with %s the session\u2019s own files are compared all the same, and nothing runs', async (_, config) => {
  const { open, workspace, configure, fired, dir, program } = await trap();
  writeFileSync(join(dir, 'included'), `[core]\nfsmonitor = ${program}\n`);
  configure(config);
  const place = await open(PLAIN);
  writeFileSync(join(workspace, 'a.txt'), 'two\n');
  writeFileSync(join(workspace, 'b.txt'), 'new\n');
  expect(await place.close()).toEqual({
    changes: {
      files: [
        { path: 'a.txt', kind: 'modified', added: 1, removed: 1 },
        { path: 'b.txt', kind: 'added', added: 1, removed: 0 },
      ],
      total: 2,
      added: 2,
      removed: 1,
    },
  });
  expect(fired()).toBe(false);
});

test.each(CONFIGURATIONS)('%s that a child sets after the look neither runs nor spoils the patch', async (_, config) => {
  const { open, configure, fired, dir, program, patch, workspace } = await trap();
  writeFileSync(join(dir, 'included'), `[core]\nfsmonitor = ${program}\n`);
  const place = await open();
  configure(config);
  writeFileSync(join(place.cwd, 'a.txt'), 'two\n');
  const { patch: kept } = await place.close();
  expect(kept?.problem).toBeUndefined();
  expect(patch()).toContain('-one\n+two\n');
  expect([fired(), existsSync(join(workspace, '.git/worktrees'))]).toEqual([false, false]);
});

test.each(CONFIGURATIONS.filter(([name]) => !/settings of|promise/.test(name)))(
  '%s does not run for a work tree either when nobody looks at the configuration',
  async (_, config) => {
    const { open, configure, fired, dir, program } = await trap({ whyRuns: () => undefined });
    // An include could hold anything; what is known of it is set before it.
    writeFileSync(join(dir, 'included'), `[core]\nhooksPath = ${dir}/hooks\n[filter "x"]\nsmudge = ${program}\n`);
    configure(config);
    const place = await open();
    expect(readFileSync(join(place.cwd, 'a.txt'), 'utf8')).toBe('one\n');
    await place.close();
    expect(fired()).toBe(false);
  },
);

test('the traps do fire for git as it comes', async () => {
  const { workspace, configure, fired, dir } = await trap();
  configure('[filter "x"]\nsmudge = PROGRAM\n');
  git(workspace, 'worktree', 'add', '--quiet', '--detach', join(dir, 'other'));
  expect(fired()).toBe(true);
});

test('hooks in the repository itself do not run', async () => {
  const { open, workspace, hooks, fired, patch } = await trap();
  cpSync(hooks, join(workspace, '.git/hooks'), { recursive: true });
  const place = await open();
  writeFileSync(join(place.cwd, 'a.txt'), 'two\n');
  await place.close();
  expect(patch()).toContain('+two\n');
  expect(fired()).toBe(false);
});

test('a link in the place of .git/worktrees is not followed', async () => {
  const { places, request, workspace, dir } = await trap();
  mkdirSync(join(dir, 'elsewhere'));
  symlinkSync(join(dir, 'elsewhere'), join(workspace, '.git/worktrees'));
  expect(await places.open(request())).toEqual({
    ok: false,
    problem: 'its work tree could not be made: the directory of its work trees (.git/worktrees) is a link',
  });
  expect(readdirSync(join(dir, 'elsewhere'))).toEqual([]);
});

test('a branch that is named like an option is no option', async () => {
  const { open, workspace, dir } = await trap();
  const head = git(workspace, 'rev-parse', 'HEAD').trim();
  writeFileSync(join(workspace, '.git/refs/heads/--orphan=x'), head);
  writeFileSync(join(workspace, '.git/HEAD'), 'ref: refs/heads/--orphan=x\n');
  const place = await open({ objective: '--force -b ../../x' });
  expect(place.place?.base).toBe(head);
  await place.close();
  expect(readdirSync(dir).sort()).toEqual(['home', 'hooks', 'program', 'state', 'w']);
});

test('a directory of the session that is a link out of it in the commit is none to work in', async () => {
  const { places, request, workspace, dir, deps } = await trap();
  symlinkSync(dir, join(workspace, 'sub'));
  git(workspace, 'add', 'sub');
  git(workspace, 'commit', '-qm', 'link');
  rmSync(join(workspace, 'sub'));
  mkdirSync(join(workspace, 'sub'));
  expect(await places.open(request({ cwd: join(workspace, 'sub') }))).toMatchObject({ ok: false });
  expect(readdirSync(deps.worktreesDir)).toEqual(['.manifests']);
});

test('what lies behind a link in a tree is neither kept nor removed', async () => {
  const { open, workspace, dir, patch } = await trap();
  mkdirSync(join(dir, 'private'));
  writeFileSync(join(dir, 'private/plans'), SECRET);
  symlinkSync(join(dir, 'private'), join(workspace, 'out'));
  git(workspace, 'add', 'out');
  git(workspace, 'commit', '-qm', 'link');
  const place = await open();
  writeFileSync(join(place.cwd, 'out/written'), 'through the link\n');
  symlinkSync(join(dir, 'private/plans'), join(place.cwd, 'another'));
  const { changes } = await place.close();
  expect(changes?.files).toEqual([{ path: 'another', kind: 'added', added: 1, removed: 0 }]);
  expect(patch()).not.toContain(SECRET);
  expect(readdirSync(join(dir, 'private')).sort()).toEqual(['plans', 'written']);
});

test('a tree whose .git leads to another repository is still compared with its own commit', async () => {
  const { open, dir, patch, workspace } = await trap();
  const other = join(dir, 'private');
  mkdirSync(other);
  git(other, 'init', '-q');
  writeFileSync(join(other, 'plans.txt'), SECRET);
  git(other, 'add', '-A');
  git(other, 'commit', '-qm', 'plans');
  const place = await open();
  writeFileSync(join(place.cwd, '.git'), `gitdir: ${other}/.git\n`);
  writeFileSync(join(place.cwd, 'a.txt'), 'two\n');
  await place.close();
  expect(patch()).toContain('-one\n+two\n');
  expect(patch()).not.toContain('plans');
  expect([existsSync(join(workspace, '.git/worktrees')), readdirSync(other)]).toEqual([false, ['.git', 'plans.txt']]);
});

test('names with line breaks, and such as are no text, are in the patch', async () => {
  const { open, deps, workspace } = await trap();
  const place = await open();
  writeFileSync(join(place.cwd, 'line\nbreak'), 'x\n');
  writeFileSync(Buffer.concat([Buffer.from(`${place.cwd}/no`), Buffer.from([0xff, 0xfe])]), 'y\n');
  writeFileSync(join(place.cwd, '-rf'), 'z\n');
  const { changes } = await place.close();
  expect(changes?.files.map(({ path }) => path)).toEqual(['-rf', 'line\nbreak', 'no\ufffd\ufffd']);
  git(workspace, 'apply', join(deps.outputDir(TASK), 'patch.diff'));
  expect(
    readdirSync(workspace, { encoding: 'buffer' })
      .map((name) => name.toString('latin1'))
      .sort(),
  ).toEqual(['-rf', '.git', '.gitattributes', 'a.txt', 'line\nbreak', 'no\u00ff\u00fe']);
});

test('an index that names files outside shows nothing of them', async () => {
  const { open, workspace, dir, deps } = await trap();
  writeFileSync(join(dir, 'plans'), SECRET);
  writeFileSync(join(workspace, 'xx_plans'), 'x');
  git(workspace, 'add', 'xx_plans');
  const index = readFileSync(join(workspace, '.git/index')).subarray(0, -20);
  const hostile = Buffer.from(index.toString('latin1').replace('xx_plans', '../plans'), 'latin1');
  writeFileSync(join(workspace, '.git/index'), Buffer.concat([hostile, createHash('sha1').update(hostile).digest()]));
  const place = await open(PLAIN);
  writeFileSync(join(dir, 'plans'), `${SECRET} changed`);
  const changes = await place.changes(new AbortController().signal);
  expect(JSON.stringify(changes)).not.toContain('plans"');
  const copies = filesIn(join(deps.outputDir(TASK), 'snapshot'));
  expect(Object.values(copies).some((text) => Buffer.from(text.slice(5), 'base64').includes(SECRET))).toBe(false);
});

const HOSTILE_PATCHES: readonly (readonly [name: string, path: string])[] = [
  ['a path above', '../written'],
  ['a path through a link', 'out/written'],
  ['a path of git itself', '.git/hooks/post-checkout'],
];

test.each(HOSTILE_PATCHES)('a patch with %s changes nothing', async (_, file) => {
  const { deps, workspace, dir, fired } = await trap();
  symlinkSync(dir, join(workspace, 'out'));
  const hostile = join(dir, 'hostile.diff');
  const added = (name: string): string =>
    `diff --git a/${name} b/${name}\nnew file mode 100755\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+x\n`;
  writeFileSync(hostile, added('fine') + added(file));
  const before = [filesIn(workspace), readdirSync(dir), readdirSync(join(workspace, '.git/hooks'))];
  const request = { workspace, cwd: workspace, file: hostile, privateDir: join(dir, 'state/apply'), signal: new AbortController().signal };
  expect(await applyTo(deps, request)).toMatchObject({ ok: false });
  expect([filesIn(workspace), readdirSync(dir), readdirSync(join(workspace, '.git/hooks'))]).toEqual(before);
  expect(fired()).toBe(false);
});

test.each(CONFIGURATIONS)('with %s a patch is applied, and nothing runs', async (_, config) => {
  const { deps, workspace, dir, fired, configure, program } = await trap();
  writeFileSync(join(dir, 'included'), `[core]\nfsmonitor = ${program}\n`);
  configure(config);
  const file = join(dir, 'good.diff');
  writeFileSync(file, 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n');
  const request = { workspace, cwd: workspace, file, privateDir: join(dir, 'state/apply'), signal: new AbortController().signal };
  expect(await applyTo(deps, request)).toEqual({ ok: true, top: workspace });
  expect([readFileSync(join(workspace, 'a.txt'), 'utf8'), fired(), existsSync(request.privateDir)]).toEqual(['two\n', false, false]);
});

test('a submodule with a configuration of its own is not entered', async () => {
  const { open, workspace, dir, program, fired } = await trap({ whyRuns: () => undefined });
  const other = join(dir, 'other');
  mkdirSync(other);
  git(other, 'init', '-q');
  writeFileSync(join(other, 'x'), 'x');
  git(other, 'add', '-A');
  git(other, 'commit', '-qm', 'x');
  git(workspace, 'submodule', '--quiet', 'add', other, 'sub');
  git(workspace, 'commit', '-qm', 'sub');
  appendFileSync(join(workspace, '.git/modules/sub/config'), `[core]\nfsmonitor = ${program}\n`);
  writeFileSync(join(workspace, 'sub/x'), 'changed');
  const none = { files: [], total: 0, added: 0, removed: 0, unsure: 'repositories in it were not compared: sub' };
  expect(await (await open(PLAIN)).close()).toEqual({ changes: none });
  const place = await open();
  expect(readdirSync(join(place.cwd, 'sub'))).toEqual([]);
  expect(await place.close()).toEqual({ changes: none, patch: { bytes: 0, base: place.place?.base } });
  expect(fired()).toBe(false);
});

test.each(['worktree', 'none'] as const)('a file with holes takes neither the disk nor the time: isolation %s', async (isolation) => {
  const { open, deps } = await trap();
  const place = await open({ isolation });
  truncateSync(join(place.cwd, 'a.txt'), 100_000_000_000);
  const unsure = 'what changed was not compared: the files that are new or have changed hold more than 1 GiB';
  const changes = { files: [], total: 0, unsure };
  expect(await place.changes(new AbortController().signal)).toEqual(changes);
  expect(readdirSync(join(deps.outputDir(TASK), 'snapshot', 'objects')).filter((name) => name.startsWith('tmp'))).toEqual([]);
  const { changes: last, patch } = await place.close();
  expect([last, patch?.problem]).toEqual([changes, isolation === 'none' ? undefined : `${unsure}; its files stay in ${place.workspace}`]);
});
