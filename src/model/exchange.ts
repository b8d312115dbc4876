import { type Body, drain, next, readText } from './body.ts';
import { classOf, codeOf, providerError, refusedParameter, transportClass } from './failures.ts';
import { parseFields } from './fields.ts';
import type { Limits } from './limits.ts';
import type { FailureClass, ModelFailure, ModelReply, Usage } from './model.ts';
import { quote } from './quote.ts';
import { retryAfterMs } from './retry-after.ts';
import { createSseParser } from './sse.ts';
import { NO_USAGE, type ReplyBuilder, type WireFormat } from './wire.ts';

/** Where calls go: the same for all calls of a client. */
export interface Line {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly wire: WireFormat;
  readonly apiKey: string | undefined;
  readonly limits: Limits;
  readonly now: () => number;
}

export interface Attempt {
  readonly body: string;
  readonly model: string;
  readonly stream: boolean;
  /** Do not leave the connection for another attempt. */
  readonly close: boolean;
  readonly user: AbortSignal;
  readonly deadline: AbortSignal;
  readonly onText: ((text: string) => void) | undefined;
}

export type Outcome =
  | { readonly ok: true; readonly reply: ModelReply }
  | {
      readonly ok: false;
      readonly failure: ModelFailure;
      /** The answer had begun: it is paid for, as far as the provider told how much. */
      readonly usage?: Usage;
      /** A parameter of ours that this model does not know. */
      readonly refused?: string;
    };

/** Takes one attempt; sends it and returns the reply or the failure. Throws only what `onText` throws. */
export async function exchange(line: Line, attempt: Attempt): Promise<Outcome> {
  const idle = new AbortController();
  const signal = AbortSignal.any([attempt.user, attempt.deadline, idle.signal]);
  const lost: Lost = (thrown, begun) => loss(attempt, idle.signal, thrown, begun);
  let response: Response;
  try {
    response = await line.fetch(line.url, {
      method: 'POST',
      redirect: 'error',
      headers: headersOf(line, attempt),
      body: attempt.body,
      signal,
    });
  } catch (thrown) {
    return failed(lost(thrown, false));
  }
  const timer = setTimeout(() => idle.abort(), line.limits.idleMs);
  const body: Body = { reader: response.body?.getReader(), heard: () => void timer.refresh() };
  try {
    if (!response.ok) return await readError(line, response, body, lost);
    const type = response.headers.get('content-type') ?? '';
    return type.includes('text/event-stream') ? await readStream(line, attempt, body, lost) : await readWhole(line, attempt, body, lost);
  } finally {
    clearTimeout(timer);
    // Ends what is still coming; after a body that was read to its end this changes nothing.
    idle.abort();
  }
}

function headersOf({ wire, apiKey }: Line, { stream, close }: Attempt): Record<string, string> {
  return {
    ...wire.headers(apiKey),
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream, application/json' : 'application/json',
    'user-agent': 'bailiwick',
    ...(close ? { connection: 'close' } : {}),
  };
}

async function readError(line: Line, response: Response, body: Body, lost: Lost): Promise<Outcome> {
  const { status } = response;
  const wait = retryAfterMs(response.headers, line.now());
  const read = await readText(body, line.limits.errorBytes);
  if (read !== 'too_long' && 'thrown' in read) {
    const broken = lost(read.thrown, true);
    if (broken.class === 'user_abort' || broken.class === 'request_timeout') return failed(broken);
  }
  const text = read !== 'too_long' && 'text' in read ? read.text : '';
  const json = parseJson(text);
  const error = providerError(json);
  const said = quote(json === undefined ? text : error.message || error.code || error.type, secretsOf(line));
  const refused = refusedParameter(status, error);
  return {
    ok: false,
    failure: {
      class: classOf(status, error),
      message: `the model's server answered ${status}${said === '' ? '' : `: ${said}`}`,
      status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
    ...(refused === undefined ? {} : { refused }),
  };
}

async function readWhole(line: Line, { model, onText }: Attempt, body: Body, lost: Lost): Promise<Outcome> {
  const read = await readText(body, line.limits.wholeBytes);
  if (read === 'too_long') return failed(tooLong(line.limits.wholeBytes), NO_USAGE);
  if ('thrown' in read) return failed(lost(read.thrown, true), NO_USAGE);
  const answer = parseFields(read.text);
  if (answer === undefined) return failed(failure('non_retryable', NOT_A_MODEL));
  if (answer['error'] !== undefined && answer['error'] !== null) return failed(inBody(line, answer));
  const reply = line.wire.whole(answer, model);
  if (reply === undefined) return failed(failure('non_retryable', NOT_A_MODEL));
  if (reply.text !== '') onText?.(reply.text);
  return { ok: true, reply };
}

async function readStream(line: Line, { model, onText }: Attempt, body: Body, lost: Lost): Promise<Outcome> {
  const parser = createSseParser(line.limits.lineLength);
  const builder = line.wire.builder({ model, onText });
  let size = 0;
  for (;;) {
    const piece = await next(body);
    if (piece === 'end') return atEnd(builder, ENDED);
    if ('thrown' in piece) return atEnd(builder, lost(piece.thrown, true));
    size += piece.bytes.length;
    const events = size > line.limits.streamBytes ? 'too_long' : parser.push(piece.bytes);
    if (events === 'too_long') return failed(tooLong(line.limits.streamBytes), builder.usage());
    for (const { data } of events) {
      const took = builder.take(data);
      if (took === 'error') return failed(inBody(line, parseJson(data)), builder.usage());
      if (took === 'garbage') return failed(failure('incomplete_stream', 'the stream holds what is no part of an answer'), builder.usage());
      if (took === 'done') {
        await drain(body);
        return atEnd(builder, ENDED);
      }
    }
  }
}

/** An answer that is all there is an answer, however its connection ended; a person's abort is an abort all the same. */
function atEnd(builder: ReplyBuilder, otherwise: ModelFailure): Outcome {
  if (builder.complete() && otherwise.class !== 'user_abort') return { ok: true, reply: builder.reply() };
  return failed(otherwise, builder.usage());
}

/** What an attempt came to when its connection ended before its answer; `begun`: there was an answer. */
type Lost = (thrown: unknown, begun: boolean) => ModelFailure;

const NOT_A_MODEL = "the answer is none of this format: does the base URL lead to a model's server of it?";

/** An error that came with 200. */
function inBody(line: Line, json: unknown): ModelFailure {
  const error = providerError(json);
  const said = quote(error.message || error.code || error.type, secretsOf(line));
  return failure(classOf(undefined, error), `the model's server gave up${said === '' ? '' : `: ${said}`}`);
}

function loss({ user, deadline }: Attempt, idle: AbortSignal, thrown: unknown, begun: boolean): ModelFailure {
  if (user.aborted) return ABORTED;
  if (deadline.aborted) return TIMED_OUT;
  if (idle.aborted) return failure('stream_idle_timeout', 'the answer stopped coming');
  if (begun) return failure('incomplete_stream', 'the connection broke in the answer');
  const code = codeOf(thrown);
  const kind = transportClass(code);
  if (code === undefined) return failure(kind, "the model's server redirects elsewhere, or the request cannot be sent: check the base URL");
  return failure(kind, `the model's server cannot be reached (${code})`);
}

const ENDED: ModelFailure = { class: 'incomplete_stream', message: 'the stream ended before the answer did' };
export const ABORTED: ModelFailure = { class: 'user_abort', message: 'the call was stopped' };
export const TIMED_OUT: ModelFailure = { class: 'request_timeout', message: 'the call took longer than it may' };

const failure = (kind: FailureClass, message: string): ModelFailure => ({ class: kind, message });
const failed = (why: ModelFailure, usage?: Usage): Outcome => ({ ok: false, failure: why, ...(usage === undefined ? {} : { usage }) });
const tooLong = (bytes: number): ModelFailure => failure('non_retryable', `the answer is longer than may be read (${bytes} bytes)`);
const secretsOf = ({ apiKey }: Line): readonly string[] => (apiKey === undefined ? [] : [apiKey]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
