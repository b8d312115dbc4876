import { interleaved, type Runs, type Source } from './output-runs.ts';
import { characterStart, headText, incompleteTail, tailText } from './utf8.ts';

export type Stream = Source | 'combined';

/** Output as it lies in files. */
export interface StoredOutput {
  readonly files: Readonly<Record<Source, { read(from: number, length: number): Promise<Buffer> }>>;
  readonly order: { runs(from: number, to: number): Promise<Runs> };
  readonly bytes: { readonly stdout: number; readonly stderr: number; readonly combined: number };
  /** Resolves when `bytes` tells all there is; absent when it always does. */
  readonly settled?: () => Promise<unknown>;
}

async function readBytes(output: StoredOutput, stream: Stream, from: number, to: number): Promise<Buffer> {
  if (to <= from) return Buffer.alloc(0);
  if (stream !== 'combined') return await output.files[stream].read(from, to - from);
  const { starts, lengths } = await output.order.runs(from, to);
  // The runs of one stream follow each other without a gap, so one read gets them all.
  const read = async (source: Source): Promise<Buffer> => {
    let length = 0;
    for (let turn = source === 'stdout' ? 0 : 1; turn < lengths.length; turn += 2) length += lengths[turn] ?? 0;
    return length === 0 ? Buffer.alloc(0) : await output.files[source].read(starts[source], length);
  };
  return await interleaved({ stdout: await read('stdout'), stderr: await read('stderr') }, lengths);
}

/** How many bytes of a stream can be read now. */
async function totalOf(output: StoredOutput, stream: Stream): Promise<number> {
  if (stream === 'combined') await output.settled?.();
  return output.bytes[stream];
}

/** Takes a stream, a first byte and a cap; returns what is there, byte for byte. */
export async function readRaw(output: StoredOutput, stream: Stream, from: number, maxBytes: number): Promise<Buffer> {
  return await readBytes(output, stream, from, Math.min(await totalOf(output, stream), from + maxBytes));
}

/** Text of a range of a stream, and where it lies. */
export interface TextPage {
  readonly text: string;
  readonly from: number;
  readonly next: number;
  readonly total: number;
}

/** Takes a stream, a first byte and a cap in bytes; returns the text of that range as OutputLog.read promises it. */
export async function readText(output: StoredOutput, stream: Stream, from: number, maxBytes: number): Promise<TextPage> {
  const total = await totalOf(output, stream);
  const wanted = Math.min(Math.max(0, Math.trunc(from)), total);
  if (maxBytes <= 0) return { text: '', from: wanted, next: wanted, total };
  // Three bytes before the range tell whether it begins inside a character.
  const before = Math.max(0, wanted - 3);
  const end = Math.min(total, wanted + Math.max(4, Math.trunc(maxBytes)));
  const found = await readBytes(output, stream, before, end);
  const start = characterStart(found, wanted - before);
  const cut = found.subarray(start);
  const whole = end < total ? cut.length - incompleteTail(cut) : cut.length;
  return { text: cut.toString('utf8', 0, whole), from: before + start, next: before + start + whole, total };
}

/** Takes a stream and a cap in bytes; returns all of it when it fits, else head and tail as OutputLog.excerpt promises them. */
export async function excerptText(output: StoredOutput, stream: Stream, capBytes: number): Promise<{ text: string; truncated: boolean }> {
  const total = await totalOf(output, stream);
  const cap = Math.max(0, Math.trunc(capBytes));
  if (total <= cap) {
    const text = (await readBytes(output, stream, 0, total)).toString('utf8');
    if (Buffer.byteLength(text) <= cap) return { text, truncated: false };
  }
  // Head and tail share what the marker leaves; its number is never longer than the total.
  const room = cap - Buffer.byteLength(marker(total));
  const half = Math.floor(room / 2);
  // One character more than the half, so that the cut is made where bytes follow.
  const head = headText(await readBytes(output, stream, 0, Math.min(total, Math.max(0, room < 0 ? cap : half) + 4)), room < 0 ? cap : half);
  if (room < 0) return { text: head.text, truncated: true };
  const tail = tailText(await readBytes(output, stream, Math.max(head.bytes, total - (room - half) - 4), total), room - half);
  return { text: `${head.text}${marker(total - head.bytes - tail.bytes)}${tail.text}`, truncated: true };
}

const marker = (omitted: number): string => `\n[… ${omitted} bytes omitted …]\n`;
