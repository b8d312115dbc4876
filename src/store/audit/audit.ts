import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { type AuditHead, createLineWriter, FIRST_PREVIOUS, type WrittenLine } from './chain.ts';
import { auditFile, createAppended, isChainName, makeAuditDirectory } from './files.ts';
import type { AuditRecord } from './record.ts';
import { removeOldest } from './retention.ts';

export interface AuditOptions {
  /** Where the files lie; made for its owner only. */
  readonly dir: string;
  /** Names the chain and its files; unique to this process, and later ones sort after earlier ones, e.g. `<ISO time>-<pid>`. */
  readonly chain: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From so many bytes on the chain goes on in a new file. */
  readonly maxBytes: number;
  /** More files than this are not kept, those of all chains counted; the oldest go. */
  readonly maxFiles: number;
  /** Told the last line that is on the disk: with the first line, about each second while lines are written, and when the log is closed. */
  readonly anchor: (head: AuditHead) => void;
  /** Told when the last file of another chain was removed for its age: its anchor says nothing any more. */
  readonly dropped: (chain: string) => void;
  readonly log: (line: string) => void;
}

/** The log of one process. */
export interface Audit {
  /**
   * Hands one line to the kernel: it is there after this process is killed.
   * @returns its `seq`, from 1
   * @throws when it could not be written whole; then nothing of it is left, and what it tells must not be done
   */
  append(record: AuditRecord): number;
  /** Waits until all lines are on the disk. Throws when they may not be. */
  sync(): void;
  /** Syncs and ends: nothing may be appended any more. Calling it again does nothing. */
  close(): void;
  head(): AuditHead;
}

/** Milliseconds between two syncs: what a loss of power may take. */
const SYNC_MS = 100;
/** Milliseconds between two anchors, each of which waits for a disk: what may be cut off after a kill without being missed. */
const ANCHOR_MS = 1_000;

interface Open {
  readonly fd: number;
  readonly path: string;
  readonly number: number;
  bytes: number;
  lines: number;
  /** Bytes of a line may follow `bytes` that could not be taken back. */
  torn: boolean;
}

/** Opens the log of one process. The file is made with the first line. Throws on a name that is none and when there can be no directory. */
export function openAudit({ dir, chain, now, maxBytes, maxFiles, anchor, dropped, log }: AuditOptions): Audit {
  if (!isChainName(chain)) throw new Error(`${JSON.stringify(chain)} cannot name an audit chain.`);
  makeAuditDirectory(dir);
  let file: Open | undefined;
  let fileNumber = 0;
  let seq = 0;
  let hash = FIRST_PREVIOUS;
  let timer: NodeJS.Timeout | undefined;
  /** Until it fires, what is synced waits to be anchored. */
  let anchorTimer: NodeJS.Timeout | undefined;
  let anchored = 0;
  let synced: AuditHead | undefined;
  /** The descriptor that a thread syncs now; it is closed by whoever finds it given up and free. */
  let syncing: number | undefined;
  let givenUp: number | undefined;
  let unsynced = false;
  let closed = false;

  const head = (): AuditHead => ({ chain, seq, hash });

  const tellAnchor = (at: AuditHead): void => {
    if (at.seq === anchored) return;
    try {
      anchor(at);
      anchored = at.seq;
    } catch (error) {
      log(`The end of the audit log could not be anchored: ${messageOf(error)}`);
    }
  };

  const anchorSoon = (at: AuditHead): void => {
    synced = at;
    if (anchorTimer !== undefined) return;
    tellAnchor(at);
    anchorTimer = setTimeout(() => {
      anchorTimer = undefined;
      if (!closed && synced !== undefined && synced.seq !== anchored) anchorSoon(synced);
    }, ANCHOR_MS).unref();
  };

  const release = (fd: number): void => {
    if (fd === syncing) givenUp = fd;
    else closeSync(fd);
  };

  const nextFile = (): Open => {
    const old = file;
    if (old !== undefined) fdatasyncSync(old.fd);
    const { path } = auditFile(dir, chain, fileNumber + 1);
    const fd = createAppended(dir, path);
    fileNumber += 1;
    file = { fd, path, number: fileNumber, bytes: 0, lines: 0, torn: false };
    if (old !== undefined) release(old.fd);
    removeOldest({ dir, keep: path, maxFiles, now: now(), dropped, log });
    return file;
  };

  const takeBack = (of: Open): void => {
    of.torn = true;
    ftruncateSync(of.fd, of.bytes);
    of.torn = false;
  };

  const syncLater = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      syncAside();
    }, SYNC_MS).unref();
  };

  /** Syncs in a thread: a disk takes milliseconds, in which decisions are made. */
  const syncAside = (): void => {
    const of = file;
    if (of === undefined || closed) return;
    if (syncing !== undefined) {
      syncLater();
      return;
    }
    const at = head();
    syncing = of.fd;
    fdatasync(of.fd, (error) => {
      syncing = undefined;
      if (givenUp !== undefined) closeSync(givenUp);
      givenUp = undefined;
      if (error !== null) {
        unsynced = true;
        log(`The audit log could not be brought to the disk: ${error.message}`);
      } else if (!closed) anchorSoon(at);
    });
    // A log that was removed is said and goes on in a new file: `log verify` tells what is missing.
    if (fstatSync(of.fd).nlink === 0) {
      log(`${of.path} was removed while it was written; the log goes on in a new file.`);
      release(of.fd);
      file = undefined;
    }
  };

  const sync = (): void => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    if (file === undefined) return;
    unsynced = true;
    fdatasyncSync(file.fd);
    unsynced = false;
    tellAnchor(head());
  };

  const lineAt = createLineWriter();
  const nextLine = ({ number, lines }: Open, record: AuditRecord): WrittenLine =>
    lineAt({ seq: seq + 1, file: number, line: lines + 1, previous: hash }, record);

  /** A chain that nobody knows of could be taken away whole. */
  const anchorFirst = (): void => {
    try {
      sync();
    } catch (error) {
      // The next line is not taken before this one is on the disk.
      log(`The audit log could not be brought to the disk: ${messageOf(error)}`);
    }
  };

  return {
    append: (record) => {
      if (closed) throw new Error('The audit log is closed.');
      if (unsynced) sync();
      let into = file ?? nextFile();
      if (into.torn) takeBack(into);
      let line = nextLine(into, record);
      if (into.bytes > 0 && into.bytes + line.bytes.length > maxBytes) {
        into = nextFile();
        line = nextLine(into, record);
      }
      writeWhole(into, line.bytes, takeBack);
      into.bytes += line.bytes.length;
      into.lines += 1;
      seq += 1;
      hash = line.hash;
      if (seq === 1) anchorFirst();
      syncLater();
      return seq;
    },
    sync,
    close: () => {
      if (closed) return;
      closed = true;
      clearTimeout(anchorTimer);
      try {
        sync();
      } finally {
        if (file !== undefined) release(file.fd);
        file = undefined;
      }
    },
    head,
  };
}

/** One call of the system for one line: a reader sees it whole or not at all. What came short, as on a full disk, is taken back. */
function writeWhole(into: Open, bytes: Buffer, takeBack: (of: Open) => void): void {
  let problem: string;
  let cause: unknown;
  try {
    const written = writeSync(into.fd, bytes);
    if (written === bytes.length) return;
    problem = `only ${written} of ${bytes.length} bytes were taken, as when the disk is full`;
  } catch (error) {
    problem = messageOf(error);
    cause = error;
  }
  try {
    takeBack(into);
  } catch (error) {
    problem += `; what was written of it is still there: ${messageOf(error)}`;
  }
  throw new Error(`A line of the audit log could not be written to ${into.path}: ${problem}`, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
