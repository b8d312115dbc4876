import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputSink } from './output.ts';
import type { Source } from './output-order.ts';

/** Bytes waiting for the disk at which reading stops and goes on again. */
const PAUSE_AT = 524_288;
const RESUME_AT = 131_072;
/** More than a pipe or socket holds: whatever the first process wrote has been read by then. */
const BUFFERED_BYTES = 1_048_576;
const POLL_MS = 15;

export interface SettleOptions {
  /** Milliseconds of silence after which waiting ends. */
  readonly quietMs: number;
  /** Longest wait while something keeps writing. */
  readonly longestMs: number;
  /** Waiting also ends when this says so; asked every few milliseconds. */
  readonly ready: () => boolean;
}

/** The reading ends of a command's output. */
export interface Pipes {
  /** All have been read to their end. */
  readonly ended: boolean;
  settle(options: SettleOptions): Promise<void>;
  /** Stops reading, whatever may still come. */
  detach(): void;
}

/** Takes streams of a child; hands everything to the sink, no faster than that takes it. */
export function collect(
  streams: Readonly<Partial<Record<Source, Readable>>>,
  sink: Pick<OutputSink, 'write' | 'backlog' | 'drained'>,
): Pipes {
  const all = Object.values(streams);
  let open: number = all.length;
  let paused = false;
  let lastData = 0;
  let received = 0;

  async function waitForDisk(): Promise<void> {
    paused = true;
    for (const stream of all) stream.pause();
    await sink.drained(RESUME_AT);
    paused = false;
    lastData = performance.now();
    for (const stream of all) stream.resume();
  }

  function take(source: Source, chunk: Buffer): void {
    lastData = performance.now();
    received += chunk.length;
    sink.write(source, chunk);
    if (!paused && sink.backlog > PAUSE_AT) void waitForDisk();
  }

  const closed = all.map(
    (stream) =>
      new Promise<void>((resolve) => {
        stream.once('close', () => {
          open -= 1;
          resolve();
        });
        // A read error ends the stream like its end does; 'close' follows.
        stream.on('error', () => undefined);
      }),
  );
  streams.stdout?.on('data', (chunk: Buffer) => take('stdout', chunk));
  streams.stderr?.on('data', (chunk: Buffer) => take('stderr', chunk));

  async function settle({ quietMs, longestMs, ready }: SettleOptions): Promise<void> {
    const begun = performance.now();
    const before = received;
    lastData = begun;
    while (!ready()) {
      const now = performance.now();
      const silent = !paused && now - lastData >= quietMs;
      const flooded = now - begun >= longestMs && received - before >= BUFFERED_BYTES;
      if (silent || flooded) return;
      if (open === 0) await delay(POLL_MS);
      else await Promise.race([Promise.all(closed), delay(POLL_MS, undefined, { ref: false })]);
    }
  }

  return {
    get ended() {
      return open === 0;
    },
    settle,
    detach() {
      for (const stream of all) stream.destroy();
    },
  };
}
