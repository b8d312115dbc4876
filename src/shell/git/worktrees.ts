import { lstat, readdir, readFile, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitWords } from './hardened.ts';
import { indexFile, makePrivateRepository, type PrivateRepository } from './private-repository.ts';
import { firstBytes, type Repository } from './repository.ts';
import { type GitFailed, gitFailed, runGit } from './run-git.ts';
import { leaveOut, listTree, type Snapshot, written } from './snapshot.ts';
import { isObjectId, onTree, type TreeCall } from './tree-run.ts';

const TIMEOUT_MS = 10_000;
const MAX_SAID = 65_536;

/** The commit that a repository is at; `undefined` before the first one. Git reads the repository's configuration for it. */
export async function headOf(
  call: TreeCall,
  repository: Repository,
): Promise<{ readonly ok: true; readonly commit: string | undefined } | GitFailed> {
  const ran = await inRepository(call, repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}']);
  // Quiet: without such a commit it fails without a word.
  if (!ran.ok) return !call.signal.aborted && ran.problem === 'git failed: exited' ? { ok: true, commit: undefined } : ran;
  const commit = ran.bytes.toString('latin1').trim();
  return isObjectId(commit) ? { ok: true, commit } : gitFailed('git did not name its last commit');
}

async function inRepository({ deps, program, signal }: TreeCall, { gitDir, top }: Repository, words: readonly string[]) {
  const all = [...gitWords({ gitDir, top }), ...words];
  return await runGit(deps, { program, cwd: top, words: all, timeoutMs: TIMEOUT_MS, maxBytes: MAX_SAID, signal });
}

export interface WorktreeRequest {
  readonly repository: Repository;
  /** Absolute; must not be there yet, and its directory must. */
  readonly path: string;
  readonly commit: string;
  /** For the private repository that looks at it. */
  readonly privateDir: string;
}

export interface AddedWorktree {
  readonly ok: true;
  readonly at: PrivateRepository;
  /** What was there at first. */
  readonly snapshot: Snapshot;
}

/**
 * Adds a work tree with a detached head. Git only registers it in the repository; the files are put there by way of the private
 * repository, so that no filter, hook or setting of the repository has a part in it.
 */
export async function addWorktree(call: TreeCall, request: WorktreeRequest): Promise<AddedWorktree | GitFailed> {
  const { repository, path: top, commit, privateDir } = request;
  if (!isObjectId(commit)) return gitFailed('that is no commit');
  const entries = path.join(repository.common, 'worktrees');
  const found = await lstat(entries).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) return gitFailed('the directory of its work trees (.git/worktrees) is a link');
  const words = ['worktree', 'add', '--quiet', '--detach', '--no-checkout', '--end-of-options', top, commit];
  const added = await inRepository(call, repository, words);
  if (!added.ok) return added;
  const at = await makePrivateRepository({ dir: privateDir, top, of: repository, withIndex: false });
  const filled = await onTree(call, at, ['read-tree', '--reset', '-u', commit]);
  if (!filled.ok) return filled;
  const entry = await entryOf(repository, top);
  if (entry === undefined) return gitFailed('git did not register the work tree');
  // Whoever works there sees a clean tree.
  await writeFile(path.join(entry, 'index'), await readFile(indexFile(at)));
  const snapshot = await asItWas(call, at);
  return snapshot.ok ? { ok: true, at, snapshot } : snapshot;
}

/** A private repository for a tree that was added earlier, and what was there at first; reads every file at the next look. */
export async function seeWorktree(call: TreeCall, request: WorktreeRequest): Promise<AddedWorktree | GitFailed> {
  const { repository, path: top, commit, privateDir } = request;
  const at = await makePrivateRepository({ dir: privateDir, top, of: repository, withIndex: false });
  const read = await onTree(call, at, ['read-tree', '--end-of-options', commit]);
  if (!read.ok) return read;
  const snapshot = await asItWas(call, at);
  return snapshot.ok ? { ok: true, at, snapshot } : snapshot;
}

async function asItWas(call: TreeCall, at: PrivateRepository): Promise<Snapshot | GitFailed> {
  const listed = await listTree(call, at);
  if (!listed.ok) return listed;
  const { links } = listed.listing;
  const left = await leaveOut(call, at, { links }, links);
  return left.ok ? await written(call, at, links) : left;
}

/** What the repository keeps of a work tree, wherever git has put it; `undefined` when it keeps nothing. */
async function entryOf({ common }: Pick<Repository, 'common'>, top: string): Promise<string | undefined> {
  const entries = path.join(common, 'worktrees');
  if ((await lstat(entries).catch(() => undefined))?.isDirectory() !== true) return undefined;
  for (const name of await readdir(entries)) {
    const entry = path.join(entries, name);
    if ((await lstat(entry)).isDirectory() && (await firstBytes(path.join(entry, 'gitdir')))?.trim() === path.join(top, '.git'))
      return entry;
  }
  return undefined;
}

/** Has the repository forget a work tree whose files are gone, as `git worktree remove` does. Rejects as the file system does. */
export async function forgetWorktree(repository: Pick<Repository, 'common'>, top: string): Promise<void> {
  const entry = await entryOf(repository, top);
  if (entry === undefined) return;
  await rm(entry, { recursive: true, force: true });
  await rmdir(path.dirname(entry)).catch(() => undefined);
}

/** Whether a path is a directory and no link leads to it. */
export async function isRealDirectory(absolute: string): Promise<boolean> {
  return (await realpath(absolute).catch(() => undefined)) === absolute && (await lstat(absolute)).isDirectory();
}
