import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { holdDirectory } from '../../shell/process/held-directory.ts';
import { type JournalEntry, journalEntrySchema } from './entry.ts';
import { JOURNAL_FILE } from './journal.ts';

/** What a journal is like as a whole. */
export interface JournalState {
  readonly entries: number;
  /** Lines that this program can not read: of a later version, or cut by a crash. */
  readonly skipped: number;
  /** Entries that could not be written when they happened. */
  readonly lost: number;
  /** It was full: what came later is not in it. */
  readonly full: boolean;
  /** Why nothing of it could be read, although it is there. */
  readonly problem?: string;
}

/** A journal that can be read, from its beginning, as often as somebody wants. */
export interface JournalRead {
  /** Gives every entry in order, and returns what there was; `undefined` when there is no journal. Never rejects. */
  each(take: (entry: JournalEntry) => void): Promise<JournalState | undefined>;
}

const PIECE_BYTES = 256 * 1_024;
/** No line of ours is half as long: ten texts of two thousand characters of four bytes each, escaped. */
const LONGEST_LINE = 512 * 1_024;

/** Takes the directory of a task's output. A link, or anything but a file, is not read. */
export function readJournal(dir: string): JournalRead {
  return {
    async each(take) {
      const state = { entries: 0, skipped: 0, lost: 0, full: false };
      let file: FileHandle | undefined;
      try {
        file = await openJournal(dir);
        if (!(await file.stat()).isFile()) return { ...state, problem: 'it is no regular file' };
        for await (const line of linesOf(file)) {
          const entry = line === undefined ? undefined : parsed(line);
          if (entry === undefined) state.skipped += 1;
          else {
            state.entries += 1;
            if (entry.kind === 'lost') state.lost += entry.entries;
            if (entry.kind === 'full') state.full = true;
            take(entry);
          }
        }
        return state;
      } catch (error) {
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
        return { ...state, problem: error instanceof Error ? error.message : String(error) };
      } finally {
        await file?.close();
      }
    },
  };
}

async function openJournal(dir: string): Promise<FileHandle> {
  const directory = holdDirectory(dir);
  try {
    return await open(directory.file(JOURNAL_FILE), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } finally {
    directory.close();
  }
}

/** Every line but an empty one; `undefined` for one that is longer than any of ours. One without an end is still being written, or torn: it is none. */
async function* linesOf(file: FileHandle): AsyncGenerator<string | undefined> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let rest = Buffer.alloc(0);
  let tooLong = false;
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null);
    if (bytesRead === 0) break;
    let start = 0;
    for (let end = piece.indexOf(0x0a); end >= 0 && end < bytesRead; end = piece.indexOf(0x0a, start)) {
      const line = Buffer.concat([rest, piece.subarray(start, end)]);
      rest = Buffer.alloc(0);
      start = end + 1;
      if (tooLong || line.length > LONGEST_LINE) yield undefined;
      else if (line.length > 0) yield line.toString();
      tooLong = false;
    }
    rest = Buffer.concat([rest, piece.subarray(start, bytesRead)]);
    if (rest.length <= LONGEST_LINE) continue;
    rest = Buffer.alloc(0);
    tooLong = true;
  }
}

function parsed(line: string): JournalEntry | undefined {
  try {
    return journalEntrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
