import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import type { StartedAgent } from '../../shell/process/starter.ts';
import { createLineSplitter } from '../framing.ts';
import { readMessage } from '../json-rpc.ts';

/** Bytes of one message of a server. */
const MOST_LINE = 8 * 1024 * 1024;
/** Bytes that wait for a server which reads nothing. */
const MOST_UNREAD = 64 * 1024 * 1024;

export interface ServerWire extends Transport {
  /** Why we ended it, in our own words; `undefined` when we did not. */
  broken(): string | undefined;
}

/**
 * Newline-delimited JSON-RPC with the process of a server. What is no message is passed over, as servers write all kinds of things there; a
 * line that is too long ends the connection, for the answer that it may have been would never come.
 */
export function createServerWire({ stdin, stdout }: Pick<StartedAgent, 'stdin' | 'stdout'>): ServerWire {
  let open = true;
  let why: string | undefined;

  const close = (): void => {
    if (!open) return;
    open = false;
    stdout.off('data', onData);
    // It is not held up by what nobody reads any more.
    stdout.resume();
    wire.onclose?.();
  };
  const breakOff = (reason: string): void => {
    if (open) why = reason;
    close();
  };

  const lines = createLineSplitter(MOST_LINE, {
    tooLong: () => breakOff(`it sent a line of more than ${MOST_LINE} bytes`),
    line: (text) => {
      const message = open ? messageIn(text) : undefined;
      if (message !== undefined) wire.onmessage?.(message);
    },
  });
  const onData = (chunk: Buffer): void => lines.push(chunk);

  const wire: ServerWire = {
    broken: () => why,
    start: async () => {
      stdout.on('data', onData);
      for (const event of ['end', 'close', 'error']) stdout.once(event, close);
      if (stdout.readableEnded || stdout.destroyed) setImmediate(close);
    },
    send: async (message) => {
      if (!open) throw new Error('the connection has ended');
      stdin.write(`${JSON.stringify(message)}\n`);
      if (stdin.writableLength > MOST_UNREAD) breakOff('it does not read what it is sent');
    },
    close: async () => close(),
  };
  return wire;
}

function messageIn(text: string): JSONRPCMessage | undefined {
  try {
    const read = readMessage(JSON.parse(text));
    return read.ok ? read.message : undefined;
  } catch {
    return undefined;
  }
}
