import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { holdDirectory } from '../../shell/process/held-directory.ts';
import { characterStart, incompleteTail } from '../../shell/process/utf8.ts';

/** Text of a range of a file: where it starts, where the next one starts, and how much there is now, in bytes. */
export interface FilePage {
  readonly text: string;
  readonly from: number;
  readonly next: number;
  readonly total: number;
}

/**
 * Takes a file of ours, a first byte and a cap in bytes; returns the text of that range, with whole characters, or `undefined` when there
 * is no such file, or when it is no regular one: a link is not followed, nor one in the place of its directory.
 */
export async function filePage(path: string, from: number, max: number): Promise<FilePage | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await openIn(path);
    const stat = await file.stat();
    return stat.isFile() ? await pageOf(file, stat.size, { from, max }) : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.some((code) => code === error.code)) return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}

/** ELOOP: it is a link. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ELOOP'] as const;

async function openIn(path: string): Promise<FileHandle> {
  const directory = holdDirectory(dirname(path));
  try {
    return await open(directory.file(basename(path)), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } finally {
    directory.close();
  }
}

async function pageOf(file: FileHandle, total: number, { from, max }: { readonly from: number; readonly max: number }): Promise<FilePage> {
  const wanted = Math.min(Math.max(0, Math.trunc(from)), total);
  if (max <= 0) return { text: '', from: wanted, next: wanted, total };
  // Three bytes before the range tell whether it begins inside a character; a page holds one character at least.
  const before = Math.max(0, wanted - 3);
  const end = Math.min(total, wanted + Math.max(4, Math.trunc(max)));
  const bytes = Buffer.alloc(end - before);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, before);
  const found = bytes.subarray(0, bytesRead);
  const start = Math.min(characterStart(found, Math.min(wanted - before, found.length)), found.length);
  const cut = found.subarray(start);
  const whole = before + found.length < total ? cut.length - incompleteTail(cut) : cut.length;
  return { text: cut.toString('utf8', 0, whole), from: before + start, next: before + start + whole, total };
}
