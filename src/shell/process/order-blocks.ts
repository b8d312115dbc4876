/** One of the two streams a process writes. */
export type Source = 'stdout' | 'stderr';

/** A run of bytes of one stream, in the order seen. `from` counts within that stream. */
export interface Segment {
  readonly source: Source;
  readonly from: number;
  readonly length: number;
}

/** Bytes of run lengths in one block of the file. Streams that never alternate need few of them. */
export const BLOCK_BYTES = 65_536;

/** Where a block begins in each stream. */
export interface BlockStart {
  readonly stdout: number;
  readonly stderr: number;
}

/** The numbers of a block: seven bits a byte, lowest first. One that is cut off at the end is left out. */
function* numbers(bytes: Buffer): Generator<number> {
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte < 0x80) {
      yield value;
      value = 0;
      scale = 1;
    }
  }
}

/** The runs of a block, which alternate and begin with one of stdout (perhaps 0). Takes where it begins and its bytes. */
export function* runs(start: BlockStart, bytes: Buffer): Generator<Segment> {
  const position = { stdout: start.stdout, stderr: start.stderr };
  let source: Source = 'stdout';
  for (const length of numbers(bytes)) {
    yield { source, from: position[source], length };
    position[source] += length;
    source = source === 'stdout' ? 'stderr' : 'stdout';
  }
}

/** A range of both streams together. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Takes a segment and where it begins in both streams together; adds what of it lies in a range to those found. */
export function addWithin(found: Segment[], segment: Segment, at: number, { from, to }: Range): void {
  const skip = Math.max(0, from - at);
  const length = Math.min(segment.length, to - at) - skip;
  if (length > 0) found.push({ source: segment.source, from: segment.from + skip, length });
}

/** Takes where blocks begin, the way to their bytes and a range that they cover; returns its segments. */
export async function segmentsIn(
  blocks: readonly BlockStart[],
  bytesOf: (index: number) => Promise<Buffer>,
  range: Range,
): Promise<Segment[]> {
  const found: Segment[] = [];
  for (let index = firstBlock(blocks, range.from); index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block === undefined || block.stdout + block.stderr >= range.to) break;
    let at = block.stdout + block.stderr;
    for (const run of runs(block, await bytesOf(index))) {
      addWithin(found, run, at, range);
      at += run.length;
    }
  }
  return found;
}

/** The last block that begins at or before a position of both streams together. */
function firstBlock(blocks: readonly BlockStart[], position: number): number {
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
