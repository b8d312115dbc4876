import { lstat, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describeError } from '../../shell/describe-error.ts';
import { patchBetween } from '../../shell/git/compare.ts';
import { goneName, removeTree } from '../../shell/git/remove-tree.ts';
import { findRepository, type Repository } from '../../shell/git/repository.ts';
import type { TreeCall } from '../../shell/git/tree-run.ts';
import { forgetWorktree, seeWorktree } from '../../shell/git/worktrees.ts';
import { visible } from '../../shell/visible.ts';
import type { Changes, Work } from '../work/work.ts';
import { lookAgain, type Seen } from './compared.ts';
import { type Manifest, removeManifest, takeManifest } from './manifest.ts';
import { whyFailed } from './why-failed.ts';
import { PATCH_FILE, SNAPSHOT_DIR, type TreeDeps } from './workplace-deps.ts';

type Patch = NonNullable<Work['patch']>;

/** A work tree that nobody works in any more. */
export interface LeftTree {
  readonly manifest: Manifest;
  /** `undefined` when it is gone. */
  readonly repository: Pick<Repository, 'common'> | undefined;
  /** The directory of its task's output. */
  readonly outputDir: string;
}

/**
 * Writes the patch of a tree, and only when that is on the disk takes the tree away. Where it can not be written, the tree stays, and the
 * problem says where. Never rejects.
 */
export async function keepTree(
  deps: TreeDeps,
  call: TreeCall,
  tree: LeftTree,
  seen: Seen,
): Promise<{ readonly changes: Changes | undefined; readonly patch: Patch }> {
  const { manifest, outputDir } = tree;
  const { base } = manifest.facts;
  let changes: Changes | undefined;
  try {
    const last = await lookAgain(call, seen);
    changes = last.changes;
    const { now } = last;
    if (now === undefined) return { changes, patch: stays(manifest, changes.unsure ?? 'it could not be compared') };
    // Their files would go with the tree.
    if (now.apart.length > 0)
      return { changes, patch: stays(manifest, `no patch holds the repositories in it (${visible(now.apart.join(', '))})`) };
    const trees = { from: seen.before.tree, to: now.tree };
    const wrote = await patchBetween(call, seen.at, trees, path.join(outputDir, PATCH_FILE));
    if (!wrote.ok) return { changes, patch: stays(manifest, `the patch could not be kept: ${wrote.problem}`) };
    await dropTree(deps, tree);
    return { changes, patch: { bytes: wrote.bytes, base } };
  } catch (error) {
    deps.log(`the patch of ${manifest.facts.taskId} could not be kept: ${describeError(error)}`);
    return { changes, patch: stays(manifest, `the patch could not be kept (${whyFailed(error)})`) };
  }
}

function stays({ path: top, facts }: Manifest, why: string): Patch {
  return { bytes: 0, base: facts.base, problem: `${why}; its files stay in ${visible(top)}` };
}

/** Takes a tree away that is not needed, with all that is known of it. What fails is logged, and tried again when orphans are looked for. */
export async function dropTree(deps: Pick<TreeDeps, 'log'>, { manifest, repository, outputDir }: LeftTree): Promise<void> {
  try {
    await removeTree(manifest.path);
    if (repository !== undefined) await forgetWorktree(repository, manifest.path);
    await rm(path.join(outputDir, SNAPSHOT_DIR), { recursive: true, force: true });
    await removeManifest(manifest);
  } catch (error) {
    deps.log(`the work tree ${manifest.path} could not be removed: ${describeError(error)}`);
  }
}

/**
 * The same for a tree whose owner has died: `undefined` when somebody else sees to it, or nobody ever worked in it. The caller has made
 * sure that nothing of its child lives. Never rejects.
 */
export async function recoverTree(deps: TreeDeps, found: Manifest, outputDir: string): Promise<Patch | undefined> {
  const manifest = await takeManifest(found, deps.owner);
  if (manifest === undefined) return undefined;
  try {
    return await recovered(deps, manifest, outputDir);
  } catch (error) {
    deps.log(`the work tree ${manifest.path} could not be recovered: ${describeError(error)}`);
    return stays(manifest, `the patch could not be kept (${whyFailed(error)})`);
  }
}

async function recovered(deps: TreeDeps, manifest: Manifest, outputDir: string): Promise<Patch | undefined> {
  const { facts, path: top } = manifest;
  const there = await isThere(top);
  const own = await findRepository(facts.top, facts.top);
  if (!own.ok) return there ? stays(manifest, own.problem) : await cleared(deps, { manifest, repository: undefined, outputDir });
  const { repository } = own;
  const tree: LeftTree = { manifest, repository, outputDir };
  if (!there) return await cleared(deps, tree);
  if (!facts.ready) {
    await dropTree(deps, tree);
    return undefined;
  }
  const program = await deps.git();
  if (program === undefined) return stays(manifest, 'git was not found');
  const call: TreeCall = { deps, program, signal: new AbortController().signal };
  const seen = await seeWorktree(call, { repository, path: top, commit: facts.base, privateDir: path.join(outputDir, SNAPSHOT_DIR) });
  if (!seen.ok) return stays(manifest, seen.problem);
  const head = async () => ({ ok: true as const, commit: facts.base });
  const { patch } = await keepTree(deps, call, tree, { at: seen.at, before: seen.snapshot, head, unsure: [] });
  return patch;
}

/** The tree lost its name when its patch was on the disk: what is left of it goes. */
async function cleared(deps: TreeDeps, tree: LeftTree): Promise<Patch | undefined> {
  const { facts, path: top } = tree.manifest;
  const kept = await stat(path.join(tree.outputDir, PATCH_FILE)).catch(() => undefined);
  const wasThere = facts.ready || (await isThere(goneName(top)));
  await dropTree(deps, tree);
  if (kept !== undefined) return { bytes: kept.size, base: facts.base };
  return wasThere ? { bytes: 0, base: facts.base, problem: 'its work tree is gone, and there is no patch of it' } : undefined;
}

const isThere = async (file: string): Promise<boolean> => (await lstat(file).catch(() => undefined)) !== undefined;
