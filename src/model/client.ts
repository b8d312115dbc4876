import { anthropic } from './anthropic.ts';
import { endpoint } from './endpoint.ts';
import { ABORTED, exchange, type Line, TIMED_OUT } from './exchange.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { CallOptions, FailureClass, ModelCall, ModelClient, ModelFailure, ModelResult, ModelRole, Usage } from './model.ts';
import { openai } from './openai.ts';
import type { ModelSettings, WireName } from './providers.ts';
import type { WireFormat } from './wire.ts';

export interface ModelClientOptions {
  readonly settings: ModelSettings;
  /** The key itself; it goes into one header and nowhere else. */
  readonly apiKey: string | undefined;
  readonly fetch?: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits; may reject when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** Told of each answer that had begun, whole or broken: it is paid for. Named is the model that was asked for. */
  readonly account: (role: ModelRole, usage: Usage, model: string) => void;
  readonly limits?: Partial<Limits>;
}

const WIRES: Readonly<Record<WireName, WireFormat>> = { openai, anthropic };

/** Failures that another attempt may not meet. */
const TRANSIENT: ReadonlySet<FailureClass> = new Set([
  'rate_limit',
  'overloaded',
  'request_timeout',
  'stream_idle_timeout',
  'connection',
  'incomplete_stream',
]);

/** Failures in the middle of an answer: after two of them the answer is asked for in one piece. */
const BROKEN: ReadonlySet<FailureClass> = new Set(['stream_idle_timeout', 'incomplete_stream']);

const RETRIES = 4;
const BACKOFF_MS = 500;
const BACKOFF_CEILING_MS = 8_000;
/** A provider that asks for more than this is given up at once. */
const PATIENCE_MS = 60_000;
/** What a timer can hold; more would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Takes where the model is and what the outside world is made of; returns a client. It keeps nothing between calls but the parameters that
 * a model has refused. Settings that no call can work with (see `endpoint`) make each call fail as `non_retryable`.
 */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { settings, apiKey, now } = options;
  const place = endpoint(settings, apiKey);
  const wire = WIRES[settings.format];
  const limits = { ...LIMITS, ...options.limits };
  const refusals = new Map<string, Set<string>>();

  return {
    async complete(call, callOptions) {
      if (!place.ok) return { ok: false, failure: { class: 'non_retryable', message: place.problem } };
      if (callOptions.signal.aborted) return { ok: false, failure: ABORTED };
      const line: Line = { fetch: options.fetch ?? fetch, url: place.url, wire, apiKey, limits, now };
      const model = callOptions.model ?? settings.model;
      const without = refusals.get(model) ?? new Set();
      refusals.set(model, without);
      const timeoutMs = Math.min(callOptions.timeoutMs, LONGEST_MS);
      if (!(timeoutMs > 0)) return { ok: false, failure: TIMED_OUT };
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      try {
        return await climb(options, line, {
          call,
          options: callOptions,
          model,
          without,
          deadline: deadline.signal,
          until: now() + timeoutMs,
        });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

interface Errand {
  readonly call: ModelCall;
  readonly options: CallOptions;
  readonly model: string;
  readonly without: Set<string>;
  readonly deadline: AbortSignal;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** The ladder: streamed, again on a fresh connection, then once in one piece, then the failure. */
async function climb(client: ModelClientOptions, line: Line, errand: Errand): Promise<ModelResult> {
  const { call, model, without, deadline, options } = errand;
  const retries = options.retries ?? RETRIES;
  let breaks = 0;
  for (let retry = 0; ; retry += 1) {
    const stream = breaks < 2;
    const body = () => JSON.stringify(line.wire.body(call, { model, stream, without }));
    const base = { model, stream, close: retry > 0, user: options.signal, deadline, onText: options.onText };
    let outcome = await exchange(line, { ...base, body: body() });
    // Learning what a model does not know costs no retry; each parameter is learnt once.
    while (!outcome.ok && outcome.refused !== undefined && !without.has(outcome.refused)) {
      without.add(outcome.refused);
      outcome = await exchange(line, { ...base, body: body() });
    }
    if (outcome.ok) {
      client.account(call.role, outcome.reply.usage, model);
      return outcome;
    }
    if (outcome.usage !== undefined) client.account(call.role, outcome.usage, model);
    const { failure } = outcome;
    if (BROKEN.has(failure.class)) {
      breaks += 1;
      if (!stream) return { ok: false, failure };
    }
    const wait = retry < retries && !deadline.aborted ? waitMs(failure, retry, client.random()) : undefined;
    if (wait === undefined || client.now() + wait >= errand.until) return { ok: false, failure };
    const stop = AbortSignal.any([options.signal, deadline]);
    await client.sleep(wait, stop).catch((thrown: unknown) => {
      if (!stop.aborted) throw thrown;
    });
    if (options.signal.aborted) return { ok: false, failure: ABORTED };
    if (deadline.aborted) return { ok: false, failure };
  }
}

/** Milliseconds until the next attempt: as the provider asks, else doubling from 0.25-0.5 s to 4-8 s. `undefined`: give up. */
function waitMs(failure: ModelFailure, retry: number, random: number): number | undefined {
  if (!TRANSIENT.has(failure.class)) return undefined;
  const asked = failure.retryAfterMs ?? 0;
  if (asked > PATIENCE_MS) return undefined;
  if (asked > 0) return asked;
  return Math.round(Math.min(BACKOFF_CEILING_MS, BACKOFF_MS * 2 ** retry) * (0.5 + random / 2));
}
