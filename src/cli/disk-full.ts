import { isFull } from '../store/sqlite/failure.ts';
import { StoreFailed } from '../store/store.ts';

/** Whether a write could not be kept because nothing fits on the disk any more. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof StoreFailed && isFull(error.cause);
}
