import { readFileSync } from 'node:fs';

/**
 * What a journal that a crash has left says of itself. `damaged`: changes that were kept once can not be read any more. `torn`: the last
 * change can not be read; it was being written when the crash came, unless its bytes were changed afterwards.
 */
export type WalState = 'whole' | 'torn' | 'damaged';

const HEADER = 32;
const FRAME_HEADER = 24;
/** The last bit of the magic number says in which order the words of a checksum are read. */
const MAGIC = 0x377f0682;
/** How often a journal is read when it does not look whole, for another server may be writing it. */
const READINGS = 3;

/**
 * Looks through the journal beside a SQLite file as SQLite does when it opens the file: from the first frame on whose checksum is wrong it
 * passes over everything without a word. Every change is on the disk before the next one is begun, so a wrong frame with the ends of two or
 * more changes in it and behind it is no crash. Format: sqlite.org/fileformat2.html, "The Write-Ahead Log". A journal that is not there is whole.
 */
export function walState(walFile: string): WalState {
  let last = readWal(walFile);
  for (let reading = 1; reading < READINGS && last.state !== 'whole'; reading += 1) {
    const again = readWal(walFile);
    // Only what stands still counts.
    if (again.state === last.state && again.place === last.place) return again.state;
    last = again;
  }
  return 'whole';
}

interface Reading {
  readonly state: WalState;
  /** Which frame of which generation is wrong. */
  readonly place: string;
}

const WHOLE: Reading = { state: 'whole', place: '' };

function readWal(walFile: string): Reading {
  const wal = bytesOf(walFile);
  if (wal === undefined || wal.length < HEADER) return WHOLE;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.length);
  const pageSize = view.getUint32(8);
  const frameSize = FRAME_HEADER + pageSize;
  const checked = checksums(wal, view.getUint32(0) === MAGIC);
  checked.add(0, 24);
  const known = (view.getUint32(0) & ~1) === (MAGIC & ~1) && checked.is(view.getUint32(24), view.getUint32(28));
  // The header is on the disk before any frame is written.
  if (!known) return wal.length > HEADER ? { state: 'damaged', place: 'header' } : WHOLE;
  const salts = [view.getUint32(16), view.getUint32(20)] as const;
  for (let at = HEADER; at + frameSize <= wal.length; at += frameSize) {
    if (!isOfGeneration(view, at, salts))
      return endsFrom(view, at, frameSize, salts) > 0 ? { state: 'damaged', place: placeOf(at, salts) } : WHOLE;
    checked.add(at, 8);
    checked.add(at + FRAME_HEADER, pageSize);
    if (checked.is(view.getUint32(at + 16), view.getUint32(at + 20)) && isExactly(view, at, salts)) continue;
    return endsFrom(view, at, frameSize, salts) > 1
      ? { state: 'damaged', place: placeOf(at, salts) }
      : { state: 'torn', place: placeOf(at, salts) };
  }
  return WHOLE;
}

function placeOf(at: number, salts: readonly [number, number]): string {
  return `${at} of ${salts.join()}`;
}

/** Frames of an earlier generation may stand behind; one of whose salts is that of the header belongs to this one. */
function isOfGeneration(view: DataView, at: number, [one, other]: readonly [number, number]): boolean {
  return view.getUint32(at + 8) === one || view.getUint32(at + 12) === other;
}

function isExactly(view: DataView, at: number, [one, other]: readonly [number, number]): boolean {
  return view.getUint32(at + 8) === one && view.getUint32(at + 12) === other;
}

/** How many changes of this generation end in this frame and those behind it. */
function endsFrom(view: DataView, from: number, frameSize: number, salts: readonly [number, number]): number {
  let ends = 0;
  for (let at = from; at + frameSize <= view.byteLength; at += frameSize) {
    if (isExactly(view, at, salts) && view.getUint32(at + 4) !== 0) ends += 1;
  }
  return ends;
}

/** The running checksum of a journal. Takes whether its words are read with their lowest byte first, as this machine's are. */
function checksums(
  wal: Buffer,
  littleEndian: boolean,
): { add(from: number, bytes: number): void; is(first: number, second: number): boolean } {
  const whole = wal.subarray(0, wal.length - (wal.length % 4));
  const ordered = littleEndian ? whole : Buffer.from(whole).swap32();
  const words = new Uint32Array(ordered.buffer, ordered.byteOffset, ordered.length / 4);
  let one = 0;
  let two = 0;
  return {
    add(from, bytes) {
      let first = one;
      let second = two;
      const end = (from + bytes) / 4;
      for (let at = from / 4; at < end; at += 2) {
        first = (first + (words[at] ?? 0) + second) | 0;
        second = (second + (words[at + 1] ?? 0) + first) | 0;
      }
      one = first;
      two = second;
    },
    is: (first, second) => one >>> 0 === first && two >>> 0 === second,
  };
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
