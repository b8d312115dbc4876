import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { AgentError, type AgentWire } from '../protocol.ts';
import { checkUnread } from '../unread.ts';
import { linesOf } from './lines.ts';

export type RequestId = string | number;

/** What the other side says without being asked; neither of them may throw. */
export interface Heard {
  /** `reply` is to be called once; later calls do nothing. */
  request(method: string, params: unknown, id: RequestId, reply: Reply): void;
  notification(method: string, params: unknown): void;
  /** Nothing more comes; told once. */
  closed(why: AgentError): void;
}

export type Reply = (answer: { readonly result: unknown } | { readonly refused: string }) => void;

/** Requests and answers, a line of JSON each, as the app-server speaks them: JSON-RPC without its version. */
export interface Rpc {
  /** Rejects with an `AgentError` when the other side says no, or is gone. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string): void;
  close(why: AgentError): void;
}

const idSchema = z.union([z.string().max(200), z.number()]);
const messageSchema = z.looseObject({ id: idSchema.optional(), method: z.string().max(200).optional() });
type Message = z.output<typeof messageSchema>;
const errorSchema = z.looseObject({ message: z.string() });

/** JSON-RPC: the method does not exist. */
const NO_METHOD = -32_601;
const MAX_WHY = 2_000;
/** Milliseconds for what a process has said before its end: others may hold its output open. */
const LAST_WORDS_MS = 1_000;

export function createRpc(wire: AgentWire, heard: Heard): Rpc {
  const waiting = new Map<RequestId, { resolve(result: unknown): void; reject(error: AgentError): void }>();
  let last = 0;
  let ended: AgentError | undefined;

  function close(why: AgentError): void {
    if (ended !== undefined) return;
    ended = why;
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
    heard.closed(why);
  }

  function send(message: object): void {
    if (ended === undefined) wire.stdin.write(`${JSON.stringify(message)}\n`);
  }

  function answered({ id, result, error }: Message): void {
    if (id === undefined) return;
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined || error === null) one?.resolve(result);
    else one?.reject(new AgentError(visible((errorSchema.safeParse(error).data?.message ?? 'no reason').slice(0, MAX_WHY))));
  }

  function take(line: string): void {
    if (line.trim() === '') return;
    const message = parsed(line);
    const { id, method } = message;
    if (method === undefined) answered(message);
    else if (id === undefined) heard.notification(method, message['params']);
    else heard.request(method, message['params'], id, replyTo(id));
  }

  function replyTo(id: RequestId): Reply {
    let replied = false;
    return (answer) => {
      if (replied) return;
      replied = true;
      send('result' in answer ? { id, result: answer.result } : { id, error: { code: NO_METHOD, message: answer.refused } });
    };
  }

  async function read(): Promise<void> {
    try {
      for await (const line of linesOf(wire.stdout)) {
        take(line);
        if (ended !== undefined) return;
        checkUnread(wire.stdin);
      }
      close(new AgentError('it ended'));
    } catch (error) {
      close(error instanceof AgentError ? error : new AgentError(`what it says could not be read: ${wordsOf(error)}`));
    }
  }

  wire.stdin.on('error', (error) => close(new AgentError(`it does not read what it is told: ${wordsOf(error)}`)));
  const all = read();
  void wire.ended
    .then(() => Promise.race([all, delay(LAST_WORDS_MS, undefined, { ref: false })]))
    .then(() => close(new AgentError('it ended')));

  return {
    request(method, params) {
      return new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        last += 1;
        waiting.set(last, { resolve, reject });
        send({ id: last, method, params });
      });
    },
    notify: (method) => send({ method }),
    close,
  };
}

const wordsOf = (error: unknown): string => visible(error instanceof Error ? error.message : String(error));

function parsed(line: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    throw new AgentError('it wrote a line that is no JSON to its standard output');
  }
  const { data } = messageSchema.safeParse(message);
  if (data === undefined) throw new AgentError('it wrote a line that is no message of its protocol to its standard output');
  return data;
}
