import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { within } from '../../policy/places.ts';
import { isSecretPath } from '../../shell/secret-paths.ts';
import { CANCELLED, Refusal } from './refusal.ts';

/** Files that are looked into at most. */
export const MAX_FILES = 20_000;
/** Names that are looked at on the way to them. */
const MAX_NAMES = 200_000;
/** A longer file is hardly written by people. */
export const MAX_FILE_BYTES = 1_048_576;

/** Directories of others' making: thousands of files that nobody asks about. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

export interface SearchFile {
  /** Absolute, real. */
  readonly path: string;
  readonly ino: bigint;
}

/** How many were left out, by the reason. */
export interface LeftOut {
  secret: number;
  links: number;
  large: number;
  unreadable: number;
  /** There are more than are looked at. */
  rest: boolean;
}

export interface WalkOptions {
  /** The user's. */
  readonly home: string;
  /** Takes the path below the root. */
  readonly fits: (relative: string) => boolean;
  readonly signal: AbortSignal;
}

/** The regular files below a real directory, in the order of their names. No link is followed. */
export async function filesBelow(
  root: string,
  options: WalkOptions,
): Promise<{ readonly files: readonly SearchFile[]; readonly leftOut: LeftOut }> {
  const files: SearchFile[] = [];
  const leftOut: LeftOut = { secret: 0, links: 0, large: 0, unreadable: 0, rest: false };
  const directories = [root];
  let names = 0;
  for (let directory = directories.pop(); directory !== undefined && !leftOut.rest; directory = directories.pop()) {
    if (options.signal.aborted) throw new Refusal(CANCELLED);
    const entries = await entriesOf(directory);
    if (entries === undefined) leftOut.unreadable += 1;
    const below: string[] = [];
    for (const entry of entries ?? []) {
      names += 1;
      if (files.length >= MAX_FILES || names > MAX_NAMES) {
        leftOut.rest = true;
        break;
      }
      const found = path.join(directory, entry.name);
      const kind = await kindOf(found, entry, root, options);
      if (kind === 'directory') below.push(found);
      else if (typeof kind === 'object') files.push(kind);
      else if (kind !== 'skipped') leftOut[kind] += 1;
    }
    directories.push(...below.reverse());
  }
  return { files, leftOut };
}

type Kind = 'directory' | 'skipped' | 'secret' | 'links' | 'large' | 'unreadable' | SearchFile;

async function kindOf(found: string, entry: Dirent, root: string, { home, fits }: WalkOptions): Promise<Kind> {
  if (entry.isDirectory()) return SKIPPED.has(entry.name) ? 'skipped' : isSecretPath(found, home) ? 'secret' : 'directory';
  if (!fits(path.relative(root, found))) return 'skipped';
  if (entry.isSymbolicLink()) {
    // What it leads to is looked into under its own name when it lies here.
    const real = await realpath(found).catch(() => undefined);
    return real === undefined || within(real, root) ? 'skipped' : 'links';
  }
  if (!entry.isFile()) return 'skipped';
  if (isSecretPath(found, home)) return 'secret';
  const stats = await lstat(found, { bigint: true }).catch(() => undefined);
  if (stats === undefined || !stats.isFile()) return 'unreadable';
  return stats.size > BigInt(MAX_FILE_BYTES) ? 'large' : { path: found, ino: stats.ino };
}

async function entriesOf(directory: string): Promise<Dirent[] | undefined> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined);
  return entries?.sort((a, b) => (a.name < b.name ? -1 : 1));
}
