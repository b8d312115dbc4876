import type { ModelFailure, ModelReply } from '../../model/model.ts';
import type { TurnEnd } from '../protocol.ts';
import { compact, isFull } from './compact.ts';
import type { Talk } from './talk.ts';

/** Calls of the model for one child. */
const MOST_ITERATIONS = 200;
/** Of one answer; what many models can say at once. */
const MAX_TOKENS = 8_192;
/** For one call with all of its retries. */
const LONGEST_MS = 600_000;
/** How a conversation that is too long is made shorter, the first time and the second. */
const SHORTER = ['forced', 'tight'] as const;

type Ended = Pick<TurnEnd, 'kind' | 'why'>;
export type Asked = { readonly ok: true; readonly reply: ModelReply } | { readonly ok: false; readonly end: Ended };

/** The next answer of the model, or why there is none. Rejects when the log can not be written. */
export async function ask(talk: Talk, signal: AbortSignal): Promise<Asked> {
  const { setup, history, log } = talk;
  let overflows = 0;
  for (;;) {
    const not = whyNot(talk, signal);
    if (not !== undefined) return { ok: false, end: not };
    if (overflows === 0 && isFull(talk)) {
      await compact(talk, 'usual', signal);
      // The summary was paid for, and somebody may have waited for the end of it.
      const now = whyNot(talk, signal);
      if (now !== undefined) return { ok: false, end: now };
    }
    await log.commit();
    talk.iterations += 1;
    setup.report({ kind: 'turn' });
    const result = await setup.client.complete(
      {
        role: 'child',
        system: talk.system,
        messages: history.messages,
        tools: talk.definitions,
        maxTokens: Math.min(MAX_TOKENS, Math.max(1, Math.floor(setup.contextTokens / 4))),
        ...(talk.withReasoning ? { withReasoning: true } : {}),
      },
      { signal, timeoutMs: LONGEST_MS, onText: setup.say, ...(setup.useModel === undefined ? {} : { model: setup.useModel }) },
    );
    setup.report({ kind: 'used', use: setup.spent() });
    if (result.ok) return result;
    const { failure } = result;
    const shorter = failure.class === 'context_overflow' ? SHORTER[overflows] : undefined;
    if (shorter !== undefined) {
      overflows += 1;
      await compact(talk, shorter, signal);
    } else if (failure.class === 'reasoning_content_required' && !talk.withReasoning) talk.withReasoning = true;
    else return { ok: false, end: endOf(failure) };
  }
}

function whyNot({ setup, iterations, log }: Talk, signal: AbortSignal): Ended | undefined {
  if (signal.aborted) return { kind: 'cancelled' };
  if (iterations >= MOST_ITERATIONS) return { kind: 'limit', why: `${MOST_ITERATIONS} calls of the model` };
  if (log.full) return { kind: 'limit', why: 'the log of its conversation is full; resume it' };
  return setup.mayCall() ? undefined : { kind: 'limit', why: 'budget' };
}

/** What has been done is kept whatever happens: most of what goes wrong with a provider is over some time. */
function endOf({ class: kind, message }: ModelFailure): Ended {
  switch (kind) {
    case 'user_abort':
      return { kind: 'cancelled' };
    case 'out_of_credit':
      return { kind: 'limit', why: `the account of the model has no credit left (${message}); resume when a person has added some` };
    case 'context_overflow':
      return { kind: 'limit', why: `the conversation is longer than the model can see, also after it was made shorter (${message})` };
    case 'non_retryable':
    case 'reasoning_content_required':
      return { kind: 'failed', why: message };
    default:
      return { kind: 'limit', why: `the model did not answer (${kind}: ${message}); resume later` };
  }
}
