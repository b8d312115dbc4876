import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { BLOCK_BYTES, type BlockStart, runs, type Segment, type Source, segmentsIn } from './order-blocks.ts';
import { readRange } from './spill-file.ts';

type Sizes = Readonly<Record<Source, number>>;

/** The order of two streams as another process has written it, or still does. */
export interface OrderFile {
  /** Looks at the file again. Takes how long the streams are now; returns how much of each the order covers. */
  known(sizes: () => Sizes): Sizes;
  /** The segments of bytes [from, to) of both streams together, within what the last look covered. */
  segments(from: number, to: number): Promise<Segment[]>;
}

/**
 * Reads what output-order.ts writes. A file that is torn, missing or not ours covers as much as can be told from it: never more
 * of a stream than there is.
 */
export function openOrderFile(path: string): OrderFile {
  let blocks: BlockStart[] = [];
  let covered: Sizes = { stdout: 0, stderr: 0 };
  let seen = -1;

  function known(sizes: () => Sizes): Sizes {
    // Bytes reach their file before the order does, so it is read first.
    const read = readFrom(path, Math.max(0, blocks.length - 1) * BLOCK_BYTES, seen);
    if (read === undefined) return covered;
    ({ seen } = read);
    scan(read.bytes, sizes());
    return covered;
  }

  function scan(bytes: Buffer, limit: Sizes): void {
    const end = { ...(blocks.at(-1) ?? { stdout: 0, stderr: 0 }) };
    blocks = blocks.slice(0, -1);
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      blocks.push({ ...end });
      for (const { source, length } of runs(end, bytes.subarray(at, at + BLOCK_BYTES))) {
        const fits = Math.max(0, Math.min(length, limit[source] - end[source]));
        end[source] += fits;
        if (fits < length) {
          // Not whole, or no order at all: nothing behind it counts, and the next look begins here again.
          covered = end;
          seen = -1;
          return;
        }
      }
    }
    covered = end;
  }

  const bytesOf = (index: number): Promise<Buffer> => readRange(path, index * BLOCK_BYTES, BLOCK_BYTES);
  return { known, segments: (from, to) => segmentsIn(blocks, bytesOf, { from, to: Math.min(to, covered.stdout + covered.stderr) }) };
}

/** The rest of a file from a position on; `undefined` when it is as long as it was, and empty when there is none that may be read. */
function readFrom(path: string, from: number, seen: number): { readonly bytes: Buffer; readonly seen: number } | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    const size = stat.isFile() ? stat.size : 0;
    if (size === seen) return undefined;
    const bytes = Buffer.alloc(Math.max(0, size - from));
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(file, bytes, filled, bytes.length - filled, from + filled);
      if (got === 0) break;
      filled += got;
    }
    return { bytes: bytes.subarray(0, filled), seen: size };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
