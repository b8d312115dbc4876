import type { Readable } from 'node:stream';

/** Bytes. What an agent writes into a file comes in the payload, too. */
export const MOST_INPUT = 1_048_576;

/** Reads to the end; `undefined` when more comes than is held, and then nothing more is read. */
export async function readInput(stdin: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    if (size > MOST_INPUT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
