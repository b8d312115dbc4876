import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildEvent } from '../../agents/runner.ts';
import { describeError } from '../../shell/describe-error.ts';
import { printable } from '../../shell/printable-json.ts';
import { holdDirectory } from '../../shell/process/held-directory.ts';
import { entryOf, type JournalEntry } from './entry.ts';

/** In the directory of a task's output. */
export const JOURNAL_FILE = 'journal.jsonl';
/** Bytes after which nothing is kept any more: some hundred thousand calls, and more than anybody reads. */
const MOST_BYTES = 64 * 1_024 * 1_024;

/** What a child did, written down while it does it. */
export interface Journal {
  /** Never throws: what can not be written is said in the log once, and counted in the journal as soon as that can be written. */
  take(event: ChildEvent): void;
  /** Writes what is left. Nothing is taken any more. Idempotent. */
  close(): void;
}

export interface JournalDeps {
  /** Of the task's output: private, made when it is not there. */
  readonly dir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Bytes; 64 MiB when it is not given. */
  readonly mostBytes?: number;
}

/**
 * Appends a line for every event of one child, also behind what an earlier process has written of it. What came in one turn of the event
 * loop is written at its end, before anything else happens: a process that is killed loses no more than the turn it was in.
 */
export function createJournal({ dir, now, log, mostBytes = MOST_BYTES }: JournalDeps): Journal {
  let file: number | undefined;
  let bytes = 0;
  /** The last write was not whole, here or in the process before. */
  let torn = false;
  let full = false;
  let closed = false;
  let complained = false;
  let lost = 0;
  let waiting: JournalEntry[] = [];
  let soon: NodeJS.Immediate | undefined;

  function flush(): void {
    soon = undefined;
    const entries = waiting;
    waiting = [];
    if (full || entries.length === 0) return;
    try {
      file ??= open();
      write(file, entries);
    } catch (error) {
      lost += entries.length;
      if (!complained) log(`what a child does can not be written down in ${dir}: ${describeError(error)}`);
      complained = true;
    }
  }

  function open(): number {
    const opened = openJournal(dir);
    ({ bytes, torn } = opened);
    return opened.file;
  }

  function write(to: number, entries: readonly JournalEntry[]): void {
    const gap: readonly JournalEntry[] = lost === 0 ? [] : [{ at: entries[0]?.at ?? now(), kind: 'lost', entries: lost }];
    let text = torn ? '\n' : '';
    let length = bytes;
    let ends = false;
    for (const entry of [...gap, ...entries]) {
      const line = lineOf(entry);
      length += Buffer.byteLength(line);
      ends = length > mostBytes;
      text += ends ? lineOf({ at: entry.at, kind: 'full' }) : line;
      if (ends) break;
    }
    // Only whole lines may follow: until all of it is there, what is there is no whole line.
    torn = true;
    const data = Buffer.from(text);
    for (let written = 0; written < data.length; ) {
      const more = writeSync(to, data, written);
      bytes += more;
      written += more;
    }
    torn = false;
    full = ends;
    lost = 0;
  }

  return {
    take(event) {
      if (event.kind === 'output' || closed || full) return;
      waiting.push(entryOf(event, now()));
      soon ??= setImmediate(flush);
    },
    close() {
      if (closed) return;
      closed = true;
      if (soon !== undefined) clearImmediate(soon);
      flush();
      if (file !== undefined) closeSync(file);
    },
  };
}

/** Every sign of it shows itself, so that a reader's terminal is safe from it. */
function lineOf(entry: JournalEntry): string {
  return `${printable(JSON.stringify(entry))}\n`;
}

const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Throws as the file system does, and where something else than our file has the name. */
function openJournal(dir: string): { readonly file: number; readonly bytes: number; readonly torn: boolean } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const directory = holdDirectory(dir);
  let file: number | undefined;
  try {
    file = openSync(directory.file(JOURNAL_FILE), FLAGS, 0o600);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.nlink !== 1) throw new Error(`${join(dir, JOURNAL_FILE)} is no file of its own`);
    const last = Buffer.alloc(1);
    const torn = stat.size > 0 && readSync(file, last, 0, 1, stat.size - 1) === 1 && last[0] !== 0x0a;
    return { file, bytes: stat.size, torn };
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw error;
  } finally {
    directory.close();
  }
}
