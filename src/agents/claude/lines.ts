import type { Readable } from 'node:stream';
import { AgentError } from '../protocol.ts';

/** Bytes of one message. */
const MAX_LINE = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Takes what an agent writes; gives its lines, without their ends and without empty ones. Throws an `AgentError` at a line that is too
 * long: a request may be in it that the agent waits for.
 */
export async function* linesOf(stdout: Readable, maxBytes: number = MAX_LINE): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdout) {
    let rest: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      checkLength(length + end, maxBytes);
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
      if (line.trim() !== '') yield line;
    }
    length += rest.length;
    checkLength(length, maxBytes);
    if (rest.length > 0) parts.push(rest);
  }
  // What is left has no end: the agent was cut off in the middle of it.
}

function checkLength(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new AgentError(`it wrote a message of more than ${Math.floor(maxBytes / 1024 / 1024)} MiB`);
}
