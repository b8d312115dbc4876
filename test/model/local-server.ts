import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createModelClient, type ModelClientOptions } from '../../src/model/client.ts';
import type { CallOptions, ModelCall, ModelReply, ModelResult, ModelRole, Usage } from '../../src/model/model.ts';
import type { WireName } from '../../src/model/providers.ts';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** The port it came from: one for each connection. */
  readonly from: number;
}

export type Answer = (response: ServerResponse, asked: Asked) => void;

/** A server on loopback that gives the answers one after the other, the last one again and again. */
export async function serve(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const one = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text), from: request.socket.remotePort ?? 0 };
    asked.push(one);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    answer?.(response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const status =
  (code: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const json =
  (body: unknown): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export const sse = (...pieces: readonly (string | Uint8Array)[]): Answer => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
};

/** The pieces, and then nothing more; the connection stays. */
export const stalled =
  (...pieces: readonly string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(pieces.join(''));
  };

/** The pieces, and then the connection is torn down in the middle of the body. */
export const cut =
  (...pieces: readonly string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(pieces.join(''), () => response.destroy());
  };

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

/** What the two formats send for "Hello, world" with 10 tokens in, 4 of them from the cache, and 3 out. */
export const HELLO: Readonly<Record<WireName, readonly string[]>> = {
  openai: [
    data({ model: 'm-1', choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
    data({ model: 'm-1', choices: [{ index: 0, delta: { content: 'Hello, ' }, finish_reason: null }] }),
    data({ model: 'm-1', choices: [{ index: 0, delta: { content: 'world' }, finish_reason: null }] }),
    data({ model: 'm-1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    data({
      model: 'm-1',
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13, prompt_tokens_details: { cached_tokens: 4 } },
    }),
    'data: [DONE]\n\n',
  ],
  anthropic: [
    `event: message_start\n${data({ type: 'message_start', message: { model: 'm-1', content: [], usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 1 } } })}`,
    `event: content_block_start\n${data({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })}`,
    `event: ping\n${data({ type: 'ping' })}`,
    `event: content_block_delta\n${data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello, ' } })}`,
    `event: content_block_delta\n${data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'world' } })}`,
    `event: content_block_stop\n${data({ type: 'content_block_stop', index: 0 })}`,
    `event: message_delta\n${data({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } })}`,
    `event: message_stop\n${data({ type: 'message_stop' })}`,
  ],
};

export const HELLO_WHOLE: Readonly<Record<WireName, unknown>> = {
  openai: {
    model: 'm-1',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello, world' } }],
    usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13, prompt_tokens_details: { cached_tokens: 4 } },
  },
  anthropic: {
    model: 'm-1',
    content: [{ type: 'text', text: 'Hello, world' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 3 },
  },
};

export const HELLO_USAGE: Usage = { inputTokens: 10, outputTokens: 3, cachedInputTokens: 4 };

export const HELLO_REPLY: ModelReply = { text: 'Hello, world', toolUses: [], stop: 'end', usage: HELLO_USAGE, model: 'm-1' };

export const HELLO_RESULT: ModelResult = { ok: true, reply: HELLO_REPLY };

export const KEY = 'sk-test-0123456789abcdef';

export const CALL: ModelCall = { role: 'classifier', system: 'Be brief.', messages: [{ role: 'user', text: 'Hi' }], maxTokens: 50 };

/** Epoch milliseconds at which the clock of these tests stands still. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A client of `baseUrl` whose waits end at once and are noted. */
export function clientOf(format: WireName, baseUrl: string, more: Partial<ModelClientOptions> = {}) {
  const waits: number[] = [];
  const accounted: (readonly [ModelRole, Usage, string])[] = [];
  const client = createModelClient({
    settings: { format, baseUrl, model: 'm' },
    apiKey: KEY,
    now: () => NOW,
    sleep: async (ms) => void waits.push(ms),
    random: () => 0,
    account: (...entry) => accounted.push(entry),
    ...more,
  });
  return { client, waits, accounted };
}

export const within = (timeoutMs: number, more: Partial<CallOptions> = {}): CallOptions => ({
  signal: new AbortController().signal,
  timeoutMs,
  ...more,
});
