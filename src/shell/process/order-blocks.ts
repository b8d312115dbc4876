import { setImmediate } from 'node:timers/promises';
import { createRunList, type Range, type RunList, type Source } from './output-runs.ts';

/** Bytes of run lengths in one block of the file. Streams that never alternate need few of them. */
export const BLOCK_BYTES = 65_536;
/** Bytes of the longest run length, which is below 2^53, at seven bits a byte. */
export const LONGEST_NUMBER = 8;
const LONGEST_SCALE = 0x80 ** LONGEST_NUMBER;
/** A block is closed when no two numbers fit any more; what is left of it is filled with zeros. */
const PADDING_FROM = BLOCK_BYTES - 2 * LONGEST_NUMBER + 1;

/** Where a block begins in each stream. */
export interface BlockStart {
  readonly stdout: number;
  readonly stderr: number;
}

export const NOTHING: BlockStart = { stdout: 0, stderr: 0 };
const NO_LIMIT: BlockStart = { stdout: Number.MAX_VALUE, stderr: Number.MAX_VALUE };

/** A place between two runs of a file, and what is known of the two streams there. */
export interface Place {
  /** Bytes of the file before it. */
  offset: number;
  stdout: number;
  stderr: number;
  next: Source;
  /** Runs of nothing just before it, which are few: one anywhere, one more at the beginning of a block. */
  zeros: number;
}

/** Takes which block it is and where it begins in each stream; returns the place before its first run. */
export const placeAt = (index: number, { stdout, stderr }: BlockStart): Place => ({
  offset: index * BLOCK_BYTES,
  stdout,
  stderr,
  next: 'stdout',
  zeros: -1,
});

/** Who is told of the runs. */
export interface Walker {
  /** Takes the length of the next run, and whether it is one of stderr; returns whether to go on behind it. */
  run(length: number, ofStderr: boolean): boolean;
}

/**
 * Goes through runs, which alternate and begin in every block with one of stdout (perhaps 0). Takes a place, the bytes that follow it in
 * its block, how much of each stream there may be at most, and who is told. The place moves on behind the runs that were gone through, and
 * no further than to what is more than there may be, what no writer of ours has made and what is still cut off.
 */
export function walk(place: Place, bytes: Uint8Array, most: BlockStart, walker?: Walker): void {
  const from = place.offset;
  const inBlock = from % BLOCK_BYTES;
  const size = bytes.length;
  // Everything in variables: there may be as many runs as bytes.
  let { stdout, stderr, zeros } = place;
  let ofStderr = place.next === 'stderr';
  let done = 0;
  let padded = false;
  let value = 0;
  let scale = 1;
  for (let at = 0; at < size; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) {
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (scale >= LONGEST_SCALE) break;
      continue;
    }
    // The same number in more bytes than it needs.
    if (byte === 0 && scale > 1) break;
    value += byte * scale;
    if (value === 0 && zeros === 1) {
      padded = inBlock + at >= PADDING_FROM;
      break;
    }
    if (value > (ofStderr ? most.stderr - stderr : most.stdout - stdout)) break;
    if (ofStderr) stderr += value;
    else stdout += value;
    const goOn = walker === undefined || walker.run(value, ofStderr);
    zeros = value > 0 ? 0 : zeros + 1;
    ofStderr = !ofStderr;
    done = at + 1;
    value = 0;
    scale = 1;
    if (!goOn) break;
  }
  const whole = padded || inBlock + done === BLOCK_BYTES;
  place.stdout = stdout;
  place.stderr = stderr;
  place.offset = whole ? from - inBlock + BLOCK_BYTES : from + done;
  place.zeros = whole ? -1 : zeros;
  place.next = ofStderr && !whole ? 'stderr' : 'stdout';
}

/** Bytes gone through at a time, so that others get their turn after a few milliseconds. */
export const SLICE_BYTES = 16_384;

/** Takes a place, the bytes that follow it in its block and what goes on by some of them, which returns whether to go on. */
export async function bySlices(place: Place, bytes: Buffer, goOn: (slice: Buffer) => boolean): Promise<void> {
  const base = place.offset;
  for (let before = base; before - base < bytes.length; before = place.offset) {
    const more = goOn(bytes.subarray(before - base, before - base + SLICE_BYTES));
    if (!more || place.offset === before) return;
    if (place.offset - base < bytes.length) await setImmediate();
  }
}

/** Takes where blocks begin, the way to their bytes, a range and the end of what they cover; returns the covered runs of the range. */
export async function runsIn(
  blocks: readonly BlockStart[],
  bytesOf: (index: number) => Promise<Buffer>,
  range: Range,
  end: number,
): Promise<RunList> {
  const first = blockAt(blocks, range.from);
  const list = createRunList(blocks[first] ?? NOTHING, range);
  const stop = Math.min(range.to, end);
  const walker: Walker = {
    run(length, ofStderr) {
      list.add(Math.min(length, end - list.at), ofStderr);
      return list.at < stop;
    },
  };
  for (let index = first; index < blocks.length && list.at < stop; index += 1) {
    const place = placeAt(index, NOTHING);
    await bySlices(place, await bytesOf(index), (slice) => {
      walk(place, slice, NO_LIMIT, walker);
      return list.at < stop;
    });
  }
  return list;
}

/** Takes where blocks begin, in their order; returns the last that begins at or before a position of both streams together. */
function blockAt(blocks: readonly BlockStart[], position: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const block = blocks[middle];
    if (block !== undefined && block.stdout + block.stderr <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
