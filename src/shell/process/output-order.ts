import type { SpillFile } from './spill-file.ts';

/** One of the two streams a process writes. */
export type Source = 'stdout' | 'stderr';

/** A run of bytes of one stream, in the order seen. `from` counts within that stream. */
export interface Segment {
  readonly source: Source;
  readonly from: number;
  readonly length: number;
}

/** The order in which bytes of the two streams arrived, kept as run lengths. */
export interface OutputOrder {
  /** Notes that `length` more bytes of a stream arrived. Resolves when what had to go to disk is there; rejects when it could not. */
  add(source: Source, length: number): Promise<void>;
  /** The segments that make up bytes [from, to) of both streams together; `to` must not pass what was added. */
  segments(from: number, to: number): Promise<readonly Segment[]>;
}

/** Bytes of run lengths that are kept in memory before they go to the file. Streams that never alternate need none of it. */
const BLOCK_BYTES = 65_536;
/** A run length below 2^53 in seven bits a byte. */
const LONGEST_NUMBER = 8;

interface Block {
  /** Where the block begins in each stream. */
  readonly stdout: number;
  readonly stderr: number;
  length: number;
  /** Absent when it is only in the file. */
  bytes: Buffer | undefined;
}

/**
 * Run lengths alternate, and every block begins with one of stdout (perhaps 0), so only numbers are stored. Memory: one
 * block, and 1/1000 of the rest, also when a program writes single bytes by turns for hours.
 * Takes the file for full blocks; its owner closes and removes it.
 */
export function createOutputOrder(file: SpillFile): OutputOrder {
  const blocks: Block[] = [];
  const ends = { stdout: 0, stderr: 0 };
  let last: { source: Source; length: number } = { source: 'stdout', length: 0 };
  let current = startBlock();

  function startBlock(): Block {
    const block: Block = {
      stdout: ends.stdout,
      stderr: ends.stderr,
      length: 0,
      bytes: Buffer.alloc(blocks.length === 0 ? 256 : BLOCK_BYTES),
    };
    blocks.push(block);
    return block;
  }

  function store(number: number): void {
    let bytes = current.bytes ?? Buffer.alloc(0);
    if (current.length + LONGEST_NUMBER > bytes.length) {
      bytes = Buffer.concat([bytes], Math.min(BLOCK_BYTES, bytes.length * 2));
      current.bytes = bytes;
    }
    let rest = number;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      bytes[current.length] = (rest % 0x80) | 0x80;
      current.length += 1;
    }
    bytes[current.length] = rest;
    current.length += 1;
  }

  async function spill(): Promise<void> {
    const full = current;
    const bytes = Buffer.concat([full.bytes ?? Buffer.alloc(0)], BLOCK_BYTES);
    current = startBlock();
    await file.append([bytes]);
    full.bytes = undefined;
  }

  async function add(source: Source, length: number): Promise<void> {
    if (source === last.source) {
      last.length += length;
      return;
    }
    store(last.length);
    ends[last.source] += last.length;
    last = { source, length };
    if (current.length + 2 * LONGEST_NUMBER <= BLOCK_BYTES) return;
    // Between blocks nothing may be open: the run that just began moves into the next block.
    const spilled = spill();
    if (source === 'stderr') store(0);
    await spilled;
  }

  async function bytesOf(index: number): Promise<Buffer> {
    const block = blocks[index];
    if (block === undefined) return Buffer.alloc(0);
    const length = block.length;
    if (block.bytes !== undefined) return block.bytes.subarray(0, length);
    return await file.read(index * BLOCK_BYTES, length);
  }

  async function segments(from: number, to: number): Promise<readonly Segment[]> {
    const found: Segment[] = [];
    const open = { source: last.source, from: ends[last.source], length: last.length };
    const openAt = ends.stdout + ends.stderr;
    const take = (segment: Segment, at: number, limit: number): void => {
      const skip = Math.max(0, from - at);
      const length = Math.min(segment.length, limit - at) - skip;
      if (length > 0) found.push({ source: segment.source, from: segment.from + skip, length });
    };
    // While a block is read from the file more may arrive: what is open now is then in a block as well, and must not count twice.
    const stored = Math.min(to, openAt);
    for (let index = firstBlock(blocks, from); index < blocks.length; index += 1) {
      const block = blocks[index];
      if (block === undefined || block.stdout + block.stderr >= stored) break;
      const position = { stdout: block.stdout, stderr: block.stderr };
      let source: Source = 'stdout';
      for (const length of numbers(await bytesOf(index))) {
        take({ source, from: position[source], length }, position.stdout + position.stderr, stored);
        position[source] += length;
        source = source === 'stdout' ? 'stderr' : 'stdout';
      }
    }
    take(open, openAt, to);
    return found;
  }

  return { add, segments };
}

/** The last block that begins at or before a position of both streams together. */
function firstBlock(blocks: readonly Block[], position: number): number {
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
