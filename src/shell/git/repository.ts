import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

export interface Repository {
  /** Real path of the directory with the files. */
  readonly top: string;
  /** Real path. */
  readonly gitDir: string;
  /** Real path of the directory that all work trees share, with objects and configuration; `gitDir` itself for most. */
  readonly common: string;
}

export type FoundRepository = { readonly ok: true; readonly repository: Repository } | { readonly ok: false; readonly problem: string };

const refused = (problem: string): FoundRepository => ({ ok: false, problem });

/** Longer files are none of those that say where a repository lies. */
const LINK_BYTES = 8_192;

/**
 * The repository that a directory of a workspace belongs to, whose history is the workspace's own: it lies in the workspace, or knows the
 * workspace as a work tree of its, belongs to the user, and takes no objects from elsewhere. Both are absolute and real. Never rejects.
 */
export async function findRepository(directory: string, workspace: string): Promise<FoundRepository> {
  try {
    if (!within(directory, workspace)) return refused('the directory lies outside of the workspace');
    for (let top = directory; within(top, workspace); top = path.dirname(top)) {
      const dotGit = path.join(top, '.git');
      const stats = await lstat(dotGit).catch(() => undefined);
      if (stats === undefined) {
        if (top === path.dirname(top)) break;
        continue;
      }
      const gitDir = stats.isDirectory() ? await realpath(dotGit) : stats.isFile() ? await linkedGitDir(dotGit, top, workspace) : undefined;
      if (gitDir === undefined) return refused('its .git leads to a repository elsewhere');
      const common = await commonOf(gitDir);
      const problem = await whyForeign(gitDir, common);
      return problem === undefined ? { ok: true, repository: { top, gitDir, common } } : refused(problem);
    }
    return refused('there is no git repository in the workspace');
  } catch {
    return refused('its git repository can not be looked at');
  }
}

const within = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);

/** Where a `.git` that is a file leads: inside the workspace, or to a repository that names this very work tree. */
async function linkedGitDir(dotGit: string, top: string, workspace: string): Promise<string | undefined> {
  const named = /^gitdir: (.+?)\s*$/.exec((await firstBytes(dotGit)) ?? '')?.[1];
  if (named === undefined) return undefined;
  const gitDir = await realpath(path.resolve(top, named));
  if (within(gitDir, workspace)) return gitDir;
  const back = await firstBytes(path.join(gitDir, 'gitdir'));
  return back !== undefined && (await realpath(path.resolve(gitDir, back.trim()))) === (await realpath(dotGit)) ? gitDir : undefined;
}

async function commonOf(gitDir: string): Promise<string> {
  const linked = await firstBytes(path.join(gitDir, 'commondir'));
  return linked === undefined ? gitDir : await realpath(path.resolve(gitDir, linked.trim()));
}

async function whyForeign(gitDir: string, common: string): Promise<string | undefined> {
  const { uid } = await lstat(gitDir);
  if (uid !== process.getuid?.()) return 'its git repository belongs to another user';
  // A work tree's own directory lies in the one that it shares.
  if (!within(gitDir, common)) return 'its git directory takes its history from another one';
  const objects = path.join(common, 'objects');
  for (const name of ['alternates', 'http-alternates'])
    if ((await lstat(path.join(objects, 'info', name)).catch(() => undefined)) !== undefined)
      return `its git repository takes objects from another one (objects/info/${name})`;
  return (await holdsLink(objects)) ? 'its git repository takes objects from elsewhere by a link' : undefined;
}

/** Git keeps objects in directories of one level, and packs and graphs in two more. */
const OBJECT_LEVELS = 4;

/** Whether a directory is a link, or has one below. */
async function holdsLink(directory: string, levels = OBJECT_LEVELS): Promise<boolean> {
  if (!(await lstat(directory)).isDirectory()) return true;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) return true;
    if (entry.isDirectory() && (levels === 0 || (await holdsLink(path.join(directory, entry.name), levels - 1)))) return true;
  }
  return false;
}

/** The beginning of a regular file; `undefined` where there is none. A FIFO does not hold us. */
export async function firstBytes(file: string): Promise<string | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LINK_BYTES), 0, LINK_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
