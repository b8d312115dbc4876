import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { auditFiles, byChain } from './files.ts';

/** A process that lives finishes its line within microseconds; what stays so for milliseconds is torn. */
const SETTLED_MS = 25;

/**
 * Takes the torn last line of every chain, as a loss of power leaves it, out of the log and into `<file>.torn`, and says so. What cannot
 * be repaired is said and stays.
 * @returns the files that were repaired
 */
export async function repairAudit(dir: string, { log }: { readonly log: (line: string) => void }): Promise<readonly string[]> {
  const last = Array.from(byChain(auditFiles(dir)).values(), (files) => files.at(-1)?.path).filter((path) => path !== undefined);
  const attempt = <T>(path: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      log(`${path} could not be repaired: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const suspects: { readonly path: string; readonly tail: Tail }[] = [];
  for (const path of last) {
    const tail = attempt(path, () => tornTail(path));
    if (tail !== undefined) suspects.push({ path, tail });
  }
  if (suspects.length === 0) return [];
  await setTimeout(SETTLED_MS);
  return suspects.flatMap(({ path, tail }) => {
    const isCut = attempt(path, () => cutTail(path, tail)) ?? false;
    if (isCut) log(`The last line of ${path} was torn; its ${tail.size - tail.start} bytes are now in ${path}.torn.`);
    return isCut ? [path] : [];
  });
}

/** The bytes from `start` to `size`, which are no line. */
interface Tail {
  readonly start: number;
  readonly size: number;
}

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;
const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants;

function withFile<T>(path: string, flags: number, work: (fd: number) => T): T {
  const fd = openSync(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is not a regular file');
    return work(fd);
  } finally {
    closeSync(fd);
  }
}

function tornTail(path: string): Tail | undefined {
  return withFile(path, O_RDONLY, (fd) => {
    const { size } = fstatSync(fd);
    if (size === 0) return undefined;
    const endsLine = bytesOf(fd, size - 1, size)[0] === NEWLINE;
    const end = endsLine ? size - 1 : size;
    const start = afterNewline(fd, end);
    return endsLine && isJson(bytesOf(fd, start, end)) ? undefined : { start, size };
  });
}

/** Where the line that ends at `end` begins. */
function afterNewline(fd: number, end: number): number {
  for (let to = end; to > 0; to -= CHUNK) {
    const from = Math.max(0, to - CHUNK);
    const at = bytesOf(fd, from, to).lastIndexOf(NEWLINE);
    if (at !== -1) return from + at + 1;
  }
  return 0;
}

function bytesOf(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
}

function isJson(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** False when the file changed in between: then somebody writes it, or somebody else has repaired it. */
function cutTail(path: string, { start, size }: Tail): boolean {
  return withFile(path, O_RDWR, (fd) => {
    if (fstatSync(fd).size !== size) return false;
    withFile(`${path}.torn`, O_WRONLY | O_CREAT | O_APPEND, (torn) => {
      for (let from = start; from < size; from += CHUNK) writeSync(torn, bytesOf(fd, from, Math.min(size, from + CHUNK)));
      fsyncSync(torn);
    });
    ftruncateSync(fd, start);
    fsyncSync(fd);
    return true;
  });
}
