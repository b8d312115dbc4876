import { lstatSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addWithin, type Segment, type Source } from './order-blocks.ts';
import { openOrderFile } from './order-file.ts';
import type { OutputLog } from './output.ts';
import { excerptText, readRaw, readText, type Stream } from './output-text.ts';
import { RECORD_FILES } from './run-record.ts';
import { readRange } from './spill-file.ts';

/** How often files that another process writes are looked at while somebody listens. */
const FOLLOW_MS = 100;

/** What is in files, which can be read byte for byte as well. */
export interface StoredLog extends OutputLog {
  /** Takes a stream, a first byte and a cap in bytes. */
  raw(stream: Stream, from: number, maxBytes: number): Promise<Buffer>;
}

export interface OpenOutputOptions {
  /** Whether somebody still writes; nobody when absent. */
  readonly growing?: () => boolean;
}

/**
 * Opens the output of a run whose writer is another process, or gone. Takes its directory; a missing one reads as empty, a link or
 * anything but a regular file is never read. stdout and stderr hold every byte that was written. The combined view is exact as far as
 * the order was written down, which is all of it for a run that ended with its writer alive and one that was kept; after that, once
 * nobody writes, come the rest of stdout and the rest of stderr.
 */
export function openOutput(dir: string, { growing = () => false }: OpenOutputOptions = {}): StoredLog {
  const paths = { stdout: join(dir, 'stdout'), stderr: join(dir, 'stderr'), order: join(dir, 'order') };
  const order = openOrderFile(paths.order);
  const sizes = () => ({ stdout: sizeOf(paths.stdout), stderr: sizeOf(paths.stderr) });
  const listeners = new Set<() => void>();
  let following: NodeJS.Timeout | undefined;

  const bytes = {
    get stdout() {
      return sizeOf(paths.stdout);
    },
    get stderr() {
      return sizeOf(paths.stderr);
    },
    get combined() {
      // Asked first: what is written between the two looks must not count as a rest.
      const grows = growing();
      const { stdout, stderr } = grows ? order.known(sizes) : sizes();
      return stdout + stderr;
    },
  };

  async function segments(from: number, to: number): Promise<readonly Segment[]> {
    const known = order.known(sizes);
    const found = await order.segments(from, to);
    const now = sizes();
    let at = known.stdout + known.stderr;
    for (const source of ['stdout', 'stderr'] as const) {
      const length = now[source] - known[source];
      addWithin(found, { source, from: known[source], length }, at, { from, to });
      at += length;
    }
    return found;
  }

  const read = (source: Source) => (from: number, length: number) => readRange(paths[source], from, length).catch(whenGone);
  const stored = { files: { stdout: { read: read('stdout') }, stderr: { read: read('stderr') } }, order: { segments }, bytes };

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
      await Promise.all([...Object.values(paths), ...RECORD_FILES.map((name) => join(dir, name))].map((path) => rm(path, { force: true })));
      // Left alone when it holds anything else, or was never made.
      await rmdir(dir).catch(() => undefined);
    },
  };
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
