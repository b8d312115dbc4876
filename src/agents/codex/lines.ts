import type { Readable } from 'node:stream';
import { AgentError } from '../protocol.ts';

/** Bytes of one message; none of the agent's own comes near. */
const MAX_LINE = 32 * 1_048_576;
const NEWLINE = 0x0a;

/**
 * The lines of a stream, without their ends. One that is too long is an `AgentError`, as soon as that is known: nothing behind it can be
 * trusted to begin where it seems to.
 */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > MAX_LINE) throw new AgentError(`it wrote a line of more than ${MAX_LINE / 1_048_576} MiB`);
    if (part.length > 0) parts.push(part);
  };
  for await (const chunk of stream) {
    let rest: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      add(rest.subarray(0, end));
      yield Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    add(rest);
  }
}
