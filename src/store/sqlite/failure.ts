import { StoreFailed } from '../store.ts';

/** SQLite's primary result codes, in words for people. */
const CODES: Readonly<Record<number, string>> = {
  5: 'another process keeps it locked; end that one, or try again',
  6: 'it is locked; try again',
  8: 'it is read-only; make it writable, or use another state directory',
  10: 'the file system reports an error; check the disk',
  11: 'it is damaged; move it away and start again',
  13: 'the disk is full; free some space',
  14: 'it can not be opened; check that its directory can be written',
  26: 'it is no SQLite file; move it away and start again',
};

const PRIMARY = 0xff;
const FULL = 13;

/** Whether there was no space for a write. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & PRIMARY) === FULL;
}

/** Takes the error of a call to SQLite or to the file system; returns what is wrong with the file, and what to do. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & PRIMARY : 0;
  return CODES[code] ?? error.message;
}

/** Calls, and throws `StoreFailed` with clear words when SQLite could not do it. */
export function guarded<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new StoreFailed(`The store ${file} failed: ${failureText(error)}.`, { cause: error });
  }
}
