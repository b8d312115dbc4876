import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { holdDirectory } from './held-directory.ts';

/** Creates a file for writing; rejects as the file system does. */
export type OpenFile = (path: string) => Promise<FileHandle>;

/** A file that only grows, made when its first byte comes. */
export interface SpillFile {
  /** Appends the chunks in order; resolves when all of them are in the file. Calls must not overlap. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** Bytes [from, from + length), fewer at the end of the file. */
  read(from: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

/** Takes a path in a private directory; makes the directory (0700) and the file (0600), which must not be there yet. */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const directory = holdDirectory(dirname(path));
  try {
    return await open(
      directory.file(basename(path)),
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      0o600,
    );
  } finally {
    directory.close();
  }
}

const READING = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Takes a path, a first byte and a length; returns those bytes, fewer at the end of the file. Rejects when there is no file, or when it
 * is anything else: a link is not followed, nor one in the place of its directory, and a pipe or device is not read.
 */
export async function readRange(path: string, from: number, length: number): Promise<Buffer> {
  const directory = holdDirectory(dirname(path));
  try {
    const reader = await open(directory.file(basename(path)), READING);
    try {
      if (!(await reader.stat()).isFile()) throw new Error(`${path} is not a regular file`);
      const bytes = Buffer.alloc(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await reader.read(bytes, filled, length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await reader.close();
    }
  } finally {
    directory.close();
  }
}

/** As readRange, before it returns: for a few bytes. Returns nothing when there is no file that may be read. */
export function readRangeNow(path: string, from: number, length: number): Buffer {
  let file: number | undefined;
  try {
    file = openIn(path);
    const stat = fstatSync(file);
    const bytes = Buffer.alloc(stat.isFile() ? Math.max(0, Math.min(length, stat.size - from)) : 0);
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(file, bytes, filled, bytes.length - filled, from + filled);
      if (got === 0) break;
      filled += got;
    }
    return bytes.subarray(0, filled);
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function openIn(path: string): number {
  const directory = holdDirectory(dirname(path));
  try {
    return openSync(directory.file(basename(path)), READING);
  } finally {
    directory.close();
  }
}

/** Takes a path and how its file is made. */
export function createSpillFile(path: string, openFile: OpenFile): SpillFile {
  let writer: FileHandle | undefined;

  async function append(chunks: readonly Uint8Array[]): Promise<void> {
    writer ??= await openFile(path);
    const { bytesWritten } = await writer.writev([...chunks]);
    const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (bytesWritten === total) return;
    // A nearly full disk takes a part; the rest either fits or says why not.
    let rest = Buffer.concat(chunks).subarray(bytesWritten);
    while (rest.length > 0) rest = rest.subarray((await writer.write(rest)).bytesWritten);
  }

  async function close(): Promise<void> {
    const closing = writer;
    writer = undefined;
    await closing?.close();
  }

  async function remove(): Promise<void> {
    await close();
    await rm(path, { force: true });
  }

  return { append, read: (from, length) => readRange(path, from, length), close, remove };
}
