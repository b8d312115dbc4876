import type { BigIntStats } from 'node:fs';
import { mustBeFile } from './place.ts';
import { MAX_WHOLE_BYTES } from './read-state.ts';
import { Refusal } from './refusal.ts';

/** Takes what lies where something is to be written; rejects with words what may not be written over. */
export function mustBeWritable(stats: BigIntStats | undefined): BigIntStats | undefined {
  if (stats === undefined) return undefined;
  mustBeFile(stats);
  // Another of its names may lie anywhere; only what was judged is written.
  if (stats.nlink > 1n) throw new Refusal('The file has more than one name (hard links), so it is not written; copy it first (`cp`).');
  if (stats.size > BigInt(MAX_WHOLE_BYTES))
    throw new Refusal('The file has more than 16 MiB, too large to be written by this tool; use bash.');
  return stats;
}

export function mustFit(bytes: Buffer): void {
  if (bytes.length > MAX_WHOLE_BYTES) throw new Refusal('The file would have more than 16 MiB; use bash for files of that size.');
}
