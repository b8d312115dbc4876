import { BLOCK_BYTES, LONGEST_NUMBER, runsIn } from './order-blocks.ts';
import type { Runs, Source } from './output-runs.ts';
import type { SpillFile } from './spill-file.ts';

export type { Source } from './output-runs.ts';

/** The order in which bytes of the two streams arrived, kept as run lengths. */
export interface OutputOrder {
  /** Notes that `length` more bytes of a stream arrived. Resolves when what had to go to disk is there; rejects when it could not. */
  add(source: Source, length: number): Promise<void>;
  /** Writes what is not in the file yet, so that others can read it. Not while `add` works; rejects as the file does. */
  flush(): Promise<void>;
  /** The runs that make up bytes [from, to) of both streams together; `to` must not pass what was added. */
  runs(from: number, to: number): Promise<Runs>;
}

interface Block {
  /** Where the block begins in each stream. */
  readonly stdout: number;
  readonly stderr: number;
  length: number;
  /** How much of it is in the file. */
  flushed: number;
  /** Absent when it is only in the file. */
  bytes: Buffer | undefined;
}

/**
 * Run lengths alternate, and every block begins with one of stdout (perhaps 0), so only numbers are stored. Memory: one
 * block, and 1/1000 of the rest, also when a program writes single bytes by turns for hours.
 * Takes the file for full blocks, and for all of them when flushed; its owner closes and removes it.
 */
export function createOutputOrder(file: SpillFile): OutputOrder {
  const blocks: Block[] = [];
  const ends = { stdout: 0, stderr: 0 };
  let last: { source: Source; length: number } = { source: 'stdout', length: 0 };
  let current = startBlock();

  function startBlock(): Block {
    const bytes = Buffer.alloc(blocks.length === 0 ? 256 : BLOCK_BYTES);
    const block: Block = { stdout: ends.stdout, stderr: ends.stderr, length: 0, flushed: 0, bytes };
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
    await file.append([bytes.subarray(full.flushed)]);
    full.bytes = undefined;
  }

  /** Closes the open run and opens the next; goes on in another block when this one is full. */
  async function begin(source: Source, length: number): Promise<void> {
    store(last.length);
    ends[last.source] += last.length;
    last = { source, length };
    if (current.length + 2 * LONGEST_NUMBER <= BLOCK_BYTES) return;
    // Between blocks nothing may be open: the run that just began moves into the next block.
    const spilled = spill();
    if (source === 'stderr') store(0);
    await spilled;
  }

  async function add(source: Source, length: number): Promise<void> {
    if (source === last.source) last.length += length;
    else await begin(source, length);
  }

  async function flush(): Promise<void> {
    if (last.length > 0) await begin(last.source === 'stdout' ? 'stderr' : 'stdout', 0);
    const { flushed, length, bytes } = current;
    // A run of nothing alone, or no news.
    if (ends.stdout + ends.stderr === 0 || bytes === undefined || length === flushed) return;
    current.flushed = length;
    await file.append([bytes.subarray(flushed, length)]);
  }

  async function bytesOf(index: number): Promise<Buffer> {
    const block = blocks[index];
    if (block === undefined) return Buffer.alloc(0);
    const length = block.length;
    if (block.bytes !== undefined) return block.bytes.subarray(0, length);
    return await file.read(index * BLOCK_BYTES, length);
  }

  async function runs(from: number, to: number): Promise<Runs> {
    const open = { length: last.length, ofStderr: last.source === 'stderr' };
    // While a block is read from the file more may arrive: what is open now is then in a block as well, and must not count twice.
    const list = await runsIn(blocks, bytesOf, { from, to }, ends.stdout + ends.stderr);
    list.add(open.length, open.ofStderr);
    return list;
  }

  return { add, flush, runs };
}
