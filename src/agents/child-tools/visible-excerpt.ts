import type { OutputLog, Stream } from '../../shell/process/output.ts';
import { visible } from '../../shell/visible.ts';

/** Takes a stream and a cap in bytes; returns its head and tail, made visible, within about that cap. */
export async function visibleExcerpt(output: OutputLog, stream: Stream, capBytes: number): Promise<string> {
  const first = await output.excerpt(stream, capBytes);
  const text = visible(first.text);
  const bytes = Buffer.byteLength(text);
  if (bytes <= capBytes) return text;
  // Binary output grows when it is made visible: take less of it.
  return visible((await output.excerpt(stream, Math.floor((capBytes * Buffer.byteLength(first.text)) / bytes))).text);
}

/** Both streams within one cap; each gets the half, and what the other leaves of its own. */
export async function visibleStreams(output: OutputLog, capBytes: number): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const half = Math.floor(capBytes / 2);
  const { stdout, stderr } = output.bytes;
  return {
    stdout: await visibleExcerpt(output, 'stdout', Math.max(half, capBytes - stderr)),
    stderr: await visibleExcerpt(output, 'stderr', Math.max(half, capBytes - stdout)),
  };
}
