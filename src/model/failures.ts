import { countOf, fields, items, textOf } from './fields.ts';
import type { FailureClass } from './model.ts';

/** What a provider said of an error, in whichever of the usual shapes it came. */
export interface ProviderError {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  /** An HTTP status inside the body: some gateways hand an upstream's error on in a stream. */
  readonly status: number | undefined;
  readonly parameter: string;
}

/** Takes JSON of an error: `{error: {…}}`, `{error: "…"}`, `[{error: …}]`, `{message, code}`, `{detail}`. */
export function providerError(json: unknown): ProviderError {
  const outer = fields(Array.isArray(json) ? items(json)[0] : json);
  const bare = textOf(outer['error']);
  const error = bare === undefined && outer['error'] !== undefined && outer['error'] !== null ? fields(outer['error']) : outer;
  return {
    code: textOf(error['code']) ?? '',
    type: textOf(error['type']) ?? textOf(error['status']) ?? '',
    message: bare ?? textOf(error['message']) ?? textOf(error['detail']) ?? '',
    status: countOf(error['code']),
    parameter: textOf(error['param']) ?? '',
  };
}

/** Codes and types that say more than the status they come with. */
const PRECISE: Readonly<Record<string, FailureClass>> = {
  insufficient_quota: 'out_of_credit',
  insufficient_credits: 'out_of_credit',
  insufficient_balance: 'out_of_credit',
  billing_error: 'out_of_credit',
  billing_hard_limit_reached: 'out_of_credit',
  exceeded_current_quota_error: 'out_of_credit',
  context_length_exceeded: 'context_overflow',
  exceed_context_size_error: 'context_overflow',
  request_too_large: 'context_overflow',
};

/** Where a provider has no code for it, its words are all there is. */
const WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/credit balance is too low|insufficient (balance|credit|funds)|(run|ran) out of credits/i, 'out_of_credit'],
  [/reasoning_content/i, 'reasoning_content_required'],
  [
    /prompt is too long|maximum context length|context (length|window|size).{0,40}exceed|exceed.{0,60}(context (length|window|size)|maximum number of tokens)|input (is )?too long/i,
    'context_overflow',
  ],
];

const STATUS: Readonly<Record<number, FailureClass>> = {
  402: 'out_of_credit',
  408: 'request_timeout',
  409: 'overloaded',
  413: 'context_overflow',
  425: 'overloaded',
  429: 'rate_limit',
  504: 'request_timeout',
};

/** Types that say no more than a status does; they count inside a stream, which began with 200. */
const TYPES: Readonly<Record<string, FailureClass>> = {
  overloaded_error: 'overloaded',
  api_error: 'overloaded',
  server_error: 'overloaded',
  internal_server_error: 'overloaded',
  rate_limit_error: 'rate_limit',
  rate_limit_exceeded: 'rate_limit',
  timeout_error: 'request_timeout',
  invalid_request_error: 'non_retryable',
  authentication_error: 'non_retryable',
  permission_error: 'non_retryable',
  not_found_error: 'non_retryable',
};

/**
 * Takes the HTTP status (absent for an error inside a stream) and the error; returns its class. What a provider means goes before the
 * status it chose, but words are not looked at under 429 and from 500 on, where they describe the limit or quote the request.
 */
export function classOf(status: number | undefined, error: ProviderError): FailureClass {
  const precise = named(PRECISE, error);
  if (precise !== undefined) return precise;
  const said = status ?? error.status;
  if (said === undefined || (said < 500 && said !== 429)) {
    const word = WORDS.find(([words]) => words.test(error.message));
    if (word !== undefined) return word[1];
  }
  if (said !== undefined && said >= 300) return STATUS[said] ?? (said >= 500 ? 'overloaded' : 'non_retryable');
  return named(TYPES, error) ?? 'incomplete_stream';
}

function named(table: Readonly<Record<string, FailureClass>>, { code, type }: ProviderError): FailureClass | undefined {
  if (Object.hasOwn(table, code)) return table[code];
  return Object.hasOwn(table, type) ? table[type] : undefined;
}

const UNSUPPORTED = /unsupported|not support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|deprecated/i;

/** Parameters that a call can do without, or has another name for. */
const OPTIONAL = ['temperature', 'max_tokens', 'stream_options'];

/** Takes a status and the error; returns the parameter of ours that this model does not know, if that is what is wrong. */
export function refusedParameter(status: number, error: ProviderError): string | undefined {
  if ((status !== 400 && status !== 422) || !UNSUPPORTED.test(`${error.code} ${error.message}`)) return undefined;
  return OPTIONAL.find((name) => error.parameter === name) ?? OPTIONAL.find((name) => error.message.includes(name));
}

/** The peer's certificate or its way to speak TLS: another attempt meets the same. */
const TRUST = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_|EPROTO$)/;

const TRANSPORT: Readonly<Record<string, FailureClass>> = {
  UND_ERR_HEADERS_TIMEOUT: 'request_timeout',
  UND_ERR_BODY_TIMEOUT: 'stream_idle_timeout',
  UND_ERR_HEADERS_OVERFLOW: 'non_retryable',
};

/** Takes what `fetch` threw; returns the system's code for it. Its message is not for showing: it can quote a header. */
export function codeOf(thrown: unknown): string | undefined {
  const outer = thrown instanceof Error ? thrown : undefined;
  const cause = fields(outer?.cause);
  const code = textOf(cause['code']) ?? textOf(fields(outer)['code']);
  if (code !== undefined) return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
  // An answer cut in its head is the one fault of the network that has no code.
  return cause['name'] === 'HTTPParserError' ? 'HTTP_CUT' : undefined;
}

/** Takes the code; returns the class. Whatever the network does carries a code, so its absence means a redirect or a request refused. */
export function transportClass(code: string | undefined): FailureClass {
  if (code === undefined || TRUST.test(code)) return 'non_retryable';
  return Object.hasOwn(TRANSPORT, code) ? (TRANSPORT[code] ?? 'connection') : 'connection';
}
