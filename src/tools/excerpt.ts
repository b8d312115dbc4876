import type { OutputLog, Stream } from '../shell/process/output.ts';
import { visible } from '../shell/visible.ts';

export interface Excerpt {
  readonly text: string;
  readonly truncated: boolean;
}

/** Takes a stream and a cap in bytes; returns its head and tail, made visible, within about that cap. */
export async function visibleExcerpt(output: OutputLog | undefined, stream: Stream, capBytes: number): Promise<Excerpt> {
  if (output === undefined) return { text: '', truncated: false };
  const first = await output.excerpt(stream, capBytes);
  const text = visible(first.text);
  const bytes = Buffer.byteLength(text);
  if (bytes <= capBytes) return { text, truncated: first.truncated };
  // Binary output grows when it is made visible: take less of it.
  const second = await output.excerpt(stream, Math.floor((capBytes * Buffer.byteLength(first.text)) / bytes));
  return { text: visible(second.text), truncated: second.truncated };
}
