import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOf, codeOf, providerError, refusedParameter, transportClass } from '../../src/model/failures.ts';
import type { FailureClass } from '../../src/model/model.ts';

const openai = (message: string, type = 'invalid_request_error', code: unknown = null) => ({ error: { message, type, code, param: null } });
const anthropic = (type: string, message: string) => ({ type: 'error', error: { type, message } });

describe('what a provider says', () => {
  test.each<readonly [string, number | undefined, unknown, FailureClass]>([
    ['quota spent', 429, openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'), 'out_of_credit'],
    ['too many', 429, openai('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'), 'rate_limit'],
    ['a limit that names a context', 429, openai('exceeds the maximum context length budget'), 'rate_limit'],
    [
      'too long',
      400,
      openai("This model's maximum context length is 8192 tokens.", undefined, 'context_length_exceeded'),
      'context_overflow',
    ],
    ['too long, without a code', 400, openai("This model's maximum context length is 8192 tokens."), 'context_overflow'],
    ['llama.cpp', 400, openai('the request exceeds the available context size', 'exceed_context_size_error', 400), 'context_overflow'],
    [
      'gemini',
      400,
      [
        {
          error: {
            code: 400,
            message: 'The input token count (9) exceeds the maximum number of tokens allowed',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
      'context_overflow',
    ],
    ['prompt too long', 400, anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'), 'context_overflow'],
    ['request too large', 413, anthropic('request_too_large', 'Request exceeds the maximum size'), 'context_overflow'],
    ['credit', 400, anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'), 'out_of_credit'],
    ['balance', 402, openai('Insufficient Balance'), 'out_of_credit'],
    ['thinking', 400, openai('The reasoning_content in the thinking mode must be passed back to the API.'), 'reasoning_content_required'],
    ['bad key', 401, openai('Incorrect API key provided', 'invalid_request_error', 'invalid_api_key'), 'non_retryable'],
    ['ollama', 404, { error: 'model "x" not found, try pulling it first' }, 'non_retryable'],
    ['overloaded', 529, anthropic('overloaded_error', 'Overloaded'), 'overloaded'],
    ['overloaded in a stream', undefined, anthropic('overloaded_error', 'Overloaded'), 'overloaded'],
    ['limit in a stream', undefined, anthropic('rate_limit_error', 'slow down'), 'rate_limit'],
    ['invalid in a stream', undefined, anthropic('invalid_request_error', 'no'), 'non_retryable'],
    ['credit in a stream', undefined, openai('Insufficient credits'), 'out_of_credit'],
    ['a status in a stream', undefined, { error: { code: 502, message: 'upstream' } }, 'overloaded'],
    ['no more than that it broke', undefined, { error: { message: 'oops' } }, 'incomplete_stream'],
    ['no word', 500, undefined, 'overloaded'],
    ['an own property of every object', 400, { error: { code: 'constructor', type: 'toString' } }, 'non_retryable'],
  ])('%s', (_, status, body, expected) => {
    expect(classOf(status, providerError(body))).toBe(expected);
  });

  test('the shapes of an error', () => {
    const none = { code: '', type: '', message: '', status: undefined, parameter: '' };
    expect(providerError(undefined)).toEqual(none);
    expect(providerError([])).toEqual(none);
    expect(providerError({ error: 'plain' })).toEqual({ ...none, message: 'plain' });
    expect(providerError({ detail: 'Not Found' })).toEqual({ ...none, message: 'Not Found' });
    expect(providerError({ object: 'error', message: 'm', type: 't', code: 'c' })).toEqual({ ...none, message: 'm', type: 't', code: 'c' });
    const one = { message: 'm', type: 't', code: 'c', param: 'p' };
    expect(providerError({ error: one })).toEqual({ ...none, message: 'm', type: 't', code: 'c', parameter: 'p' });
  });

  test('any JSON has a class', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.integer({ min: 300, max: 599 }), { nil: undefined }), (json, status) => {
        expect(typeof classOf(status, providerError(json))).toBe('string');
      }),
    );
  });
});

test.each<readonly [number, unknown, string | undefined]>([
  [400, { error: { message: "Unsupported value: 'temperature' does not support 0", param: 'temperature' } }, 'temperature'],
  [
    400,
    { error: { message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param: 'max_tokens' } },
    'max_tokens',
  ],
  [422, { detail: 'stream_options: unexpected field' }, 'stream_options'],
  [400, anthropic('invalid_request_error', '`temperature` is deprecated for this model.'), 'temperature'],
  [400, { error: { message: 'max_tokens is too large: 9999. This model supports at most 4096.', param: 'max_tokens' } }, undefined],
  [400, { error: { message: "Unsupported parameter: 'messages'", param: 'messages' } }, undefined],
  [500, { error: { message: "Unsupported parameter: 'temperature'", param: 'temperature' } }, undefined],
])('%i %o refuses %s', (status, body, expected) => {
  expect(refusedParameter(status, providerError(body))).toBe(expected);
});

test.each<readonly [unknown, FailureClass]>([
  ['ECONNREFUSED', 'connection'],
  ['ENOTFOUND', 'connection'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connection'],
  ['UND_ERR_SOCKET', 'connection'],
  ['UND_ERR_HEADERS_TIMEOUT', 'request_timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'stream_idle_timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'non_retryable'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'non_retryable'],
  ['CERT_HAS_EXPIRED', 'non_retryable'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'non_retryable'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'non_retryable'],
  ['EPROTO', 'non_retryable'],
  ['a message that quotes a key', 'non_retryable'],
  [17, 'non_retryable'],
])('the network: %s', (code, expected) => {
  expect(transportClass(codeOf(new TypeError('fetch failed', { cause: { code } })))).toBe(expected);
});
