import type { ModelReply } from '../../model/model.ts';
import type { TurnEnd } from '../protocol.ts';
import { ask } from './ask.ts';
import { callsOf } from './calls.ts';
import { runCalls } from './run-calls.ts';
import { say, type Talk } from './talk.ts';

/** What is said to the child while its turn runs. */
export interface Mail {
  take(): readonly string[];
  /** Takes nothing more, unless there is something left to take: then it returns false. */
  shut(): boolean;
}

const GO_ON = 'Your answer was cut: it reached the limit of tokens. Go on where it stopped; make calls with shorter arguments.';

/** One turn of the child: until it answers without a call, or can not go on. Rejects when the log can not be written. */
export async function turn(talk: Talk, text: string, mail: Mail, signal: AbortSignal): Promise<TurnEnd> {
  say(talk, { role: 'user', text });
  /** Its last message, whose beginning may have come in an answer that was cut. */
  let last = '';
  let wasCut = false;
  for (;;) {
    for (const each of mail.take()) say(talk, { role: 'user', text: each });
    const asked = await ask(talk, signal);
    if (!asked.ok) return { ...asked.end, text: last };
    const { reply } = asked;
    const calls = hear(talk, reply);
    const isCut = reply.stop === 'length' && calls.length === 0;
    last = wasCut ? last + reply.text : isCut ? reply.text : reply.text || last;
    if (reply.stop === 'refusal') return { kind: 'refused', text: last };
    if (isCut) {
      if (wasCut) return { kind: 'limit', text: last, why: 'its answer is longer than the limit of tokens' };
      say(talk, { role: 'user', text: GO_ON });
    } else {
      const stuck = await runCalls(talk, calls, signal);
      if (stuck !== undefined) return { kind: 'stuck', text: last, why: stuck };
      if (calls.length === 0 && mail.shut()) return { kind: 'done', text: last };
    }
    wasCut = isCut;
  }
}

/** Takes an answer in; returns its calls. Those of a refusal are none. */
function hear(talk: Talk, reply: ModelReply): ReturnType<typeof callsOf> {
  talk.model = reply.model;
  const calls = reply.stop === 'refusal' ? [] : callsOf(reply.toolUses, idsOf(talk));
  // Some providers refuse a message that says nothing.
  if (reply.text === '' && calls.length === 0) return calls;
  say(talk, {
    role: 'assistant',
    text: reply.text,
    ...(calls.length === 0 ? {} : { toolUses: calls.map(({ use }) => use) }),
    ...(reply.reasoning === undefined ? {} : { reasoning: reply.reasoning.toWellFormed() }),
  });
  talk.history.counted(reply.usage);
  return calls;
}

function idsOf({ history }: Talk): Set<string> {
  return new Set(history.messages.flatMap((message) => (message.role === 'tool' ? [message.toolUseId] : [])));
}
