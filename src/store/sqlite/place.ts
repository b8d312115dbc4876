import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { failureText } from './failure.ts';

export type Place = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly why: string };

const FILE = 'bailiwick.sqlite';
/** SQLite gives them the mode of the file when it makes them. */
const BESIDE = ['-wal', '-shm', '-journal'] as const;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

/**
 * Makes the state directory (0700) and the file in it (0600), or narrows the file that is there.
 * Refused are a symlink, a file of somebody else, and a directory where others could put another file in its place.
 */
export function preparePlace(stateDir: string): Place {
  const uid = process.getuid?.();
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const dir = statSync(stateDir);
  if (uid !== undefined && dir.uid !== uid && dir.uid !== 0) return refused(`${stateDir} belongs to another user`);
  if (uid !== undefined && (dir.mode & OTHERS_WRITE) !== 0) return refused(`others may write in ${stateDir} (chmod 700 it)`);
  const file = databaseFile(stateDir);
  if (lookAt(file) === undefined) {
    // Another server may be making it just now, which is as good.
    const fd = ifThere('EEXIST', () => openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
    if (fd !== undefined) closeSync(fd);
  }
  // By name, because closing a descriptor of the file would end the locks that SQLite has on it in this process.
  for (const each of [file, ...BESIDE.map((suffix) => file + suffix)]) {
    const found = lookAt(each);
    if (found === undefined) continue;
    if (!found.isFile()) return refused(`${each} is a ${found.isSymbolicLink() ? 'symbolic link' : 'special file'}, which is not followed`);
    if (uid !== undefined && found.uid !== uid) return refused(`${each} belongs to another user`);
    if (uid !== undefined && (found.mode & OTHERS) !== 0) ifThere('ENOENT', () => chmodSync(each, 0o600));
  }
  return { ok: true, file };
}

/** The file that holds everything, in this state directory; whether it is there or not. */
export function databaseFile(stateDir: string): string {
  return path.join(stateDir, FILE);
}

/** Why no file can be kept there, as far as that is to be seen without opening it. */
export function placeProblem(stateDir: string): string | undefined {
  try {
    const place = preparePlace(stateDir);
    return place.ok ? undefined : place.why;
  } catch (error) {
    return failureText(error);
  }
}

function refused(why: string): Place {
  return { ok: false, why };
}

function lookAt(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

/** Returns `undefined` when it fails with this code. */
function ifThere<T>(code: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined;
    throw error;
  }
}
