import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';

const PERMISSIONS = 0o777n;
/** Of larger files size and time stand for what is in them. */
const MAX_HASHED = 256n * 1_048_576n;
/** Most files are small, and streams are slow to set up. */
const READ_AT_ONCE = 1_048_576;
/** Even to open a device or a FIFO can do something. */
const READING = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

export const modeOf = ({ mode }: BigIntStats): number => Number(mode & PERMISSIONS);

/** What is at a path, as a text that differs when that does; the last link is not followed. */
export async function stateOf(file: string): Promise<string> {
  const stats = await statsOf(file);
  if (stats === undefined) return 'none';
  if (stats.isSymbolicLink()) return `link:${await readlink(file)}`;
  if (stats.isDirectory()) return `directory:${modeOf(stats)}`;
  if (!stats.isFile()) return 'special';
  if (stats.size > MAX_HASHED) return `file:${modeOf(stats)}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  return stateOfFile(modeOf(stats), await hashOf(file));
}

export const stateOfFile = (mode: number, sha256: string): string => `file:${mode}:${sha256}`;

/** `undefined` where nothing is; rejects where nobody can tell. */
export async function statsOf(file: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(file, { bigint: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** SHA-256 of a regular file, in hex. */
export async function hashOf(file: string): Promise<string> {
  const handle = await openRegular(file);
  try {
    const hash = createHash('sha256');
    if ((await handle.stat()).size <= READ_AT_ONCE) return hash.update(await handle.readFile()).digest('hex');
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** Opens what lies there now for reading, when that is a regular file. The caller closes it. */
export async function openRegular(file: string): Promise<FileHandle> {
  const handle = await open(file, READING);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is no regular file');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Below {
  readonly path: string;
  readonly stats: BigIntStats;
}

/** All that lies below a directory, each directory before what is in it; `undefined` when that is more than `most`. Follows no links. */
export async function walk(directory: string, most: number): Promise<readonly Below[] | undefined> {
  const found: Below[] = [];
  const queue = [directory];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const name of (await readdir(next)).sort()) {
      const file = path.join(next, name);
      const stats = await statsOf(file);
      if (stats === undefined) continue;
      found.push({ path: file, stats });
      if (found.length > most) return undefined;
      if (stats.isDirectory()) queue.push(file);
    }
  }
  return found;
}

/** The system does some of it side by side; more would only wait. */
const AT_ONCE = 16;

/** Does the same with each of many, some at a time; rejects when one does. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) await Promise.all(items.slice(from, from + AT_ONCE).map(work));
}
