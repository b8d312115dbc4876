import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { MAX_FILE_BYTES, type SearchFile } from './search-walk.ts';

const NEWLINE = 0x0a;
/** Bytes of a line that are decoded: what is shown of it is shorter. */
const MAX_LINE_BYTES = 4_096;

/** One line of a file. */
export interface FoundLine {
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
}

/** What is looked for: a text, or lines that somebody else has found. */
export type Wanted = Buffer | ReadonlySet<number>;

/**
 * The lines of one file that are wanted; none of what is binary, has grown too large, or is not the file that was found: a directory
 * on the way may have become a link meanwhile.
 */
export async function linesIn(file: SearchFile, wanted: Wanted, most: number): Promise<readonly FoundLine[]> {
  const content = await contentOf(file).catch(() => undefined);
  if (content === undefined || content.includes(0)) return [];
  const lines = Buffer.isBuffer(wanted) ? linesWith(content, wanted, most) : linesAt(content, wanted);
  return lines.length > 0 && (await isStill(file)) ? lines : [];
}

async function contentOf({ path, ino }: SearchFile): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile() || stats.ino !== ino || stats.size > BigInt(MAX_FILE_BYTES)) return undefined;
    const buffer = Buffer.allocUnsafe(Number(stats.size) + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, Math.min(length, Number(stats.size)));
    }
  } finally {
    await file.close();
  }
}

async function isStill({ path, ino }: SearchFile): Promise<boolean> {
  const real = await realpath(path).catch(() => undefined);
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return real === path && stats?.ino === ino;
}

function linesWith(content: Buffer, wanted: Buffer, most: number): readonly FoundLine[] {
  const found: FoundLine[] = [];
  let line = 1;
  let counted = 0;
  for (let at = content.indexOf(wanted); at !== -1 && found.length < most; ) {
    for (let next = content.indexOf(NEWLINE, counted); next !== -1 && next < at; next = content.indexOf(NEWLINE, counted)) {
      line += 1;
      counted = next + 1;
    }
    found.push({ line, text: textAt(content, counted) });
    const end = content.indexOf(NEWLINE, at);
    at = end === -1 ? -1 : content.indexOf(wanted, end + 1);
  }
  return found;
}

function linesAt(content: Buffer, wanted: ReadonlySet<number>): readonly FoundLine[] {
  const found: FoundLine[] = [];
  let line = 1;
  for (let from = 0; from < content.length && found.length < wanted.size; line += 1) {
    if (wanted.has(line)) found.push({ line, text: textAt(content, from) });
    const end = content.indexOf(NEWLINE, from);
    from = end === -1 ? content.length : end + 1;
  }
  return found;
}

function textAt(content: Buffer, from: number): string {
  const end = content.indexOf(NEWLINE, from);
  const whole = content.subarray(from, end === -1 ? content.length : end);
  return whole.toString('utf8', 0, Math.min(whole.length, MAX_LINE_BYTES)).replace(/\r$/, '');
}
