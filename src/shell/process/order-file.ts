import { BLOCK_BYTES, type BlockStart, bySlices, NOTHING, placeAt, runsIn, SLICE_BYTES, walk } from './order-blocks.ts';
import { createRunList, type Range, type RunList } from './output-runs.ts';
import { readRange, readRangeNow } from './spill-file.ts';

/**
 * What lies behind is not read: as much is written by eight million turns of the two streams. For the rest of them each stream is told
 * by itself.
 */
const LONGEST_ORDER = 16 * 1_048_576;

/** The order of two streams as another process has written it, or still does. */
export interface OrderFile {
  /** Returns how much of each stream the order covers, after a look at what is new, of which it goes through a few milliseconds' worth. */
  glance(): BlockStart;
  /** Reads on until a position of both streams together is covered, or to the end; returns how much of each is. Never rejects. */
  reach(position: number): Promise<BlockStart>;
  /** Takes a range and what `reach` has returned; returns what of the range is covered, to go on from there. Rejects when the file is gone. */
  runs(range: Range, covered: BlockStart): Promise<RunList>;
}

/**
 * Reads what output-order.ts writes. A file that is torn, missing or not ours covers as much as can be told from it: never more
 * of a stream than there is. No more than a block is read and gone through at a time.
 * @param sizes how long the streams are now
 */
export function openOrderFile(path: string, sizes: () => BlockStart): OrderFile {
  const blocks: BlockStart[] = [NOTHING];
  const place = placeAt(0, NOTHING);

  const covered = (): BlockStart => ({ stdout: place.stdout, stderr: place.stderr });
  const rest = (): number => (place.offset < LONGEST_ORDER ? BLOCK_BYTES - (place.offset % BLOCK_BYTES) : 0);

  function goOn(bytes: Buffer): boolean {
    // Bytes reach their file before the order does, so their lengths are asked for after it was read.
    walk(place, bytes, sizes());
    if (place.offset === blocks.length * BLOCK_BYTES) blocks.push(covered());
    return true;
  }

  function glance(): BlockStart {
    const bytes = readRangeNow(path, place.offset, Math.min(rest(), SLICE_BYTES));
    if (bytes.length > 0) goOn(bytes);
    return covered();
  }

  async function reach(position: number): Promise<BlockStart> {
    while (place.stdout + place.stderr < position) {
      const before = place.offset;
      const length = rest();
      if (length === 0) break;
      const bytes = await readRange(path, before, length).catch(whenGone);
      // Somebody else has looked meanwhile.
      if (place.offset !== before) continue;
      await bySlices(place, bytes, goOn);
      if (place.offset === before || bytes.length < length) break;
    }
    return covered();
  }

  async function runs(range: Range, until: BlockStart): Promise<RunList> {
    const end = until.stdout + until.stderr;
    if (range.from >= end) return createRunList(until, range);
    const bytesOf = (index: number): Promise<Buffer> => readRange(path, index * BLOCK_BYTES, BLOCK_BYTES);
    return await runsIn(blocks, bytesOf, range, end);
  }

  return { glance, reach, runs };
}

const whenGone = (): Buffer => Buffer.alloc(0);
