import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** What the model does next. */
export type Move = { readonly tool: string; readonly args: object } | { readonly say: string } | { readonly thinkMs: number };

/** A model on loopback that makes the moves it is given, one for each request that offers tools. */
export interface MoveModel {
  readonly url: string;
  /** Replaces what is left. */
  play(moves: readonly Move[]): void;
  /** Names of all tools that were ever offered. */
  readonly offered: ReadonlySet<string>;
  /** Calls made since the last `play`. */
  calls(): number;
  /** Everything that was sent since the last `play`. */
  heard(): string;
  /** Resolves at the next request that offers tools. */
  asked(): Promise<void>;
  close(): void;
}

interface Offered {
  readonly name: string;
}
interface Body {
  readonly stream?: boolean;
  readonly model?: string;
  readonly tools?: readonly { readonly function?: Offered; readonly functionDeclarations?: readonly Offered[] }[];
  readonly generationConfig?: { readonly responseMimeType?: string };
}

export async function startMoveModel(): Promise<MoveModel> {
  const offered = new Set<string>();
  let left: Move[] = [];
  let calls = 0;
  let heard = '';
  let waiting: (() => void)[] = [];
  let count = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(request);
    const url = request.url ?? '';
    if (request.method !== 'POST' || url.endsWith(':countTokens'))
      return json(response, { totalTokens: 1, object: 'list', data: [{ id: 'scripted' }] });
    const body = JSON.parse(raw) as Body;
    const tools = (body.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? (tool.function === undefined ? [] : [tool.function]));
    for (const { name } of tools) offered.add(name);
    // Titles and the like.
    const aside = tools.length === 0 || body.generationConfig?.responseMimeType === 'application/json';
    if (!aside) {
      heard += raw;
      for (const wake of waiting) wake();
      waiting = [];
    }
    let move: Move = aside ? { say: '{}' } : (left.shift() ?? { say: 'the end' });
    while ('thinkMs' in move) {
      await wait(move.thinkMs, undefined, { ref: false });
      move = left.shift() ?? { say: 'the end' };
    }
    if ('tool' in move) calls += 1;
    count += 1;
    if (url.includes('enerateContent')) gemini(response, move, url);
    else chat(response, move, body, count);
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play(moves) {
      left = [...moves];
      calls = 0;
      heard = '';
    },
    offered,
    calls: () => calls,
    heard: () => heard,
    asked: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function events(response: ServerResponse, bodies: readonly (object | string)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const body of bodies) response.write(`data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`);
  response.end();
}

type Made = Exclude<Move, { thinkMs: number }>;

function gemini(response: ServerResponse, move: Made, url: string): void {
  const part = 'tool' in move ? { functionCall: { name: move.tool, args: move.args } } : { text: move.say };
  const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 };
  const body = { candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }], usageMetadata };
  if (url.includes('stream')) events(response, [body]);
  else json(response, body);
}

function chat(response: ServerResponse, move: Made, { stream, model }: Body, count: number): void {
  const call =
    'tool' in move
      ? { id: `call_${count}`, type: 'function', function: { name: move.tool, arguments: JSON.stringify(move.args) } }
      : undefined;
  const message = call === undefined ? { content: 'say' in move ? move.say : '' } : { content: null, tool_calls: [call] };
  const finish_reason = call === undefined ? 'stop' : 'tool_calls';
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  const base = { id: `chat_${count}`, created: 0, model };
  if (!stream) {
    json(response, {
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
      usage,
    });
    return;
  }
  const delta = call === undefined ? message : { tool_calls: [{ index: 0, ...call }] };
  const chunk = (choice: object): object => ({ ...base, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] });
  events(response, [
    chunk({ delta: { role: 'assistant' }, finish_reason: null }),
    chunk({ delta, finish_reason: null }),
    { ...chunk({ delta: {}, finish_reason }), usage },
    '[DONE]',
  ]);
}
