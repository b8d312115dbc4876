import { lstatSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeldDirectory, holdDirectory } from './held-directory.ts';
import type { BlockStart } from './order-blocks.ts';
import { openOrderFile } from './order-file.ts';
import type { OutputLog } from './output.ts';
import type { Runs, Source } from './output-runs.ts';
import { excerptText, readRaw, readText, type Stream } from './output-text.ts';
import { RECORD_FILES } from './run-record.ts';
import { readRange } from './spill-file.ts';

/** How often files that another process writes are looked at while somebody listens. */
const FOLLOW_MS = 100;

/** What is in files, which can be read byte for byte as well. */
export interface StoredLog extends OutputLog {
  /** Takes a stream, a first byte and a cap in bytes. */
  raw(stream: Stream, from: number, maxBytes: number): Promise<Buffer>;
  /** Resolves when `bytes` tells all there is: while somebody writes, it goes on by no more than a block of the order at a time. */
  settled(): Promise<void>;
}

export interface OpenOutputOptions {
  /** Whether somebody still writes; nobody when absent. */
  readonly growing?: () => boolean;
}

/**
 * Opens the output of a run whose writer is another process, or gone. Takes its directory; a missing one reads as empty, a link or
 * anything but a regular file is never read, nor what lies behind a link in the place of the directory. stdout and stderr hold every byte that was written. The combined view is exact as far as
 * the order was written down, which is all of it for a run that ended with its writer alive and one that was kept; after that, once
 * nobody writes, come the rest of stdout and the rest of stderr.
 */
export function openOutput(dir: string, { growing = () => false }: OpenOutputOptions = {}): StoredLog {
  const sizes = (): BlockStart => sizesIn(dir);
  const order = openOrderFile(join(dir, 'order'), sizes);
  const listeners = new Set<() => void>();
  let following: NodeJS.Timeout | undefined;

  const bytes = {
    get stdout() {
      return sizes().stdout;
    },
    get stderr() {
      return sizes().stderr;
    },
    get combined() {
      // Asked first: what is written between the two looks must not count as a rest.
      const grows = growing();
      const { stdout, stderr } = grows ? order.glance() : sizes();
      return stdout + stderr;
    },
  };

  async function settled(): Promise<void> {
    if (growing()) await order.reach(Number.POSITIVE_INFINITY);
  }

  async function runs(from: number, to: number): Promise<Runs> {
    const known = await order.reach(to);
    const list = await order.runs({ from, to }, known);
    const now = sizes();
    list.add(Math.max(0, now.stdout - known.stdout), false);
    list.add(Math.max(0, now.stderr - known.stderr), true);
    return list;
  }

  const read = (source: Source) => (from: number, length: number) => readRange(join(dir, source), from, length).catch(whenGone);
  const stored = { files: { stdout: { read: read('stdout') }, stderr: { read: read('stderr') } }, order: { runs }, bytes, settled };

  function follow(): void {
    let before = total();
    following ??= setInterval(() => {
      const now = total();
      if (now === before) return;
      before = now;
      for (const listener of listeners) listener();
    }, FOLLOW_MS);
  }

  const total = (): string => `${bytes.stdout} ${bytes.stderr} ${bytes.combined}`;

  return {
    bytes,
    read: (stream, from, maxBytes) => readText(stored, stream, from, maxBytes),
    raw: (stream, from, maxBytes) => readRaw(stored, stream, from, maxBytes),
    excerpt: (stream, capBytes) => excerptText(stored, stream, capBytes),
    settled,
    onData(listener) {
      listeners.add(listener);
      follow();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(following);
        following = undefined;
      };
    },
    async remove() {
      const directory = held(dir);
      if (directory === undefined) return;
      try {
        const names = ['stdout', 'stderr', 'order', ...RECORD_FILES];
        await Promise.all(names.map((name) => rm(directory.file(name), { force: true })));
      } finally {
        directory.close();
      }
      // Left alone when it holds anything else.
      await rmdir(dir).catch(() => undefined);
    },
  };
}

/** `undefined` when it is not there, or not one that may be looked into. */
function held(dir: string): HeldDirectory | undefined {
  try {
    return holdDirectory(dir);
  } catch {
    return undefined;
  }
}

/** How long the streams in a directory are now, in bytes. */
function sizesIn(dir: string): BlockStart {
  const directory = held(dir);
  if (directory === undefined) return { stdout: 0, stderr: 0 };
  try {
    return { stdout: sizeOf(directory.file('stdout')), stderr: sizeOf(directory.file('stderr')) };
  } finally {
    directory.close();
  }
}

function sizeOf(path: string): number {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? stat.size : 0;
  } catch {
    return 0;
  }
}

/** Removed between the look at its size and now. */
function whenGone(): Buffer {
  return Buffer.alloc(0);
}
