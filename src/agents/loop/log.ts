import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../child-tools/refusal.ts';
import { AgentError } from '../protocol.ts';
import { type Entry, FULL_LOG_BYTES, LOG_NAME } from './entries.ts';

/** The log of one conversation while it is written. */
export interface Log {
  /** Takes a line that announces nothing: it is written with the next one that does. */
  stage(entry: Entry): void;
  /** Resolves when all that was taken is on the disk. Rejects with an `AgentError` when it can not be; then nothing is written any more. */
  commit(): Promise<void>;
  /** There is no room for another turn. */
  readonly full: boolean;
  /** Lets go of the file until something is written again. Never rejects. */
  rest(): Promise<void>;
}

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

/** Makes the log of a conversation in a private directory; there must be none yet. Rejects with an `AgentError`. */
export async function createLog(dir: string): Promise<Log> {
  const file = path.join(dir, LOG_NAME);
  let handle: FileHandle | undefined = await made(dir, file);
  let staged: Buffer[] = [];
  let taken = 0;
  let bytes = 0;
  let broken: AgentError | undefined;

  async function append(piece: Buffer): Promise<void> {
    handle ??= await reopened(file, bytes);
    await handle.appendFile(piece);
    await handle.datasync();
    bytes += piece.length;
  }

  return {
    stage(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      staged.push(line);
      taken += line.length;
    },
    async commit() {
      if (broken !== undefined) throw broken;
      if (staged.length === 0) return;
      const piece = Buffer.concat(staged);
      staged = [];
      await append(piece).catch((error: unknown) => {
        broken = unwritable(error);
        throw broken;
      });
    },
    get full() {
      return taken > FULL_LOG_BYTES;
    },
    async rest() {
      const open = handle;
      handle = undefined;
      await open?.close().catch(() => undefined);
    },
  };
}

async function made(dir: string, file: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    handle = await open(file, APPEND | constants.O_CREAT | constants.O_EXCL, 0o600);
    await syncNames(dir);
    return handle;
  } catch (error) {
    await handle?.close();
    throw unwritable(error);
  }
}

/** Takes how long it was left; another length is another's doing. */
async function reopened(file: string, bytes: number): Promise<FileHandle> {
  const handle = await open(file, APPEND);
  const { size } = await handle.stat();
  if (size === bytes) return handle;
  await handle.close();
  throw new AgentError('it was changed by somebody else');
}

/** A file that is on the disk without its name is lost all the same. */
async function syncNames(dir: string): Promise<void> {
  const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unwritable(error: unknown): AgentError {
  const why = error instanceof AgentError ? error.message : codeOf(error) || 'unknown';
  return new AgentError(`the log of its conversation can not be written (${why}): without it nothing is done`);
}
