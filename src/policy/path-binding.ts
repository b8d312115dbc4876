import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** Of larger files the times and the size stand for what is in them. */
const MAX_BYTES = 8 * 1_048_576;
const CHUNK_BYTES = 65_536;

/**
 * What an answer about a real path is bound to: the path, which directory it lies in (the nearest that there is), which file it is, and
 * what is in it. Another value means that something there has changed.
 */
export function bindingOf(real: string): readonly string[] {
  let directory = path.dirname(real);
  let seen = look(directory);
  while (seen.stats === undefined && directory !== path.dirname(directory)) {
    directory = path.dirname(directory);
    seen = look(directory);
  }
  return [real, directory, seen.id, contentOf(real)];
}

interface Seen {
  readonly stats: BigIntStats | undefined;
  /** Which one it is, or why nobody can tell. */
  readonly id: string;
}

function look(at: string): Seen {
  try {
    const stats = lstatSync(at, { bigint: true });
    return { stats, id: `${stats.mode}:${stats.dev}:${stats.ino}` };
  } catch (error) {
    return { stats: undefined, id: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
  }
}

function contentOf(real: string): string {
  const { stats, id } = look(real);
  if (stats === undefined || stats.isDirectory()) return id;
  const times = `${id}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  return stats.isFile() && stats.size <= MAX_BYTES ? `${id}:${hashOf(real) ?? times}` : times;
}

/** `undefined` where it cannot be read, or is no longer a small file. */
function hashOf(real: string): string | undefined {
  let file: number;
  try {
    file = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    if (!fstatSync(file).isFile()) return undefined;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let total = 0;
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      total += read;
      if (total > MAX_BYTES) return undefined;
      hash.update(chunk.subarray(0, read));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
