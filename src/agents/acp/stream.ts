import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';
import { AgentError, type AgentWire } from '../protocol.ts';
import { checkUnread } from '../unread.ts';

/** Bytes of one message, as in the protocol's own library. */
const MAX_MESSAGE = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Takes the wire of an agent, and whoever takes its `session/update`s; returns the stream for the protocol's library. It ends in an
 * `AgentError` at the first line that is too long or no message: nothing after that line can be trusted to be what it seems.
 *
 * One message is handled before the next is looked at, in their order: what an agent says of a call before it asks is known when it
 * asks. Updates do not go through the library, which drops those that it does not understand.
 */
export function streamOf({ stdin, stdout }: AgentWire, onUpdate: (params: unknown) => void): Stream {
  const asked = new Set<unknown>();
  // Written to after its end: the conversation ends by itself when the process is gone.
  stdin.on('error', () => undefined);
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ('method' in message && 'id' in message) asked.add(message.id);
      // What the agent has not read is counted there, and not awaited here, where nobody would see how much it is.
      stdin.write(`${JSON.stringify(message)}\n`);
    },
  });
  return { readable: ReadableStream.from(messages({ stdin, stdout }, onUpdate, asked)), writable };
}

async function* messages(
  { stdin, stdout }: Pick<AgentWire, 'stdin' | 'stdout'>,
  onUpdate: (params: unknown) => void,
  asked: Set<unknown>,
): AsyncGenerator<AnyMessage> {
  for await (const line of lines(stdout)) {
    const message = parsed(line);
    if (message === undefined) continue;
    if (message['method'] === 'session/update' && !('id' in message)) {
      onUpdate(message['params']);
      continue;
    }
    // An answer to nothing that we asked says nothing.
    if (!('method' in message) && !asked.delete(message['id'])) continue;
    yield message as AnyMessage;
    // The library looks at a message in several steps; all of them are taken before the next message.
    await nextTurn();
    checkUnread(stdin);
  }
}

/** `undefined` for an empty line. */
function parsed(line: Buffer): Record<string, unknown> | undefined {
  const text = line.toString('utf8').trim();
  if (text === '') return undefined;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new AgentError('it wrote a line that is no JSON to its standard output');
  }
  if (isRecord(message)) return message;
  throw new AgentError('it wrote a line that is no message of its protocol to its standard output');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function* lines(stdout: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdout) {
    let rest: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      checkLength(length + end);
      yield Buffer.concat([...parts, rest.subarray(0, end)]);
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    length += rest.length;
    checkLength(length);
    if (rest.length > 0) parts.push(rest);
  }
  if (length > 0) yield Buffer.concat(parts);
}

function checkLength(bytes: number): void {
  if (bytes > MAX_MESSAGE) throw new AgentError(`it wrote a message of more than ${MAX_MESSAGE / 1024 / 1024} MiB`);
}
