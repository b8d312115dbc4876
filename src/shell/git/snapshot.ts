import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { LISTING, type Listing, readListing, whyTooMuch } from './listing.ts';
import { excludeFile, indexFile, ownExcludes, type PrivateRepository } from './private-repository.ts';
import { type GitFailed, gitFailed } from './run-git.ts';
import { isObjectId, onTree, type TreeCall } from './tree-run.ts';

/** All files of a tree as they are, under one name. */
export interface Snapshot {
  readonly ok: true;
  /** Object id of a tree in the private repository. */
  readonly tree: string;
  /** Directories with repositories of their own, which are not in it; as far as they are text. */
  readonly apart: readonly string[];
  /** What git is told to ignore, which is not in it either: files, and directories with nothing else in them (they end with a slash). */
  readonly ignored: readonly string[];
}

/** Where the commit is whose files the index should know; `undefined` where there is none. Asked only when the copied index is of no use. */
export type HeadOf = () => Promise<{ readonly ok: true; readonly commit: string | undefined } | GitFailed>;

/**
 * Takes a copy of every file that has changed since the last look, and of none that is ignored. Nothing of the repository is written, and
 * a repository in the tree is left out.
 */
export async function snapshotOf(call: TreeCall, at: PrivateRepository, head: HeadOf): Promise<Snapshot | GitFailed> {
  await copyFile(ownExcludes(at), excludeFile(at));
  const listed = await seeing(call, at, head);
  if (!listed.ok) return listed;
  const { listing } = listed;
  const apart = [...new Set([...listing.links, ...listing.nested])];
  const left = await leaveOut(call, at, listing, apart);
  if (!left.ok) return left;
  const changed = await onTree(call, at, CHANGED);
  if (!changed.ok) return changed;
  const why = await whyTooMuch(at.top, [...listing.unknown, ...namesIn(changed.bytes)]);
  if (why !== undefined) return gitFailed(why);
  const added = await onTree(call, at, ['add', '-A']);
  if (!added.ok) return added;
  const ignored = await onTree(call, at, IGNORED);
  return ignored.ok ? await written(call, at, apart, ignoredIn(ignored.bytes, apart)) : ignored;
}

const CHANGED: readonly string[] = ['ls-files', '-m', '-z'];
const IGNORED: readonly string[] = ['ls-files', '-o', '-i', '--exclude-standard', '--directory', '-z'];

const namesIn = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '');

/** Of a directory that is named nothing in it is. */
function ignoredIn(bytes: Buffer, apart: readonly string[]): readonly string[] {
  const above = new Set(apart.map((name) => `${name}/`));
  return namesIn(bytes)
    .toSorted()
    .filter((name) => {
      if (above.has(`${name}/`) || isBelow(name, above)) return false;
      if (name.endsWith('/')) above.add(name);
      return true;
    });
}

function isBelow(name: string, directories: ReadonlySet<string>): boolean {
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) if (directories.has(name.slice(0, at + 1))) return true;
  return false;
}

/** The name of what the index holds. */
export async function written(
  call: TreeCall,
  at: PrivateRepository,
  apart: readonly string[],
  ignored: readonly string[] = [],
): Promise<Snapshot | GitFailed> {
  const wrote = await onTree(call, at, ['write-tree']);
  if (!wrote.ok) return wrote;
  const tree = wrote.bytes.toString('latin1').trim();
  return isObjectId(tree)
    ? { ok: true, tree, apart: apart.map(asText), ignored: ignored.map(asText) }
    : gitFailed('git did not name the tree');
}

export const asText = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

export type Listed = { readonly ok: true; readonly listing: Listing } | GitFailed;

export async function listTree(call: TreeCall, at: PrivateRepository): Promise<Listed> {
  const ran = await onTree(call, at, LISTING);
  return ran.ok ? { ok: true, listing: readListing(ran.bytes) } : ran;
}

/** An index that is broken or unfit gives way to one that is made from the last commit. */
async function seeing(call: TreeCall, at: PrivateRepository, head: HeadOf): Promise<Listed> {
  const listed = await listTree(call, at);
  if (call.signal.aborted || (listed.ok && !listed.listing.unfit)) return listed;
  const base = await head();
  if (!base.ok) return base;
  await rm(indexFile(at), { force: true });
  if (base.commit !== undefined) {
    const read = await onTree(call, at, ['read-tree', base.commit]);
    if (!read.ok) return read;
  }
  return await listTree(call, at);
}

/** Repositories in the tree are none of it: git would ask them how they are, by what they say. */
export async function leaveOut(
  call: TreeCall,
  at: PrivateRepository,
  { links }: Pick<Listing, 'links'>,
  apart: readonly string[],
): Promise<{ readonly ok: true } | GitFailed> {
  if (apart.length === 0) return { ok: true };
  if (apart.some((name) => name.includes('\n'))) return gitFailed('the name of a repository in it has a line break in it');
  const patterns = apart.map((name) => `/${name.replace(/[\\*?[\] !#]/g, '\\$&')}`);
  const own = await readFile(ownExcludes(at), 'latin1');
  await writeFile(excludeFile(at), [own, ...patterns, ''].join('\n'), { encoding: 'latin1', mode: 0o600 });
  if (links.length === 0) return { ok: true };
  const names = `${at.gitDir}/links`;
  await writeFile(names, links.map((name) => `${name}\0`).join(''), { encoding: 'latin1', mode: 0o600 });
  const removed = await onTree(call, at, [
    'rm',
    '-q',
    '-f',
    '--cached',
    '--ignore-unmatch',
    `--pathspec-from-file=${names}`,
    '--pathspec-file-nul',
  ]);
  return removed.ok ? { ok: true } : removed;
}
