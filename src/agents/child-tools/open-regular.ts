import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { idOf, mustBeFile, mustBeSame, type Place } from './place.ts';
import { Refusal } from './refusal.ts';

/** Opens for reading what was judged, and nothing else. The caller closes it. */
export async function openRegular(place: Place): Promise<FileHandle> {
  // Even to open a device or a FIFO can do something.
  const judged = mustBeFile(place.stats);
  const file = await open(place.real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const opened = await file.stat({ bigint: true });
    mustBeFile(opened);
    if (idOf(opened) !== idOf(judged)) throw new Refusal('Where the path leads has changed since it was judged; try again.');
    // A directory on the way may have become a link for a moment.
    await mustBeSame(place);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

const CHUNK_BYTES = 262_144;

/** Reads from the start, a chunk at a time; each holds until the next is asked for. */
export async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** All of a file, whatever it says of its size; `undefined` when it is larger than `maxBytes`. */
export async function readWhole(file: FileHandle, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of chunksOf(file)) {
    total += chunk.length;
    if (total > maxBytes) return undefined;
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
