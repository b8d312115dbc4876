import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A token that only those can read who are given its descriptor, or who may look into a process that was. */
export interface TokenFile {
  /** Open for reading. */
  readonly descriptor: number;
  /** Which file it is, `device:inode`; no secret. */
  readonly id: string;
  /** What stands in it. */
  readonly token: Buffer;
}

const TOKEN_BYTES = 32;

/** Makes one in a private directory. The file has lost its name before the token is in it. Throws as the file system does. */
export function makeTokenFile(privateDir: string): TokenFile {
  const path = join(privateDir, 'token');
  const token = Buffer.from(randomBytes(TOKEN_BYTES).toString('hex'));
  const writing = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  let descriptor: number | undefined;
  try {
    try {
      descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    } finally {
      unlinkSync(path);
    }
    const { dev, ino } = fstatSync(writing, { bigint: true });
    const opened = fstatSync(descriptor, { bigint: true });
    if (opened.dev !== dev || opened.ino !== ino) throw new Error('another file was put in the place of the token');
    writeSync(writing, token);
    return { descriptor, id: `${dev}:${ino}`, token };
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw error;
  } finally {
    closeSync(writing);
  }
}
