import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type HeldDirectory, holdDirectory } from './held-directory.ts';
import { hashOf, stateOf, stateOfFile } from './look.ts';
import type { Was } from './manifest.ts';
import type { RestoredPath } from './undo.ts';

/** One path that is to be as it was. */
export interface PutBack {
  readonly workspace: string;
  readonly path: string;
  readonly was: Was;
  /** A state of it that may be given up; `undefined` for any. */
  readonly left: string | undefined;
  /** The directory of the copies. */
  readonly copies: string;
}

/** Puts back one path, where it is what may be given up. Follows no link; replaces files as a whole. Rejects as the file system does. */
export async function putBack({ workspace, path: file, was, left, copies }: PutBack): Promise<RestoredPath> {
  const way = holdDirectory(workspace, path.dirname(file), was.kind !== 'none');
  // Where its directory is gone, so is it.
  if (way === undefined) return { path: file, done: 'same' };
  try {
    const target = way.file(path.basename(file));
    const now = await stateOf(target);
    const before = await stateBefore(was, copies);
    if (now === before) return { path: file, done: 'same' };
    if (left !== undefined && now !== left) return { path: file, done: 'left', why: 'changed since: left alone' };
    await clear(target, now, was);
    if (was.kind === 'none') return { path: file, done: 'removed' };
    await make(way, target, was, copies);
    way.sync();
    return { path: file, done: 'restored' };
  } finally {
    way.close();
  }
}

async function stateBefore(was: Was, copies: string): Promise<string> {
  switch (was.kind) {
    case 'none':
      return 'none';
    case 'link':
      return `link:${was.target}`;
    case 'directory':
      return `directory:${was.mode}`;
    case 'file':
      return stateOfFile(was.mode, await hashOf(path.join(copies, was.copy)));
  }
}

/** Takes away what is in the way. A directory goes only when it is empty: what else is in it is nobody's here. */
async function clear(target: string, now: string, was: Was): Promise<void> {
  const isDirectory = now.startsWith('directory:');
  if (now === 'none' || (isDirectory && was.kind === 'directory')) return;
  if (isDirectory) await rmdir(target);
  // A file is replaced by a rename, so that there is one at any moment.
  else if (was.kind === 'none' || was.kind === 'directory') await unlink(target);
}

async function make(way: HeldDirectory, target: string, was: Exclude<Was, { kind: 'none' }>, copies: string): Promise<void> {
  if (was.kind === 'directory') {
    await mkdir(target).catch((error: unknown) => {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    });
    await changeMode(target, was.mode, constants.O_DIRECTORY);
    return;
  }
  const temporary = way.file(`.bailiwick-${randomUUID()}`);
  try {
    if (was.kind === 'link') await symlink(was.target, temporary);
    else {
      await copyFile(path.join(copies, was.copy), temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      await changeMode(temporary, was.mode);
    }
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Of what lies there itself, never of what a link there leads to; forces it to the disk. */
async function changeMode(file: string, mode: number, flag = 0): Promise<void> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | flag);
  try {
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
