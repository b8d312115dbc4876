import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ModelAnswer, ModelRequest } from '../../../src/agents/verify/model/wire.ts';
import { chatWire } from '../../../src/agents/verify/model/wires/chat.ts';
import { fields, items } from '../../../src/model/fields.ts';

/** A request of a conversation that a trial plays. */
export interface Asked extends ModelRequest {
  /** Answers of the model that stand in the conversation by now. */
  readonly turn: number;
  /** What the call of this id gave; `undefined` where nothing has come back. */
  result(id: string): string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

/**
 * What a model answers. It knows nothing but the conversation that is sent: one that is gone on with after a crash is answered by what
 * stands in it, as by any model.
 */
export type Script = (asked: Asked) => ModelAnswer | Promise<ModelAnswer>;

/** A model on loopback whose answers a trial writes, and may take their time. */
export interface StagedModel {
  /** With `/v1`. */
  readonly baseUrl: string;
  /** Names a conversation by a word that is in its first text; of several in one text the last counts. */
  play(key: string, script: Script): void;
  /** Requests of this conversation so far. */
  asked(key: string): number;
  close(): Promise<void>;
}

export const say = (text: string): ModelAnswer => ({ kind: 'say', text });
export const call = (id: string, name: string, args: Readonly<Record<string, unknown>>): ModelAnswer => ({
  kind: 'call',
  call: { id, name, args },
});
export const bash = (id: string, command: string): ModelAnswer => call(id, 'bash', { command });
/** How a child ends its work that pursues. */
export const COMPLETE = 'All of it is done.\n\nSTATUS: complete';

/** An answer that never comes. */
export const never = ({ gone }: Asked): Promise<ModelAnswer> =>
  new Promise((resolve) => gone.addEventListener('abort', () => resolve(say('')), { once: true }));

/** Plays answers one after the other; behind the last it gives that again. */
export const inTurn =
  (...answers: readonly ModelAnswer[]): Script =>
  ({ turn }) =>
    answers[Math.min(turn, answers.length - 1)] ?? say('');

/** Starts it on a port that the system chooses. */
export async function startStagedModel(): Promise<StagedModel> {
  const scripts = new Map<string, Script>();
  const counts = new Map<string, number>();

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const request = chatWire.read('', fields(await json(incoming)));
    const key = keyOf(request, [...scripts.keys()]);
    const script = key === undefined ? undefined : scripts.get(key);
    if (key === undefined || script === undefined) {
      outgoing.writeHead(400, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ error: { message: 'no trial plays this conversation' } }));
      return;
    }
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const turn = items(request.conversation).filter((message) => fields(message)['role'] === 'assistant').length;
    const result = (id: string): string | undefined => request.results.findLast(({ callId }) => callId === id)?.text;
    const { events, last } = chatWire.write(await script({ ...request, turn, result, gone: gone.signal }), request);
    if (gone.signal.aborted) return;
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { data } of events) outgoing.write(`data: ${JSON.stringify(data)}\n\n`);
    outgoing.end(`data: ${last ?? '[DONE]'}\n\n`);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    play: (key, script) => void scripts.set(key, script),
    asked: (key) => counts.get(key) ?? 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The last of the keys in the oldest text that has one. */
function keyOf({ userTexts }: ModelRequest, keys: readonly string[]): string | undefined {
  for (const text of userTexts) {
    const [last] = keys.map((key) => ({ key, at: text.lastIndexOf(key) })).sort((a, b) => b.at - a.at);
    if (last !== undefined && last.at !== -1) return last.key;
  }
  return undefined;
}
