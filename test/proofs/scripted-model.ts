import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';

/** One tool call of the conversation so far, and what the host handed back for it. */
export interface Exchange {
  readonly tool: string;
  readonly input: unknown;
  readonly text: string;
  readonly isError: boolean;
}

export type Reply = { readonly call: string; readonly input: Readonly<Record<string, unknown>> } | { readonly say: string };

/** What the model answers, from the conversation alone: a request that the host repeats gets the same answer. */
export type Script = (done: readonly Exchange[]) => Reply;

/** What the host sent to the model. */
export interface Received {
  readonly requests: number;
  /** The longest conversation. */
  readonly exchanges: readonly Exchange[];
  readonly tools: readonly { readonly name: string; readonly description: string; readonly input_schema: unknown }[];
  /** The system prompt and everything the user side said, as one text. */
  readonly prompt: string;
}

export interface ScriptedModel {
  readonly url: string;
  received(): Received;
  close(): Promise<void>;
}

const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string().transform((text) => [{ type: 'text', text }]), z.array(z.looseObject({ type: z.string() }))]);
const toolUse = z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() });
const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: content.optional(),
  is_error: z.boolean().optional(),
});
const body = z.object({
  model: z.string(),
  stream: z.boolean().optional(),
  system: content.optional(),
  messages: z.array(z.object({ role: z.string(), content })),
  tools: z.array(z.object({ name: z.string(), description: z.string().default(''), input_schema: z.unknown() })).default([]),
});
type Body = z.output<typeof body>;

/** Serves the Messages API on a free port of the loopback interface and plays a script. */
export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  let received: Received = { requests: 0, exchanges: [], tools: [], prompt: '' };

  const answer = (request: Body): Reply => {
    // Titles and summaries are asked for without tools.
    if (request.tools.length === 0) return { say: 'ok' };
    const exchanges = exchangesOf(request);
    received = {
      requests: received.requests + 1,
      exchanges: exchanges.length > received.exchanges.length ? exchanges : received.exchanges,
      tools: request.tools,
      prompt: textOf([...(request.system ?? []), ...request.messages.flatMap((message) => message.content)]),
    };
    return script(exchanges);
  };

  const server = createServer((request, response) => {
    serve(request, response, answer).catch((error: unknown) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: String(error) } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted model listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received: () => received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: (request: Body) => Reply): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://model').pathname;
  const chunks = await request.toArray();
  if (request.method !== 'POST' || !/\/v1\/messages(?:\/count_tokens)?$/.test(path)) {
    response.writeHead(404).end();
    return;
  }
  if (path.endsWith('/count_tokens')) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":1}');
    return;
  }
  const asked = body.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  const reply = answer(asked);
  if (asked.stream === true) stream(response, asked.model, reply);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(messageOf(asked.model, reply)));
}

function exchangesOf({ messages }: Body): readonly Exchange[] {
  const blocks = messages.flatMap((message) => message.content);
  const results = new Map(blocks.flatMap((block) => toolResult.safeParse(block).data ?? []).map((result) => [result.tool_use_id, result]));
  return blocks
    .flatMap((block) => toolUse.safeParse(block).data ?? [])
    .flatMap(({ id, name, input }) => {
      const result = results.get(id);
      return result === undefined ? [] : [{ tool: name, input, text: textOf(result.content ?? []), isError: result.is_error === true }];
    });
}

const textOf = (blocks: readonly unknown[]): string => blocks.flatMap((block) => textBlock.safeParse(block).data?.text ?? []).join('\n');

const USAGE = { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

function messageOf(model: string, reply: Reply) {
  const content =
    'call' in reply
      ? { type: 'tool_use', id: `toolu_${crypto.randomUUID()}`, name: reply.call, input: reply.input }
      : { type: 'text', text: reply.say };
  return {
    id: `msg_${crypto.randomUUID()}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [content],
    stop_reason: 'call' in reply ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: USAGE,
  };
}

/** The same message as server-sent events: an empty shell, its one block, why it stopped. */
function stream(response: ServerResponse, model: string, reply: Reply): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (type: string, fields: object): boolean =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  const message = messageOf(model, reply);
  const [block] = message.content;
  send('message_start', { message: { ...message, content: [], stop_reason: null } });
  if ('call' in reply) {
    send('content_block_start', { index: 0, content_block: { ...block, input: {} } });
    send('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: JSON.stringify(reply.input) } });
  } else {
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: reply.say } });
  }
  send('content_block_stop', { index: 0 });
  send('message_delta', { delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } });
  send('message_stop', {});
  response.end();
}
