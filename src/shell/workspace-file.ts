import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { incompleteTail } from './process/utf8.ts';
import { isSecretPath } from './secret-paths.ts';

export type WorkspaceFile =
  | { readonly ok: true; readonly text: string; readonly truncated: boolean }
  | { readonly ok: false; readonly reason: string };

/** The bytes of a file up to a cap, and the real path that they were read from. */
export type WorkspaceBytes =
  | { readonly ok: true; readonly bytes: Buffer; readonly truncated: boolean; readonly real: string }
  | { readonly ok: false; readonly reason: string };

const CHUNK_BYTES = 65_536;

/**
 * The one way in which a file of a workspace is read by us. Takes the workspace, a path in it and a cap in bytes; returns
 * the text up to the cap, or why it is refused: outside (also by a link), secret by name, or no regular file. Never rejects.
 * @param judged the real path that the path has to lead to, where one was judged before.
 */
export async function readWorkspaceFile(root: string, path: string, maxBytes: number, judged?: string): Promise<WorkspaceFile> {
  const read = await readWorkspaceBytes(root, path, maxBytes, judged);
  if (!read.ok) return read;
  const { bytes, truncated } = read;
  return { ok: true, text: bytes.toString('utf8', 0, truncated ? bytes.length - incompleteTail(bytes) : bytes.length), truncated };
}

/** The same, as the bytes that are there: for who has to know that they are those that a person was shown. */
export async function readWorkspaceBytes(root: string, path: string, maxBytes: number, judged?: string): Promise<WorkspaceBytes> {
  if (path.includes('\0')) return refused('The path holds a NUL character.');
  const named = resolve(root, path);
  let file: FileHandle | undefined;
  try {
    const base = await realpath(root);
    const real = await realpath(named);
    if (!contains(base, real)) return refused('The path leads out of the workspace.');
    if (judged !== undefined && real !== judged) return refused('Where the path leads has changed since it was judged.');
    if (isSecretPath(named) || isSecretPath(real)) return refused('The name says that the file holds a secret.');
    // Without O_NONBLOCK a FIFO would hold us here before it can be told from a file.
    file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
    const opened = await file.stat();
    if (!opened.isFile()) return refused('It is not a regular file.');
    // A directory on the way may have become a link since; then the path no longer leads to what was opened.
    const now = await stat(real);
    if ((await realpath(real)) !== real || now.dev !== opened.dev || now.ino !== opened.ino)
      return refused('The path changed while it was opened.');
    return { ok: true, ...(await readUpTo(file, Math.max(0, Math.trunc(maxBytes)))), real };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return refused(code === 'ENOENT' || code === 'ENOTDIR' ? 'There is no such file.' : `It can not be read (${code}).`);
  } finally {
    await file?.close();
  }
}

const refused = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

const contains = (base: string, path: string): boolean => path !== base && path.startsWith(base.endsWith(sep) ? base : base + sep);

async function readUpTo(file: FileHandle, maxBytes: number): Promise<{ readonly bytes: Buffer; readonly truncated: boolean }> {
  const chunks: Buffer[] = [];
  let total = 0;
  // One byte more than wanted tells whether there is more, whatever the file says of its size.
  for (let left = maxBytes + 1; left > 0; left = maxBytes + 1 - total) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(CHUNK_BYTES, left)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: total > maxBytes };
}
