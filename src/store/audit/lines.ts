import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** One line of a file, without its newline. */
export interface RawLine {
  /** Valid until the next line is taken. */
  readonly bytes: Buffer;
  /** Where the next line begins. */
  readonly end: number;
  /** False for what stands after the last newline. */
  readonly complete: boolean;
}

const CHUNK = 64 * 1024;
/** Nothing that we write is longer; a longer line is handed out in pieces, of which none is a line of ours. */
const LONGEST = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a regular file from a byte on, holding no more than one of them. Throws the system's error. */
export function* linesOf(path: string, from = 0): Generator<RawLine> {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${path} is not a regular file.`);
    let held = Buffer.alloc(0);
    let position = from;
    /** Where `held` begins in the file. */
    let start = from;
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const count = readSync(fd, chunk, 0, CHUNK, position);
      if (count === 0) break;
      position += count;
      // Looked for in what is new only: a long line is not searched again and again.
      const isLineEnding = chunk.subarray(0, count).includes(NEWLINE);
      held = held.length === 0 ? Buffer.from(chunk.subarray(0, count)) : Buffer.concat([held, chunk.subarray(0, count)]);
      if (!isLineEnding && held.length < LONGEST) continue;
      let begin = 0;
      for (let at = held.indexOf(NEWLINE); at !== -1; at = held.indexOf(NEWLINE, begin)) {
        yield { bytes: held.subarray(begin, at), end: start + at + 1, complete: true };
        begin = at + 1;
      }
      held = held.subarray(begin);
      start += begin;
      if (held.length >= LONGEST) {
        yield { bytes: held, end: start + held.length, complete: true };
        start += held.length;
        held = Buffer.alloc(0);
      }
    }
    if (held.length > 0) yield { bytes: held, end: start + held.length, complete: false };
  } finally {
    closeSync(fd);
  }
}
