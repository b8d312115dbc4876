import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { copyFile, lstat, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { below } from '../edits.ts';
import { forEach, modeOf, openRegular, statsOf, walk } from './look.ts';
import type { Manifest, Was } from './manifest.ts';
import type { UndoLimits } from './undo.ts';

export type Snapshot = Pick<Manifest, 'kept' | 'notKept'>;

interface Request {
  readonly paths: readonly string[];
  readonly workspace: string;
  /** A directory of ours for the copies. */
  readonly into: string;
  readonly limits: UndoLimits;
}

/**
 * Copies what is at these paths. What lies outside of the workspace, is too large or too much, or is no file, link or directory is only
 * named. Rejects when the disk does not take it.
 */
export async function snapshot({ paths, workspace, into, limits }: Request): Promise<Snapshot> {
  const kept = new Map<string, Was>();
  const notKept = new Map<string, string>();
  let { files, bytes } = limits;
  let copies = 0;

  async function keepFile(file: string, stats: BigIntStats): Promise<void> {
    const why = Number(stats.size) > bytes ? 'it is too large' : files < 1 ? 'the call changes too many files' : undefined;
    if (why !== undefined) {
      notKept.set(file, why);
      return;
    }
    const copy = `${copies}`;
    copies += 1;
    files -= 1;
    bytes -= Number(stats.size);
    if (await copyRegular(file, path.join(into, copy))) kept.set(file, { kind: 'file', mode: modeOf(stats), copy });
    else notKept.set(file, 'it changed while it was kept');
  }

  async function keepOne(file: string, stats: BigIntStats): Promise<void> {
    if (stats.isSymbolicLink()) kept.set(file, { kind: 'link', target: await readlink(file) });
    else if (stats.isDirectory()) kept.set(file, { kind: 'directory', mode: modeOf(stats) });
    else if (stats.isFile()) await keepFile(file, stats);
    else notKept.set(file, 'it is no file, link or directory');
  }

  /** All of it or nothing: half a directory would only look like one that can be put back. */
  async function keepDirectory(directory: string): Promise<void> {
    const found = await walk(directory, files);
    const size = found?.reduce((sum, { stats }) => sum + (stats.isFile() ? stats.size : 0n), 0n);
    if (found === undefined || size === undefined || size > BigInt(bytes)) {
      notKept.set(directory, `it holds more than ${found === undefined ? `${files} files` : `${bytes} bytes`}`);
      kept.delete(directory);
      return;
    }
    await forEach(found, (each) => keepOne(each.path, each.stats));
  }

  for (const file of paths) {
    if (!file.startsWith(below(workspace))) {
      notKept.set(file, 'it lies outside of the workspace');
      continue;
    }
    const missing = await missingAbove(file);
    if (missing === undefined) {
      notKept.set(file, 'its path goes through a link');
      continue;
    }
    for (const directory of missing) kept.set(directory, { kind: 'none' });
    const stats = missing.length > 0 ? undefined : await statsOf(file);
    if (stats === undefined) kept.set(file, { kind: 'none' });
    else await keepOne(file, stats);
    if (stats?.isDirectory()) await keepDirectory(file);
  }
  return { kept: [...kept].map(([each, was]) => ({ path: each, was })), notKept: [...notKept].map(([each, why]) => ({ path: each, why })) };
}

/** The directories on the way to a file that are not there; `undefined` when the way goes through a link. */
async function missingAbove(file: string): Promise<readonly string[] | undefined> {
  const missing: string[] = [];
  let directory = path.dirname(file);
  for (; (await statsOf(directory)) === undefined && directory !== path.dirname(directory); directory = path.dirname(directory))
    missing.unshift(directory);
  return (await realpath(directory).catch(() => undefined)) === directory ? missing : undefined;
}

/**
 * Copies a regular file, sharing its blocks where the file system can. What is opened has to be what lies there without a link on the way:
 * else a link that is put there for a moment would have us keep, and later put back, what its owner may not read.
 */
async function copyRegular(file: string, copy: string): Promise<boolean> {
  const handle = await openRegular(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const opened = await handle.stat({ bigint: true });
    const there = await lstat(file, { bigint: true }).catch(() => undefined);
    const real = await realpath(file).catch(() => undefined);
    if (there === undefined || real !== file || there.ino !== opened.ino || there.dev !== opened.dev) return false;
    // By way of the descriptor, where the system has such paths.
    if (process.platform === 'linux') await copyFile(`/proc/self/fd/${handle.fd}`, copy, constants.COPYFILE_FICLONE);
    else await writeFile(copy, handle.createReadStream({ autoClose: false }), { mode: 0o600 });
    return true;
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
