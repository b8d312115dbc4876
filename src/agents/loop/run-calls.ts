import { describeError } from '../../shell/describe-error.ts';
import type { Call } from './calls.ts';
import { hintOf, ready } from './calls.ts';
import { STUCK_AT, TOLD_AT } from './stuck.ts';
import { answer, type Talk } from './talk.ts';

/** Of one answer of the model. */
const MOST_CALLS = 32;
/** Characters of a result; fewer where the model sees little at once. */
const MOST_RESULT = 262_144;

/**
 * Runs the calls of one answer, one after the other; each gets a result, whatever happens. Returns why the child is stuck, when it is.
 * Rejects when a call can not be announced in the log: then it does not run.
 */
export async function runCalls(talk: Talk, calls: readonly Call[], signal: AbortSignal): Promise<string | undefined> {
  let stuck: string | undefined;
  for (const [index, call] of calls.entries()) {
    const { use } = call;
    const not = whyNot(index, stuck, signal);
    if (not !== undefined) {
      answer(talk, use.id, not);
      continue;
    }
    talk.setup.report({ kind: 'call', tool: use.name, hint: hintOf(use) });
    const text = await resultOf(talk, call, signal);
    const times = talk.circle.seen(use, text);
    answer(
      talk,
      use.id,
      times >= TOLD_AT
        ? `${text}\n[This call has given the same result ${times} times. Do something else, or say what is in the way.]`
        : text,
    );
    if (times >= STUCK_AT) stuck = `the same call of ${use.name} gave the same result ${times} times`;
  }
  return stuck;
}

function whyNot(index: number, stuck: string | undefined, signal: AbortSignal): string | undefined {
  if (signal.aborted) return 'It was not run: the turn was stopped.';
  if (stuck !== undefined) return 'It was not run: the turn was ended.';
  return index < MOST_CALLS ? undefined : `It was not run: at most ${MOST_CALLS} calls in one answer.`;
}

async function resultOf({ setup, log }: Talk, call: Call, signal: AbortSignal): Promise<string> {
  const prepared = ready(call, setup.tools);
  if (!prepared.ok) return prepared.problem;
  log.stage({ entry: 'begun', id: call.use.id, name: call.use.name });
  await log.commit();
  const { text, isError } = await prepared.run(signal).catch((error: unknown) => {
    setup.log(`the tool ${call.use.name}: ${describeError(error)}`);
    return { text: 'It failed.', isError: true };
  });
  return capped(isError ? `Error: ${text}` : text, Math.min(MOST_RESULT, Math.floor(setup.contextTokens / 2)));
}

function capped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).toWellFormed()}\n[… ${text.length - most} characters more are left out: ask for a smaller part …]`;
}
