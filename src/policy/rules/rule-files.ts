import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { within } from '../places.ts';
import type { RuleLayer } from './rule.ts';

/** What is at the place of a rules file. */
export type RuleFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly real: string };

const MOST_BYTES = 256 * 1024;

/** Where the rules of each layer lie. */
export function ruleFilesOf(configDir: string, workspace: string): Readonly<Record<RuleLayer, string>> {
  return {
    user: path.join(configDir, 'rules.jsonc'),
    project: path.join(workspace, '.bailiwick', 'rules.jsonc'),
    local: path.join(workspace, '.bailiwick', 'rules.local.jsonc'),
  };
}

/**
 * Reads a file once, so that what is shown, hashed and parsed are the same bytes.
 * @param inside the directory that it must lie in, links followed; absent where it may lie anywhere
 */
export function readRuleFile(file: string, inside?: string): RuleFile {
  let handle: number | undefined;
  try {
    const real = realpathSync.native(file);
    if (inside !== undefined && !within(real, realpathSync.native(inside))) return unreadable('a link leads out of the workspace');
    // Without O_NONBLOCK a FIFO would hold us here before it can be told from a file.
    handle = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
    const opened = fstatSync(handle);
    if (!opened.isFile()) return unreadable('it is not a regular file');
    const now = statSync(real);
    // A directory on the way may have become a link since.
    if (realpathSync.native(real) !== real || now.dev !== opened.dev || now.ino !== opened.ino)
      return unreadable('the path changed while it was opened');
    const bytes = readUpTo(handle, MOST_BYTES + 1);
    return bytes.length > MOST_BYTES ? unreadable(`it is larger than ${MOST_BYTES} bytes`) : { kind: 'file', bytes, real };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'absent' } : unreadable(`it cannot be read (${code})`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const unreadable = (reason: string): RuleFile => ({ kind: 'unreadable', reason });

function readUpTo(handle: number, most: number): Uint8Array {
  const bytes = new Uint8Array(most);
  let length = 0;
  while (length < most) {
    const read = readSync(handle, bytes, length, most - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.slice(0, length);
}

/** The text of bytes, without a byte order mark; `undefined` when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Replaces a file whole or not at all, 0600 in a directory of 0700 that is made where there is none. Throws what the disk says. */
export function replaceFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // A file that is a link stays one.
  const target = realOr(file);
  const temporary = `${target}.${crypto.randomUUID()}.tmp`;
  const handle = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function realOr(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
