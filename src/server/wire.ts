import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { describeError } from '../shell/describe-error.ts';
import { visible } from '../shell/visible.ts';
import type { Log } from './app-port.ts';
import { createLineSplitter, MAX_MESSAGE_BYTES } from './framing.ts';
import { INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, type RequestId, readMessage } from './json-rpc.ts';

export interface Wire extends Transport {
  /** Resolves when the connection has ended: stdin is at its end, stdout is gone, or `close` was called. */
  readonly closed: Promise<void>;
}

export interface WireOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly log: Log;
  /** How long requests in work may take to be answered after the end of stdin, in ms. */
  readonly drainMs: number;
}

const MAX_METHOD_SHOWN = 100;
const MAX_STRANGE_LINE = `a message may have at most ${MAX_MESSAGE_BYTES} bytes; this one was skipped`;

/**
 * Newline-delimited JSON-RPC over two streams. Unlike the SDK's own transport it answers what it cannot read and stays, and it
 * says which method was not found.
 */
export function createWire({ stdin, stdout, log, drainMs }: WireOptions): Wire {
  /** The method of every request that waits for its answer. */
  const unanswered = new Map<RequestId, string>();
  let open = true;
  let inputEnded = false;
  let drained: Promise<void> | undefined;
  let drainTimer: NodeJS.Timeout | undefined;
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();

  const writeLine = (value: unknown): Promise<void> => {
    if (!open) return Promise.resolve();
    if (stdout.write(`${JSON.stringify(value)}\n`)) return Promise.resolve();
    drained ??= new Promise((resolve) => {
      const done = () => {
        stdout.off('drain', done);
        drained = undefined;
        resolve();
      };
      stdout.once('drain', done);
      void closed.then(done);
    });
    return drained;
  };

  const refuse = (id: RequestId | null, code: number, message: string): void => {
    void writeLine({ jsonrpc: '2.0', id, error: { code, message } });
  };

  const lines = createLineSplitter(MAX_MESSAGE_BYTES, {
    tooLong: () => refuse(null, INVALID_REQUEST, `Invalid request: ${MAX_STRANGE_LINE}`),
    line: (text) => {
      if (text.trim() === '') return;
      const parsed = parse(text);
      if (!parsed.ok) return refuse(null, PARSE_ERROR, 'Parse error: a line is not valid JSON');
      const read = readMessage(parsed.value);
      if (read.ok) return receive(read.message);
      if ('unanswerable' in read) return log(`an answer of the client was dropped: ${read.unanswerable}`);
      refuse(read.id, INVALID_REQUEST, `Invalid request: ${read.reason}`);
    },
  });

  const receive = (message: JSONRPCMessage): void => {
    if ('method' in message) {
      if ('id' in message) {
        // A subscription is answered when it ends, so nobody waits for it.
        if (message.method !== 'subscriptions/listen') unanswered.set(message.id, message.method);
      } else if (message.method === 'notifications/cancelled') {
        const cancelled = message.params?.['requestId'];
        if (typeof cancelled === 'string' || typeof cancelled === 'number') settle(cancelled);
      }
    }
    wire.onmessage?.(message);
  };

  const settle = (id: RequestId): string | undefined => {
    const method = unanswered.get(id);
    unanswered.delete(id);
    if (inputEnded && unanswered.size === 0) setImmediate(close);
    return method;
  };

  const onData = (chunk: Buffer | string): void => lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);

  const onInputEnd = (): void => {
    if (inputEnded) return;
    inputEnded = true;
    lines.end();
    if (unanswered.size === 0) close();
    else drainTimer = setTimeout(close, drainMs);
  };

  const onOutputError = (error: NodeJS.ErrnoException): void => {
    if (open && error.code !== 'EPIPE') log(`stdout failed: ${describeError(error)}`);
    close();
  };

  const close = (): void => {
    if (!open) return;
    open = false;
    clearTimeout(drainTimer);
    stdin.off('data', onData);
    stdin.pause();
    markClosed();
    wire.onclose?.();
  };

  const wire: Wire = {
    closed,
    start: async () => {
      stdin.on('data', onData);
      // An error of stdin ends it; both listeners of errors stay, for errors that come late.
      for (const event of ['end', 'close', 'error']) stdin.on(event, onInputEnd);
      stdout.on('error', onOutputError);
      stdout.on('close', close);
      if (stdin.readableEnded || stdin.destroyed) setImmediate(onInputEnd);
    },
    send: (message) => {
      if (!('id' in message) || 'method' in message) return writeLine(message);
      const method = message.id === undefined ? undefined : settle(message.id);
      try {
        return writeLine(namingMethod(message, method));
      } catch (error) {
        log(`an answer cannot be written as JSON: ${describeError(error)}`);
        return writeLine({ jsonrpc: '2.0', id: message.id, error: { code: INTERNAL_ERROR, message: 'Internal error, see the log' } });
      }
    },
    close: async () => close(),
  };
  return wire;
}

/** The SDK says only that some method was not found. */
function namingMethod(message: JSONRPCMessage, method: string | undefined): JSONRPCMessage {
  if (method === undefined || !('error' in message) || message.error.code !== METHOD_NOT_FOUND) return message;
  return { ...message, error: { ...message.error, message: `Method not found: ${visible(method.slice(0, MAX_METHOD_SHOWN))}` } };
}

function parse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
