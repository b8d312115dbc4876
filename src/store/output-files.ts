import { constants } from 'node:fs';
import { lstat, open, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** Ids that we make are such names; any other could lead out of the directory. */
const PLAIN_NAME = /^[\w-]{1,128}$/;

/** A directory and all in it. */
export interface Measured {
  readonly bytes: number;
  /** The latest change of the directory and of what lies directly in it, in milliseconds since 1970; 0 when it is not there. */
  readonly changedAt: number;
}

/** The directory that holds what a task wrote; `undefined` for ids that cannot name one. */
export function outputOf(
  outputDir: string,
  { sessionId, taskId }: { readonly sessionId: string; readonly taskId: string },
): string | undefined {
  return PLAIN_NAME.test(sessionId) && PLAIN_NAME.test(taskId) ? path.join(outputDir, sessionId, taskId) : undefined;
}

/** Names of the directories in a directory; none when it is not there, and a symbolic link is never one. */
export async function directoriesIn(dir: string): Promise<readonly string[]> {
  const found = await ifThere(() => lstat(dir));
  if (found?.isDirectory() !== true) return [];
  const entries = (await ifThere(() => readdir(dir, { withFileTypes: true }))) ?? [];
  return entries.filter((entry) => entry.isDirectory() && PLAIN_NAME.test(entry.name)).map(({ name }) => name);
}

/** Adds up a directory; a symbolic link counts as itself and is not followed. */
export async function measure(dir: string): Promise<Measured> {
  const own = await ifThere(() => lstat(dir));
  if (own === undefined) return { bytes: 0, changedAt: 0 };
  if (!own.isDirectory()) return { bytes: own.size, changedAt: own.mtimeMs };
  let bytes = 0;
  let changedAt = own.mtimeMs;
  for (const name of (await ifThere(() => readdir(dir))) ?? []) {
    const inside = await measure(path.join(dir, name));
    bytes += inside.bytes;
    changedAt = Math.max(changedAt, inside.changedAt);
  }
  return { bytes, changedAt };
}

/** Removes a directory below the output directory with all in it; a symbolic link is removed, and not what it names. */
export async function removeOutput(outputDir: string, dir: string): Promise<void> {
  // A link in the place of a session's directory would lead elsewhere.
  for (let parent = path.dirname(dir); parent.length >= outputDir.length; parent = path.dirname(parent)) {
    const found = await ifThere(() => lstat(parent));
    if (found === undefined) return;
    if (!found.isDirectory()) throw new Error(`${parent} is no directory`);
  }
  await rm(dir, { recursive: true, force: true });
}

/** Removes a directory when nothing is in it. */
export async function removeEmpty(dir: string): Promise<void> {
  await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], () => rmdir(dir));
}

/** When the mark was set last, in milliseconds since 1970; 0 for never. */
export async function markedAt(file: string): Promise<number> {
  return (await ifThere(() => lstat(file)))?.mtimeMs ?? 0;
}

/** Sets a mark, an empty file. @param at milliseconds since 1970 */
export async function setMark(file: string, at: number): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    await handle.utimes(at / 1_000, at / 1_000);
  } finally {
    await handle.close();
  }
}

function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  return unless(['ENOENT', 'ENOTDIR'], act);
}

/** Returns `undefined` when it fails with one of these codes. */
async function unless<T>(codes: readonly string[], act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.some((code) => code === error.code)) return undefined;
    throw error;
  }
}
