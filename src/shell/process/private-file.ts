import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What we write is far smaller; what somebody else has put there is not read whole. */
const LONGEST_RECORD = 1_048_576;

const create = (path: string): number =>
  openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);

/**
 * Takes a path and a text; replaces the file (0600) as a whole, or throws as the file system does and leaves it as it was. Not forced
 * to the disk: for what means nothing after the machine has gone down.
 */
export function replacePrivateFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  try {
    const file = create(temporary);
    try {
      writeAll(file, Buffer.from(text));
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
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
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  const file = create(temporary);
  let open = true;
  const release = (): void => {
    if (!open) return;
    open = false;
    closeSync(file);
    rmSync(temporary, { force: true });
  };
  try {
    writeAll(file, Buffer.alloc(bytes, 0x20));
    fsyncSync(file);
  } catch (error) {
    release();
    throw error;
  }
  return {
    commit(text) {
      try {
        const data = Buffer.from(text);
        writeAll(file, data);
        ftruncateSync(file, data.length);
        fsyncSync(file);
        renameSync(temporary, path);
        syncDirectory(dirname(path));
      } finally {
        release();
      }
    },
    release,
  };
}

function syncDirectory(path: string): void {
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Takes a path; returns the text of that regular file, `undefined` when there is none, it is a link or it is longer than any of ours. */
export function readPrivateFile(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    return stat.isFile() && stat.size <= LONGEST_RECORD ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
