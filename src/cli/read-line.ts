import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The next line of a stream; `undefined` when it ends without one. */
export async function readLine(stdin: Readable): Promise<string | undefined> {
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    lines.close();
  }
}
