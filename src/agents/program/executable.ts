import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { visible } from '../../shell/visible.ts';
import { AgentError } from '../protocol.ts';
import { type ClosureFile, closureOf, type Surroundings } from './closure.ts';
import type { FoundAgent } from './find-agent.ts';

/** What exactly is executed when an agent is started. */
export interface Identity {
  /** SHA-256, in hex, of the names, modes and contents of all its files: a proof holds for it. */
  readonly digest: string;
  /** SHA-256, in hex, of the names and of what the file system says changes when a file does; cheap, for this machine and installation. */
  readonly stamp: string;
  readonly files: number;
  readonly bytes: number;
}

/** Read at a time; what comes between two turns of others takes a few milliseconds. */
const CHUNK = 1_048_576;
/** Files that are looked at in one turn. */
const FILES_A_TURN = 512;
const OPEN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads every file. Rejects with `AgentError` when that can not be done, or when one changes meanwhile. */
export async function identityOf({ executable }: Pick<FoundAgent, 'executable'>, surroundings: Surroundings): Promise<Identity> {
  return await explained(executable, async () => {
    const files = await closureOf(executable, surroundings);
    const before = await stampOfFiles(files);
    const { digest, bytes } = await digestOf(files);
    const stamp = await stampOfFiles(await closureOf(executable, surroundings));
    if (stamp !== before) throw new AgentError(`${visible(executable)} was changed while it was read. ${AGAIN}`);
    return { digest, stamp, files: files.length, bytes };
  });
}

/** The stamp alone, for each start. Rejects as `identityOf` does. */
export async function stampOf({ executable }: Pick<FoundAgent, 'executable'>, surroundings: Surroundings): Promise<string> {
  return await explained(executable, async () => await stampOfFiles(await closureOf(executable, surroundings)));
}

const AGAIN = 'Try again when nothing installs the agent.';

async function explained<T>(executable: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AgentError || !(error instanceof Error)) throw error;
    throw new AgentError(
      `What is executed with ${visible(executable)} can not be read: ${visible(error.message)}. Make it readable for yourself.`,
    );
  }
}

async function stampOfFiles(files: readonly ClosureFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const [index, { name, file, link }] of files.entries()) {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true });
    // No name holds a NUL, and what follows the third is numbers alone.
    hash.update(`${name}\0${link?.join('\0') ?? '\0'}\0${dev} ${ino} ${mode} ${size} ${mtimeNs} ${ctimeNs}\n`);
    if (index % FILES_A_TURN === FILES_A_TURN - 1) await nextTurn();
  }
  return hash.digest('hex');
}

async function digestOf(files: readonly ClosureFile[]): Promise<{ readonly digest: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let bytes = 0;
  let lately = 0;
  for (const { name, file, link } of files) {
    if (link !== undefined) {
      hash.update(`${JSON.stringify([name, link])}\n`);
      continue;
    }
    for (const length of contentInto(hash, name, file, buffer)) {
      bytes += length;
      lately += length;
      if (lately < CHUNK) continue;
      lately = 0;
      await nextTurn();
    }
  }
  return { digest: hash.digest('hex'), bytes };
}

/** Gives the length of each piece as soon as that is in the hash. */
function* contentInto(hash: Hash, name: string, file: string, buffer: Buffer): Generator<number> {
  const descriptor = openSync(file, OPEN);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new AgentError(`${visible(file)} is no longer a file. ${AGAIN}`);
    // The size tells where the content ends and the next name begins.
    hash.update(`${JSON.stringify([name, stat.mode & 0o7777, stat.size])}\n`);
    for (let left = stat.size; left > 0; ) {
      const length = readSync(descriptor, buffer, 0, Math.min(left, buffer.length), null);
      if (length === 0) throw new AgentError(`${visible(file)} became shorter while it was read. ${AGAIN}`);
      hash.update(buffer.subarray(0, length));
      left -= length;
      yield length;
    }
  } finally {
    closeSync(descriptor);
  }
}
