import type { FailureClass, ModelCall, ModelClient, ModelResult, Usage } from '../../model/model.ts';
import type { Redact } from './neutralise.ts';
import { parseOutput } from './parse-output.ts';
import { type ClassifierInput, classifierPrompt, isWholeAction } from './prompt.ts';

export type ClassifierFailure = 'timeout' | 'rate_limit' | 'overloaded' | 'connection' | 'unparseable' | 'other';

export type ClassifierResult =
  /** `usage` is of all attempts together. */
  | { readonly kind: 'block' | 'allow'; readonly reason: string; readonly latencyMs: number; readonly usage: Usage }
  | {
      readonly kind: 'failed';
      readonly failure: ClassifierFailure;
      /** False where it says nothing about the classifier: the call was cancelled, or never made. */
      readonly countsForBreaker: boolean;
      readonly message: string;
    };

export interface ClassifyOptions {
  readonly client: ModelClient;
  /** Name for the provider; the client's own when absent. */
  readonly model?: string | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds for everything, the second attempt included. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds of any one clock. */
  readonly now: () => number;
  readonly redact: Redact;
}

const TIMEOUT_MS = 8_000;
/** The answer is a line; the rest is for models that think before they write. */
const MAX_TOKENS = 1_024;
const ATTEMPTS = 2;
const REMINDER = '\nYour last answer was not of that form. Answer with <block>yes</block> or <block>no</block> and one <reason>.';

const FAILURES: Readonly<Record<FailureClass, ClassifierFailure>> = {
  rate_limit: 'rate_limit',
  overloaded: 'overloaded',
  request_timeout: 'timeout',
  stream_idle_timeout: 'timeout',
  connection: 'connection',
  incomplete_stream: 'connection',
  context_overflow: 'other',
  reasoning_content_required: 'other',
  out_of_credit: 'other',
  user_abort: 'other',
  non_retryable: 'other',
};

/**
 * Asks the model about one action; asks once more when the answer has not the agreed form. Never throws and never guesses: whatever is
 * not a clear answer is `failed`, and the caller asks a person.
 */
export async function classify(input: ClassifierInput, options: ClassifyOptions): Promise<ClassifierResult> {
  const { signal, timeoutMs = TIMEOUT_MS } = options;
  try {
    if (signal.aborted) return CANCELLED;
    if (!isWholeAction(input.action, options.redact)) return TOO_LONG;
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    return await attempts(input, options, { stop, timeoutMs });
  } catch {
    return signal.aborted ? CANCELLED : failed('other', 'the classifier failed unexpectedly');
  }
}

interface Bounds {
  /** The caller's signal, or the time being over. */
  readonly stop: AbortSignal;
  readonly timeoutMs: number;
}

async function attempts(input: ClassifierInput, options: ClassifyOptions, { stop, timeoutMs }: Bounds): Promise<ClassifierResult> {
  const { client, model, signal, now, redact } = options;
  const { system, user } = classifierPrompt(input, redact);
  const started = now();
  let usage: Usage | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const left = timeoutMs - (now() - started);
    if (left <= 0) return TIMED_OUT;
    const call: ModelCall = {
      role: 'classifier',
      system,
      messages: [{ role: 'user', text: attempt === 1 ? user : user + REMINDER }],
      maxTokens: MAX_TOKENS,
      temperature: 0,
    };
    const asked = client.complete(call, { signal: stop, timeoutMs: left, retries: 0, ...(model === undefined ? {} : { model }) });
    const result = await orStopped(asked, stop);
    if (signal.aborted) return CANCELLED;
    if (result === undefined) return TIMED_OUT;
    if (!result.ok) return failureOf(result, stop);
    usage = sum(usage, result.reply.usage);
    const answer = parseOutput(result.reply.text);
    if (answer !== undefined) return { kind: answer.verdict, reason: answer.reason, latencyMs: now() - started, usage };
  }
  return failed('unparseable', 'the classifier gave no answer of the agreed form, twice');
}

/** `undefined` as soon as it shall stop, also for a client that does not. */
function orStopped(asked: Promise<ModelResult>, stop: AbortSignal): Promise<ModelResult | undefined> {
  return new Promise((resolve, reject) => {
    const give = (): void => resolve(undefined);
    stop.addEventListener('abort', give, { once: true });
    if (stop.aborted) give();
    asked.then(resolve, reject).finally(() => stop.removeEventListener('abort', give));
  });
}

function failureOf({ failure }: Extract<ModelResult, { ok: false }>, stop: AbortSignal): ClassifierResult {
  if (failure.class !== 'user_abort') return failed(FAILURES[failure.class], failure.message);
  return stop.aborted ? TIMED_OUT : CANCELLED;
}

const failed = (failure: ClassifierFailure, message: string): ClassifierResult => ({
  kind: 'failed',
  failure,
  countsForBreaker: true,
  message,
});

const TIMED_OUT = failed('timeout', 'the classifier did not answer in time');
const CANCELLED: ClassifierResult = { kind: 'failed', failure: 'other', countsForBreaker: false, message: 'cancelled' };
const TOO_LONG: ClassifierResult = {
  kind: 'failed',
  failure: 'other',
  countsForBreaker: false,
  message: 'the action is too long for the classifier',
};

/** A number that one attempt did not tell leaves the sum unknown. */
function sum(a: Usage | undefined, b: Usage): Usage {
  if (a === undefined) return b;
  return {
    inputTokens: plus(a.inputTokens, b.inputTokens),
    outputTokens: plus(a.outputTokens, b.outputTokens),
    cachedInputTokens: plus(a.cachedInputTokens, b.cachedInputTokens),
  };
}

const plus = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || b === undefined ? undefined : a + b);
