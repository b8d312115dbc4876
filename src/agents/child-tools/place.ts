import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { visible } from '../../shell/visible.ts';
import { codeOf, Refusal } from './refusal.ts';

/** Where a path leads, seen at one moment. */
export interface Place {
  /** Absolute, without links resolved. */
  readonly named: string;
  /** Without a link on the way; what is not there yet hangs on what is. */
  readonly real: string;
  /** The nearest directory above that exists; real path. */
  readonly base: string;
  /** Which directory that is, whatever its name. */
  readonly baseId: string;
  /** Directories between it and the file that are not there. */
  readonly missing: readonly string[];
  /** Absent when nothing is there. */
  readonly stats: BigIntStats | undefined;
}

/** Tells one file or directory from every other. */
export const idOf = ({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string => `${dev}:${ino}`;

/** The absolute path that a model means. `..` is taken from the text, so that the gate and we mean the same. */
export function namedPath(cwd: string, given: string): string {
  if (given.includes('\0')) throw new Refusal('The path holds a NUL character.');
  return path.resolve(cwd, given);
}

/** Takes an absolute path; rejects with a `Refusal`, or as the file system does, when it leads nowhere that could be written. */
export async function locate(named: string): Promise<Place> {
  const real = await realpath(named).catch(absent);
  if (real !== undefined) {
    const base = path.dirname(real);
    return { named, real, base, baseId: idOf(await directoryStats(base)), missing: [], stats: await lstat(real, { bigint: true }) };
  }
  let above = path.dirname(named);
  let base = await realpath(above).catch(absent);
  while (base === undefined) {
    above = path.dirname(above);
    base = await realpath(above).catch(absent);
  }
  const rest = path.relative(above, named).split(path.sep);
  const [first = ''] = rest;
  const link = await lstat(path.join(base, first)).catch(absent);
  if (link !== undefined) throw new Refusal(`${visible(path.join(base, first))} is a link that leads nowhere.`);
  const baseId = idOf(await directoryStats(base));
  return { named, real: path.join(base, ...rest), base, baseId, missing: rest.slice(0, -1), stats: undefined };
}

/** Rejects when the path does not lead to where it led. */
export async function mustBeSame(before: Place): Promise<void> {
  const { real, baseId, stats } = await locate(before.named);
  const same = real === before.real && baseId === before.baseId && (stats && idOf(stats)) === (before.stats && idOf(before.stats));
  if (!same) throw new Refusal('Where the path leads has changed since it was judged; try again.');
}

/** Rejects with words when it is anything but a regular file: nothing else may be opened. */
export function mustBeFile(stats: BigIntStats | undefined): BigIntStats {
  if (stats === undefined) throw new Refusal('There is no such file.');
  if (stats.isDirectory()) throw new Refusal('It is a directory; list it with bash (`ls`).');
  if (!stats.isFile()) throw new Refusal('It is no regular file but a device, a socket or a FIFO.');
  return stats;
}

async function directoryStats(dir: string): Promise<BigIntStats> {
  const stats = await lstat(dir, { bigint: true });
  if (!stats.isDirectory()) throw new Refusal('A part of the path is a file, not a directory.');
  return stats;
}

function absent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}
