import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutputOrder, type Source } from './output-order.ts';
import { excerptText, readText, type Stream } from './output-text.ts';
import { createPrivateFile, createSpillFile, type OpenFile, type SpillFile } from './spill-file.ts';
import { incompleteTail } from './utf8.ts';

export type { Stream } from './output-text.ts';

/** What a command wrote, readable while it runs and after. Nothing is kept in memory but the order of the two streams. */
export interface OutputLog {
  /** Bytes that can be read now. */
  readonly bytes: { readonly stdout: number; readonly stderr: number; readonly combined: number };
  /**
   * Takes a stream, a first byte and a cap in bytes (at least 4 are read, so that every call gets on); returns the text of
   * that range cut at character boundaries, where it really begins, where the next one begins, and the bytes there are now.
   */
  read(stream: Stream, from: number, maxBytes: number): Promise<{ text: string; from: number; next: number; total: number }>;
  /** Takes a cap in bytes; returns everything when it fits, else head and tail around a marker that counts what is left out. */
  excerpt(stream: Stream, capBytes: number): Promise<{ text: string; truncated: boolean }>;
  /** Calls the listener when new bytes can be read; returns the way to stop it. */
  onData(listener: () => void): () => void;
  /** Deletes the files. Reading afterwards is misuse and rejects. */
  remove(): Promise<void>;
}

/** The writing side of an OutputLog. */
export interface OutputSink {
  readonly log: OutputLog;
  /** Bytes that were taken and are not in a file yet. */
  readonly backlog: number;
  /** Takes a chunk; it is written behind the caller's back. */
  write(source: Source, chunk: Buffer): void;
  /** Resolves when at most `bytes` of backlog are left, or writing has failed. */
  drained(bytes: number): Promise<void>;
  /** From now on the order of the streams is in its file as far as they are, for readers in other processes and after our end. */
  keepOrder(): void;
  /** Resolves when everything is in the files and they are closed; with the first error when not all of it is. */
  finish(): Promise<unknown>;
  /** Resolves when a file can not be written; from then on chunks are dropped. Otherwise never. */
  readonly failed: Promise<void>;
}

/** One command must not fill the disk for all: with that much kept it is ended. */
const MAX_BYTES = 4 * 1_073_741_824;

interface Piece {
  readonly source: Source;
  readonly chunk: Buffer;
}

/**
 * Each stream goes to a file of its own; a third one, needed only when the streams alternate thousands of times or others are
 * to read them, keeps the order. Takes the private directory for them and how a file is made there.
 */
export function createOutput(dir: string, openFile: OpenFile = createPrivateFile): OutputSink {
  const files = { stdout: createSpillFile(join(dir, 'stdout'), openFile), stderr: createSpillFile(join(dir, 'stderr'), openFile) };
  const orderFile = createSpillFile(join(dir, 'order'), openFile);
  const order = createOutputOrder(orderFile);
  const bytes = { stdout: 0, stderr: 0, combined: 0 };
  const carried = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const listeners = new Set<() => void>();
  const failure = Promise.withResolvers<void>();
  let problem: { readonly error: unknown } | undefined;
  let queue: Piece[] = [];
  let backlog = 0;
  let orderKept = false;
  let writing: Promise<void> | undefined;
  let waiting: { bytes: number; resolve: () => void }[] = [];

  function wake(): void {
    const ready = waiting.filter((one) => problem !== undefined || backlog <= one.bytes);
    waiting = waiting.filter((one) => !ready.includes(one));
    for (const one of ready) one.resolve();
  }

  function fail(error: unknown): void {
    problem ??= { error };
    queue = [];
    failure.resolve();
  }

  async function writeQueue(): Promise<void> {
    do {
      const batch = queue;
      queue = [];
      const chunksOf = (source: Source): Buffer[] => batch.filter((piece) => piece.source === source).map((piece) => piece.chunk);
      try {
        await Promise.all([append(files.stdout, chunksOf('stdout')), append(files.stderr, chunksOf('stderr'))]);
        for (const { source, chunk } of batch) {
          await order.add(source, chunk.length);
          bytes[source] += chunk.length;
          bytes.combined += chunk.length;
          backlog -= chunk.length;
        }
        if (orderKept) await order.flush();
      } catch (error) {
        fail(error);
      }
      wake();
      for (const listener of listeners) queueMicrotask(listener);
    } while (queue.length > 0 && problem === undefined);
    writing = undefined;
  }

  function keepOrder(): void {
    if (orderKept) return;
    orderKept = true;
    // What is there already goes to the file, too; a batch that is being written does it by itself.
    if (bytes.combined > 0) writing ??= writeQueue();
  }

  function enqueue(source: Source, chunk: Buffer): void {
    if (chunk.length === 0 || problem !== undefined) return;
    if (bytes.combined + backlog + chunk.length > MAX_BYTES) {
      fail(Object.assign(new Error('more than is kept of one command'), { code: 'EFBIG' }));
      return;
    }
    queue.push({ source, chunk });
    backlog += chunk.length;
    writing ??= writeQueue();
  }

  function write(source: Source, chunk: Buffer): void {
    // A character that arrives in two chunks waits for its end: the other stream must not come between in the combined view.
    const text = carried[source].length === 0 ? chunk : Buffer.concat([carried[source], chunk]);
    const whole = text.length - incompleteTail(text);
    carried[source] = Buffer.from(text.subarray(whole));
    enqueue(source, text.subarray(0, whole));
  }

  function drained(limit: number): Promise<void> {
    if (problem !== undefined || backlog <= limit) return Promise.resolve();
    return new Promise((resolve) => {
      waiting.push({ bytes: limit, resolve });
    });
  }

  async function finish(): Promise<unknown> {
    for (const source of ['stdout', 'stderr'] as const) {
      enqueue(source, carried[source]);
      carried[source] = Buffer.alloc(0);
    }
    await writing;
    try {
      await Promise.all([files.stdout.close(), files.stderr.close(), orderFile.close()]);
    } catch (error) {
      // Some file systems report a full disk only here.
      fail(error);
    }
    return problem?.error;
  }

  const log: OutputLog = {
    bytes,
    read: (stream, from, maxBytes) => readText({ files, order, bytes }, stream, from, maxBytes),
    excerpt: (stream, capBytes) => excerptText({ files, order, bytes }, stream, capBytes),
    onData(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async remove() {
      await Promise.all([files.stdout.remove(), files.stderr.remove(), orderFile.remove()]);
      // Left alone when it holds anything else, or was never made.
      await rmdir(dir).catch(() => undefined);
    },
  };

  return {
    log,
    get backlog() {
      return backlog;
    },
    write,
    drained,
    keepOrder,
    finish,
    failed: failure.promise,
  };
}

async function append(file: SpillFile, chunks: readonly Buffer[]): Promise<void> {
  if (chunks.length > 0) await file.append(chunks);
}
