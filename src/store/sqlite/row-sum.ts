import { hash } from 'node:crypto';

const LENGTH = 16;
/** SQLite's code for a damaged file. */
const CORRUPT = 11;

/** A row that is not as it was written. */
class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
  readonly errcode = CORRUPT;
}

/**
 * What is written beside a row, because SQLite has no checksums of its own: a flipped bit in a column without an index would be read as if
 * it had been written. Takes the columns that never change; returns 96 bits of their SHA-256.
 */
export function rowSum(columns: readonly (string | number | null)[]): string {
  return hash('sha256', JSON.stringify(columns), 'base64url').slice(0, LENGTH);
}

/** Takes what stands beside a row, and its columns; throws what `guarded` calls a damaged file when they do not belong together. */
export function expectSum(sum: unknown, columns: readonly (string | number | null)[]): void {
  if (sum !== rowSum(columns)) throw new DamagedRow('a row is not as it was written');
}

/** Throws the same for anything else that does not hold. */
export function expectWhole(holds: boolean): void {
  if (!holds) throw new DamagedRow('rows are missing');
}
