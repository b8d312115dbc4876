import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { type HeldDirectory, holdDirectory } from './held-directory.ts';

/** What we write is far smaller; what somebody else has put there is not read whole. */
const LONGEST_RECORD = 1_048_576;

const create = (path: string): number =>
  openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);

/**
 * Takes a path and a text; replaces the file (0600) as a whole, or throws as the file system does and leaves it as it was. Not forced
 * to the disk: for what means nothing after the machine has gone down.
 */
export function replacePrivateFile(path: string, text: string): void {
  const directory = holdDirectory(dirname(path));
  const temporary = directory.file(`${basename(path)}.new`);
  try {
    rmSync(temporary, { force: true });
    const file = create(temporary);
    try {
      writeAll(file, Buffer.from(text));
    } finally {
      closeSync(file);
    }
    renameSync(temporary, directory.file(basename(path)));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    directory.close();
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
}

/** Room on the disk for a file that must be written later, also when the disk is full by then. */
export interface Reserved {
  /** Makes the text the file, on the disk when this returns. Throws as the file system does. */
  commit(text: string): void;
  /** Gives the room back. */
  release(): void;
}

/** Takes a path and the bytes that are sure to fit; throws as the file system does. */
export function reservePrivateFile(path: string, bytes: number): Reserved {
  const directory = holdDirectory(dirname(path));
  const temporary = directory.file(`${basename(path)}.new`);
  let file: number | undefined;
  const release = (): void => {
    if (file === undefined) return;
    closeSync(file);
    file = undefined;
    rmSync(temporary, { force: true });
    directory.close();
  };
  try {
    rmSync(temporary, { force: true });
    file = create(temporary);
    writeAll(file, Buffer.alloc(bytes, 0x20));
    fsyncSync(file);
  } catch (error) {
    if (file === undefined) directory.close();
    release();
    throw error;
  }
  return {
    commit(text) {
      if (file === undefined) throw new Error('the room was given back');
      try {
        if (!isThere(file, temporary)) file = again(file, temporary);
        const data = Buffer.from(text);
        writeAll(file, data);
        ftruncateSync(file, data.length);
        fsyncSync(file);
        renameSync(temporary, directory.file(basename(path)));
        syncDirectory(directory);
      } finally {
        release();
      }
    },
    release,
  };
}

/** Whether an open file is what a path leads to: what somebody else has put there must not be given our name. */
function isThere(file: number, path: string): boolean {
  const own = fstatSync(file);
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.ino === own.ino && found.dev === own.dev;
}

/** Without the room that was reserved, which nothing leads to any more. */
function again(file: number, path: string): number {
  rmSync(path, { force: true, recursive: true });
  const made = create(path);
  closeSync(file);
  return made;
}

function syncDirectory(directory: HeldDirectory): void {
  const file = openSync(directory.file('.'), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Takes a path; returns the text of that regular file, `undefined` when there is none, it or its directory is a link or it is longer than
 * any of ours.
 */
export function readPrivateFile(path: string): string | undefined {
  let directory: HeldDirectory | undefined;
  let file: number | undefined;
  try {
    directory = holdDirectory(dirname(path));
    file = openSync(directory.file(basename(path)), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    return stat.isFile() && stat.size <= LONGEST_RECORD ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
    directory?.close();
  }
}
