import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutputOrder, type OutputOrder, type Source } from './output-order.ts';
import { createPrivateFile, createSpillFile, type OpenFile, type SpillFile } from './spill-file.ts';
import { characterStart, headText, incompleteTail, tailText } from './utf8.ts';

export type Stream = Source | 'combined';

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
  /** Resolves when everything is in the files and they are closed; with the first error when not all of it is. */
  finish(): Promise<unknown>;
  /** Resolves when a file can not be written; from then on chunks are dropped. Otherwise never. */
  readonly failed: Promise<void>;
}

interface Piece {
  readonly source: Source;
  readonly chunk: Buffer;
}

/**
 * Each stream goes to a file of its own; a third one, needed only when the streams alternate thousands of times, keeps
 * the order. Takes the private directory for them and how a file is made there.
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
    while (queue.length > 0 && problem === undefined) {
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
      } catch (error) {
        fail(error);
      }
      wake();
      for (const listener of listeners) queueMicrotask(listener);
    }
    writing = undefined;
  }

  function enqueue(source: Source, chunk: Buffer): void {
    if (chunk.length === 0 || problem !== undefined) return;
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
    finish,
    failed: failure.promise,
  };
}

async function append(file: SpillFile, chunks: readonly Buffer[]): Promise<void> {
  if (chunks.length > 0) await file.append(chunks);
}

interface Readable {
  readonly files: Readonly<Record<Source, SpillFile>>;
  readonly order: OutputOrder;
  readonly bytes: OutputLog['bytes'];
}

async function readBytes(output: Readable, stream: Stream, from: number, to: number): Promise<Buffer> {
  if (to <= from) return Buffer.alloc(0);
  if (stream !== 'combined') return await output.files[stream].read(from, to - from);
  const segments = await output.order.segments(from, to);
  const parts: Record<Source, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const starts = { stdout: 0, stderr: 0 };
  for (const source of ['stdout', 'stderr'] as const) {
    // The segments of one stream follow each other without a gap, so one read gets them all.
    const own = segments.filter((segment) => segment.source === source);
    starts[source] = own[0]?.from ?? 0;
    const length = own.reduce((sum, segment) => sum + segment.length, 0);
    if (length > 0) parts[source] = await output.files[source].read(starts[source], length);
  }
  return Buffer.concat(
    segments.map(({ source, from: at, length }) => parts[source].subarray(at - starts[source], at - starts[source] + length)),
  );
}

async function readText(
  output: Readable,
  stream: Stream,
  from: number,
  maxBytes: number,
): Promise<{ text: string; from: number; next: number; total: number }> {
  const total = output.bytes[stream];
  const wanted = Math.min(Math.max(0, Math.trunc(from)), total);
  if (maxBytes <= 0) return { text: '', from: wanted, next: wanted, total };
  // Three bytes before the range tell whether it begins inside a character.
  const before = Math.max(0, wanted - 3);
  const end = Math.min(total, wanted + Math.max(4, Math.trunc(maxBytes)));
  const found = await readBytes(output, stream, before, end);
  const start = characterStart(found, wanted - before);
  const cut = found.subarray(start);
  const whole = end < total ? cut.length - incompleteTail(cut) : cut.length;
  return { text: cut.toString('utf8', 0, whole), from: before + start, next: before + start + whole, total };
}

async function excerptText(output: Readable, stream: Stream, capBytes: number): Promise<{ text: string; truncated: boolean }> {
  const total = output.bytes[stream];
  const cap = Math.max(0, Math.trunc(capBytes));
  if (total <= cap) {
    const text = (await readBytes(output, stream, 0, total)).toString('utf8');
    if (Buffer.byteLength(text) <= cap) return { text, truncated: false };
  }
  // Head and tail share what the marker leaves; its number is never longer than the total.
  const room = cap - Buffer.byteLength(marker(total));
  const half = Math.floor(room / 2);
  // One character more than the half, so that the cut is made where bytes follow.
  const head = headText(await readBytes(output, stream, 0, Math.min(total, Math.max(0, room < 0 ? cap : half) + 4)), room < 0 ? cap : half);
  if (room < 0) return { text: head.text, truncated: true };
  const tail = tailText(await readBytes(output, stream, Math.max(head.bytes, total - (room - half) - 4), total), room - half);
  return { text: `${head.text}${marker(total - head.bytes - tail.bytes)}${tail.text}`, truncated: true };
}

const marker = (omitted: number): string => `\n[… ${omitted} bytes omitted …]\n`;
