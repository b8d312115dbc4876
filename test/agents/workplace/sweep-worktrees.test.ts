import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkplaces } from '../../../src/agents/workplace/create-workplaces.ts';
import { type SweepDeps, sweepWorktrees } from '../../../src/agents/workplace/sweep-worktrees.ts';
import { git } from '../briefing/fixture.ts';
import { type Scene, scene } from './fixture.ts';
import { TASK } from './scene-deps.ts';

const KILLED = join(import.meta.dirname, 'killed-child.ts');

/** A work tree with a change in it, of a process that lives; ended without a word by `kill`. */
async function leftBehind(): Promise<Scene & { readonly top: string; readonly base: string; kill(): Promise<void> }> {
  const set = await scene();
  const { workspace, dir } = set;
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'first');
  const child: ChildProcess = spawn(process.execPath, [KILLED, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('a pipe was asked for');
  const [said] = await once(child.stdout, 'data');
  return {
    ...set,
    top: String(said).trim(),
    base: git(workspace, 'rev-parse', 'HEAD').trim(),
    async kill() {
      const over = once(child, 'exit');
      child.kill('SIGKILL');
      await over;
    },
  };
}

/** Of a server that has no work trees itself. */
function sweeping({ deps }: Scene, more: Partial<SweepDeps> = {}): SweepDeps {
  return { ...deps, outputOf: ({ taskId }) => deps.outputDir(taskId), hasEnded: async () => true, now: Date.now, ...more };
}

const PATCH = `diff --git a/new.txt b/new.txt
new file mode 100644
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+of the child
`;
const withoutIndex = (text: string): string => text.replace(/index .*\n/, '');

test('kill -9 in the middle: the patch is kept, and nothing else is left', async () => {
  const set = await leftBehind();
  const { places, deps, patch, base, workspace, kill } = set;
  expect(await places.recover(TASK)).toBeUndefined();
  await kill();
  expect(await places.recover(TASK)).toEqual({ bytes: Buffer.byteLength(patch()), base });
  expect(withoutIndex(patch())).toBe(PATCH);
  expect([readdirSync(deps.worktreesDir), readdirSync(join(deps.worktreesDir, '.manifests'))]).toEqual([['.manifests'], []]);
  expect(existsSync(join(workspace, '.git/worktrees'))).toBe(false);
  expect(readdirSync(deps.outputDir(TASK))).toEqual(['patch.diff']);
  expect(await places.recover(TASK)).toBeUndefined();
});

test('orphans are swept; what lives, or may, is not touched', async () => {
  const set = await leftBehind();
  const { deps, patch, base, kill, top } = set;
  expect(await sweepWorktrees(sweeping(set))).toEqual([]);
  await kill();
  expect(await sweepWorktrees(sweeping(set, { hasEnded: async () => false }))).toEqual([]);
  // Of another machine, for all that is known.
  const owner = { ...deps.owner, boot: 'another' };
  const elsewhere = { owner, hasEnded: async () => undefined };
  expect(await sweepWorktrees(sweeping(set, elsewhere))).toEqual([]);
  expect(readFileSync(join(top, 'new.txt'), 'utf8')).toBe('of the child\n');
  const later = Date.now() + 2 * 86_400_000;
  expect(await sweepWorktrees(sweeping(set, { ...elsewhere, now: () => later }))).toEqual([
    { taskId: TASK, patch: { bytes: Buffer.byteLength(patch()), base } },
  ]);
  expect(existsSync(top)).toBe(false);
});

test('of two that sweep at once one does it', async () => {
  const set = await leftBehind();
  await set.kill();
  const owner = { ...set.deps.owner, pid: 1, startedAt: 1 };
  // Both live: whoever comes later must not take the other for dead.
  const isAlive = (pid: number, startedAt: number): boolean => (pid === 1 && startedAt === 1) || set.deps.isAlive(pid, startedAt);
  const both = await Promise.all([sweepWorktrees(sweeping(set, { isAlive })), sweepWorktrees(sweeping(set, { owner, isAlive }))]);
  expect(both.flat().filter(({ patch }) => patch !== undefined)).toHaveLength(1);
  expect(withoutIndex(set.patch())).toBe(PATCH);
});

test('one whose patch can not be kept stays, and its place is told', async () => {
  const set = await leftBehind();
  const { top, base, workspace, kill } = set;
  await kill();
  renameSync(join(workspace, '.git'), join(workspace, 'away'));
  const problem = `there is no git repository in the workspace; its files stay in ${top}`;
  expect(await sweepWorktrees(sweeping(set))).toEqual([{ taskId: TASK, patch: { bytes: 0, base, problem } }]);
  expect(readFileSync(join(top, 'new.txt'), 'utf8')).toBe('of the child\n');
});

test('a crash after the patch was kept loses nothing of it', async () => {
  const set = await leftBehind();
  const { deps, top, base, kill, places } = set;
  await kill();
  // As it is when the end comes between the new name of the tree and its removal.
  mkdirSync(deps.outputDir(TASK), { recursive: true });
  writeFileSync(join(deps.outputDir(TASK), 'patch.diff'), 'kept before');
  renameSync(top, `${top}.gone`);
  rmSync(join(`${top}.gone`, 'a.txt'));
  expect(await places.recover(TASK)).toEqual({ bytes: 11, base });
  expect([readFileSync(join(deps.outputDir(TASK), 'patch.diff'), 'utf8'), readdirSync(deps.worktreesDir)]).toEqual([
    'kept before',
    ['.manifests'],
  ]);
});

test('a tree that nobody ever worked in goes without a patch', async () => {
  const set = await leftBehind();
  const { deps, kill, places } = set;
  await kill();
  const manifests = join(deps.worktreesDir, '.manifests');
  const [name = ''] = readdirSync(manifests);
  const file = join(manifests, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"ready":true', '"ready":false'));
  expect(await places.recover(TASK)).toBeUndefined();
  expect([readdirSync(deps.worktreesDir), existsSync(deps.outputDir(TASK)) ? readdirSync(deps.outputDir(TASK)) : []]).toEqual([
    ['.manifests'],
    [],
  ]);
});

test('what is no manifest of ours leads nowhere', async () => {
  const set = await scene();
  const manifests = join(set.deps.worktreesDir, '.manifests');
  mkdirSync(manifests, { recursive: true });
  const facts = { taskId: TASK, sessionId: 's', top: set.workspace, base: 'x', ready: true };
  const owner = '1-1-00000000.json';
  for (const name of [`..${owner}`, `.x.${owner}`, 'x.json', `w/../../w.${owner}`.replaceAll('/', '%2f')])
    writeFileSync(join(manifests, name), JSON.stringify(facts));
  writeFileSync(join(manifests, `w.${owner}`), '{"taskId":1}');
  writeFileSync(join(manifests, `v.${owner}`), 'no JSON');
  expect(await sweepWorktrees(sweeping(set))).toEqual([]);
  expect(await createWorkplaces(set.deps).recover(TASK)).toBeUndefined();
});
