import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { parseFields } from '../../../model/fields.ts';
import type { Play } from './play.ts';
import type { ModelAnswer, ModelRequest, ModelWire, Written } from './wire.ts';
import { chatWire } from './wires/chat.ts';
import { geminiWire } from './wires/gemini.ts';
import { messagesWire } from './wires/messages.ts';
import { responsesWire } from './wires/responses.ts';

/** A request that was answered. */
export interface Heard {
  readonly wire: string;
  /** The conversation of the script; `undefined` for whatever the agent asks for itself. */
  readonly conversation: string | undefined;
  /** The words of all conversations that it goes on with. */
  readonly said: readonly string[];
  /** Names of the tools that were offered; those in a group behind the group's name. */
  readonly offered: readonly string[];
}

export interface ScriptedModelOptions {
  /** By a word that the user's text of that conversation holds; where several stand in it, the last one counts. */
  readonly plays: ReadonlyMap<string, Play>;
  /** Words that must never come here. */
  readonly secrets: readonly string[];
  /** Milliseconds that a step waits for a sub-agent which was started, and for one of which nothing was heard. */
  readonly patience?: { readonly startedMs: number; readonly silentMs: number };
  /** The conversation of the sub-agent. */
  readonly sub: string;
}

/** A model that plays scripts, for agents on this machine. */
export interface ScriptedModel {
  /** `http://127.0.0.1:port`. */
  readonly baseUrl: string;
  readonly heard: readonly Heard[];
  /** Which of the secrets came. */
  readonly leaked: ReadonlySet<string>;
  /** Ends every connection. Never rejects. */
  close(): Promise<void>;
}

const WIRES: readonly { readonly name: string; readonly path: RegExp; readonly wire: ModelWire }[] = [
  { name: 'chat', path: /\/chat\/completions$/, wire: chatWire },
  { name: 'responses', path: /\/responses$/, wire: responsesWire },
  { name: 'messages', path: /\/messages$/, wire: messagesWire },
  { name: 'gemini', path: /\/models\/[^/:]+:(?:streamGenerateContent|generateContent)$/, wire: geminiWire },
];
/** What is asked beside answers; every model is there, and every text has the same length. */
const MODEL = { id: 'scripted', object: 'model', created: 0, owned_by: 'bailiwick', type: 'model', display_name: 'Scripted' };
const OTHERS: readonly { readonly path: RegExp; readonly answer: unknown }[] = [
  { path: /\/messages\/count_tokens$/, answer: { input_tokens: 100 } },
  { path: /:countTokens$/, answer: { totalTokens: 100 } },
  { path: /\/models$/, answer: { object: 'list', data: [MODEL], models: [], has_more: false } },
];
const LONGEST_BODY = 64 * 1_048_576;
const PATIENCE = { startedMs: 20_000, silentMs: 3_000 };
const LOOK_MS = 50;

/** Starts it on a port of loopback that the system chooses. Rejects when there is none. */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const { plays, secrets, sub, patience = PATIENCE } = options;
  const heard: Heard[] = [];
  const leaked = new Set<string>();

  async function untilSubIsOver(): Promise<void> {
    const play = plays.get(sub);
    const begun = performance.now();
    for (;;) {
      const waited = performance.now() - begun;
      if (play?.played.done !== false || waited > (play.played.begun ? patience.startedMs : patience.silentMs)) return;
      await setTimeout(LOOK_MS);
    }
  }

  async function answerTo(name: string, request: ModelRequest): Promise<ModelAnswer> {
    const { tools, userTexts, wantsJson } = request;
    const conversation = tools.length === 0 || wantsJson ? undefined : lastKey(userTexts, [...plays.keys()]);
    const offered = tools.map((tool) => (tool.namespace === undefined ? tool.name : `${tool.namespace}${tool.name}`));
    const said = [...plays.keys()].filter((key) => userTexts.some((text) => text.includes(key)));
    heard.push({ wire: name, conversation, said, offered });
    const play = conversation === undefined ? undefined : plays.get(conversation);
    if (play === undefined) return { kind: 'say', text: wantsJson ? '{}' : 'A proof' };
    if (play.next()?.afterSub === true) await untilSubIsOver();
    return play.answer(request);
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { pathname } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const text = await bodyOf(incoming);
    for (const secret of secrets) if (text?.includes(secret) === true) leaked.add(secret);
    const other = OTHERS.find(({ path }) => path.test(pathname));
    if (other !== undefined) return sendJson(outgoing, 200, other.answer);
    const found = WIRES.find(({ path }) => path.test(pathname));
    const body = text === undefined ? undefined : parseFields(text);
    if (found === undefined || incoming.method !== 'POST') return sendJson(outgoing, 404, { error: { message: 'not found' } });
    if (body === undefined) return sendJson(outgoing, 400, { error: { message: 'no JSON object' } });
    const request = found.wire.read(pathname, body);
    const written = found.wire.write(await answerTo(found.name, request), request);
    if (request.stream) sendEvents(outgoing, written);
    else sendJson(outgoing, 200, written.whole);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    heard,
    leaked,
    async close() {
      const { promise, resolve: closed } = Promise.withResolvers<void>();
      server.close(() => closed());
      server.closeAllConnections();
      await promise;
    },
  };
}

/** The last key in the newest text that has one. */
function lastKey(texts: readonly string[], keys: readonly string[]): string | undefined {
  for (const text of texts.toReversed()) {
    const [last] = keys.map((key) => ({ key, at: text.lastIndexOf(key) })).sort((a, b) => b.at - a.at);
    if (last !== undefined && last.at !== -1) return last.key;
  }
  return undefined;
}

/** `undefined` for one that is too long. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= LONGEST_BODY) chunks.push(piece);
  }
  return bytes > LONGEST_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
}

function sendJson(outgoing: ServerResponse, status: number, value: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(value));
}

function sendEvents(outgoing: ServerResponse, { events, last }: Written): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const { event, data } of events)
    outgoing.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
  outgoing.end(last === undefined ? undefined : `data: ${last}\n\n`);
}
