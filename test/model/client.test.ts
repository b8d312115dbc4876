import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WireName } from '../../src/model/providers.ts';
import {
  type Answer,
  CALL,
  clientOf,
  cut,
  HELLO,
  HELLO_RESULT,
  HELLO_USAGE,
  HELLO_WHOLE,
  json,
  KEY,
  NOW,
  serve,
  sse,
  stalled,
  status,
  within,
} from './local-server.ts';

const FORMATS: readonly WireName[] = ['openai', 'anthropic'];
const MINUTE = 60_000;
const UNTOLD = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };
const failure = (kind: string, message: string, more = {}) => ({ ok: false, failure: { class: kind, message, ...more } });

describe.each(FORMATS)('%s', (format) => {
  const hello = sse(...HELLO[format]);
  const head = HELLO[format].slice(0, format === 'openai' ? 3 : 4);
  const untold = format === 'openai' ? UNTOLD : { ...UNTOLD, inputTokens: 10, cachedInputTokens: 4 };

  test('a streamed answer: text as it comes, the reply, the account, the key in its header only', async () => {
    await using server = await serve(hello);
    const { client, accounted, waits } = clientOf(format, server.url);
    const heard: string[] = [];
    expect(await client.complete(CALL, within(MINUTE, { onText: (text) => heard.push(text) }))).toEqual(HELLO_RESULT);
    expect(heard).toEqual(['Hello, ', 'world']);
    expect(accounted).toEqual([['classifier', HELLO_USAGE, 'm']]);
    expect(waits).toEqual([]);
    const [asked] = server.asked;
    expect(asked?.path).toBe(format === 'openai' ? '/v1/chat/completions' : '/v1/messages');
    expect(format === 'openai' ? asked?.headers.authorization : asked?.headers['x-api-key']).toBe(
      format === 'openai' ? `Bearer ${KEY}` : KEY,
    );
    expect(JSON.stringify(asked?.body)).not.toContain(KEY);
  });

  test('an answer in one piece though a stream was asked for', async () => {
    await using server = await serve(json(HELLO_WHOLE[format]));
    const heard: string[] = [];
    const result = await clientOf(format, server.url).client.complete(CALL, within(MINUTE, { onText: (text) => heard.push(text) }));
    expect(result).toEqual(HELLO_RESULT);
    expect(heard).toEqual(['Hello, world']);
  });

  test('calls one after the other share a connection, retries do not leave theirs', async () => {
    // The end of the body comes a little after the mark that the answer is over.
    const late: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(HELLO[format].join(''), () => setTimeout(() => response.end(), 5));
    };
    await using server = await serve(late, late, status(500), hello, hello);
    const { client } = clientOf(format, server.url);
    for (let call = 0; call < 4; call += 1) {
      expect(await client.complete(CALL, within(MINUTE))).toEqual(HELLO_RESULT);
      // A connection is free again one turn of the loop after its answer.
      await setImmediate();
    }
    const [first, second, third, retry, last] = server.asked.map(({ from }) => from);
    expect([second, third]).toEqual([first, first]);
    expect(server.asked.map(({ headers }) => headers.connection)).toEqual([
      'keep-alive',
      'keep-alive',
      'keep-alive',
      'close',
      'keep-alive',
    ]);
    expect(last).not.toBe(retry);
  });

  test('the ladder: a stall, a cut on a fresh connection, then in one piece', async () => {
    await using server = await serve(stalled(...head), cut(...head), json(HELLO_WHOLE[format]));
    const { client, waits, accounted } = clientOf(format, server.url, { limits: { idleMs: 40 } });
    expect(await client.complete(CALL, within(MINUTE))).toEqual(HELLO_RESULT);
    expect(server.asked.map(({ body }) => body['stream'])).toEqual([true, true, undefined]);
    expect(new Set(server.asked.map(({ from }) => from)).size).toBe(3);
    expect(waits).toEqual([250, 500]);
    expect(accounted).toEqual([
      ['classifier', untold, 'm'],
      ['classifier', untold, 'm'],
      ['classifier', HELLO_USAGE, 'm'],
    ]);
  });

  test('in one piece is tried once', async () => {
    await using server = await serve(cut(...head));
    const { client, waits } = clientOf(format, server.url);
    const expected = failure('incomplete_stream', 'the connection broke in the answer');
    expect(await client.complete(CALL, within(MINUTE))).toEqual(expected);
    expect(waits).toEqual([250, 500]);
  });

  test('a stream that stalls, with no retry', async () => {
    await using server = await serve(stalled(...head));
    const { client } = clientOf(format, server.url, { limits: { idleMs: 40 } });
    const expected = failure('stream_idle_timeout', 'the answer stopped coming');
    expect(await client.complete(CALL, within(MINUTE, { retries: 0 }))).toEqual(expected);
  });

  test('a stream that ends early, holds garbage, or holds an error', async () => {
    await using server = await serve(
      sse(...head),
      sse(...head, 'data: {"choi\n\n'),
      sse(...head, `data: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: `busy, ${KEY}` } })}\n\n`),
    );
    const { client } = clientOf(format, server.url);
    const once = () => client.complete(CALL, within(MINUTE, { retries: 0 }));
    expect(await once()).toEqual(failure('incomplete_stream', 'the stream ended before the answer did'));
    expect(await once()).toEqual(failure('incomplete_stream', 'the stream holds what is no part of an answer'));
    expect(await once()).toEqual(failure('overloaded', "the model's server gave up: busy, [key]"));
  });

  test('an answer that is all there stands, though its end mark never comes', async () => {
    const whole = HELLO[format].slice(0, -1);
    await using server = await serve(stalled(...whole), cut(...whole), sse(...whole), stalled(...HELLO[format]));
    const { client } = clientOf(format, server.url, { limits: { idleMs: 60 } });
    for (let call = 0; call < 4; call += 1) expect(await client.complete(CALL, within(MINUTE, { retries: 0 }))).toEqual(HELLO_RESULT);
  });

  test('garbage instead of an answer is no matter of trying again', async () => {
    const answers = ['<html>Sign in to the network</html>', '{"choices":', '[]', '{}', ''];
    await using server = await serve(...answers.map((text) => status(200, text, { 'content-type': 'application/json' })));
    const { client, waits } = clientOf(format, server.url);
    const expected = failure('non_retryable', "the answer is none of this format: does the base URL lead to a model's server of it?");
    for (const _ of answers) expect(await client.complete(CALL, within(MINUTE))).toEqual(expected);
    expect(waits).toEqual([]);
  });

  test('a huge body is not read to its end', async () => {
    const closed: Promise<unknown>[] = [];
    const flood =
      (type: string): Answer =>
      (response) => {
        response.writeHead(200, { 'content-type': type });
        const piece = Buffer.alloc(64 * 1024, 'data: x\n\n: comment\n\n');
        closed.push(once(response, 'close'));
        const pour = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on('drain', pour);
        pour();
      };
    await using server = await serve(flood('application/json'), flood('text/event-stream'), stalled(`data: ${'x'.repeat(5000)}`));
    const { client } = clientOf(format, server.url, { limits: { wholeBytes: 200_000, streamBytes: 100, lineLength: 4000 } });
    const ask = () => client.complete(CALL, within(MINUTE));
    expect(await ask()).toEqual(failure('non_retryable', 'the answer is longer than may be read (200000 bytes)'));
    expect(await ask()).toEqual(failure('non_retryable', 'the answer is longer than may be read (100 bytes)'));
    expect(await ask()).toEqual(failure('non_retryable', 'the answer is longer than may be read (100 bytes)'));
    // Nothing goes on coming behind our back.
    await Promise.all(closed);
    expect(closed.length).toBe(2);
  });
});

const ERROR = { error: { type: 'x', message: `wrong ${KEY}\u202e` } };
const SAID = 'wrong [key]\\u{202e}';

describe('statuses', () => {
  test.each([
    [429, 'rate_limit'],
    [529, 'overloaded'],
    [503, 'overloaded'],
    [500, 'overloaded'],
    [408, 'request_timeout'],
    [504, 'request_timeout'],
  ])('%i is %s and is tried again', async (code, kind) => {
    await using server = await serve(status(code, ERROR));
    const { client, waits, accounted } = clientOf('openai', server.url);
    const expected = failure(kind, `the model's server answered ${code}: ${SAID}`, { status: code });
    expect(await client.complete(CALL, within(MINUTE))).toEqual(expected);
    expect(waits).toEqual([250, 500, 1000, 2000]);
    expect(accounted).toEqual([]);
  });

  test.each([
    [400, 'non_retryable'],
    [401, 'non_retryable'],
    [402, 'out_of_credit'],
    [403, 'non_retryable'],
    [404, 'non_retryable'],
    [413, 'context_overflow'],
  ])('%i is %s and is not', async (code, kind) => {
    await using server = await serve(status(code, ERROR));
    const { client } = clientOf('anthropic', server.url);
    const expected = failure(kind, `the model's server answered ${code}: ${SAID}`, { status: code });
    expect(await client.complete(CALL, within(MINUTE))).toEqual(expected);
    expect(server.asked.length).toBe(1);
  });

  test('an error too long to read, or broken off, is still its status', async () => {
    await using server = await serve(status(401, KEY.repeat(10_000)), (response) => {
      response.writeHead(403, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const { client } = clientOf('openai', server.url);
    expect(await client.complete(CALL, within(MINUTE))).toEqual(
      failure('non_retryable', "the model's server answered 401", { status: 401 }),
    );
    expect(await client.complete(CALL, within(MINUTE))).toEqual(
      failure('non_retryable', "the model's server answered 403", { status: 403 }),
    );
  });

  test.each([
    ['retry-after', '2', 2000],
    ['retry-after', '0.5', 500],
    ['retry-after', '60', 60_000],
    ['retry-after', new Date(NOW + 7000).toUTCString(), 7000],
    ['retry-after-ms', '1234', 1234],
    ['retry-after', '0', 250],
    ['retry-after', 'soon', 250],
  ])('%s: %s waits so long', async (name, value, ms) => {
    await using server = await serve(status(429, '', { [name]: value }), sse(...HELLO.openai));
    const { client, waits } = clientOf('openai', server.url);
    expect(await client.complete(CALL, within(5 * MINUTE))).toEqual(HELLO_RESULT);
    expect(waits).toEqual([ms]);
  });

  test.each([
    ['more than a minute', '61', 5 * MINUTE, 61_000],
    ['more than is left', '20', 19_000, 20_000],
  ])('a wait for %s is given up at once', async (_, value, timeoutMs, retryAfterMs) => {
    await using server = await serve(status(429, '', { 'retry-after': value }));
    const { client, waits } = clientOf('openai', server.url);
    const expected = failure('rate_limit', "the model's server answered 429", { status: 429, retryAfterMs });
    expect(await client.complete(CALL, within(timeoutMs))).toEqual(expected);
    expect(waits).toEqual([]);
  });

  test('jitter lengthens the wait up to twice', async () => {
    await using server = await serve(status(500));
    const { client, waits } = clientOf('openai', server.url, { random: () => 0.999999 });
    await client.complete(CALL, within(MINUTE, { retries: 6 }));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });

  test('a parameter that the model does not know is left out or renamed, from then on', async () => {
    const refusal = (param: string) => status(400, { error: { message: `Unsupported parameter: '${param}'`, param } });
    const hello = sse(...HELLO.openai);
    await using server = await serve(refusal('max_tokens'), refusal('temperature'), hello, hello, refusal('temperature'));
    const { client, waits } = clientOf('openai', server.url);
    const call = { ...CALL, temperature: 0 };
    expect(await client.complete(call, within(MINUTE, { retries: 0 }))).toEqual(HELLO_RESULT);
    expect(await client.complete(call, within(MINUTE, { retries: 0 }))).toEqual(HELLO_RESULT);
    const sent = server.asked.map(({ body }) => [body['max_tokens'], body['max_completion_tokens'], body['temperature']]);
    expect(sent).toEqual([
      [50, undefined, 0],
      [undefined, 50, 0],
      [undefined, 50, undefined],
      [undefined, 50, undefined],
    ]);
    const expected = failure('non_retryable', "the model's server answered 400: Unsupported parameter: 'temperature'", { status: 400 });
    expect(await client.complete(call, within(MINUTE))).toEqual(expected);
    expect(server.asked.length).toBe(5);
    expect(waits).toEqual([]);
  });
});

describe('the way there', () => {
  test('slow headers: the time of the whole call ends it', async () => {
    await using server = await serve(() => undefined);
    const { client, waits } = clientOf('openai', server.url);
    expect(await client.complete(CALL, within(50))).toEqual(failure('request_timeout', 'the call took longer than it may'));
    expect(waits).toEqual([]);
  });

  test('a stream that trickles on for ever: the time of the whole call ends it', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(': alive\n\n'), 5);
      response.on('close', () => clearInterval(timer));
    });
    const { client } = clientOf('openai', server.url, { limits: { idleMs: 40 } });
    expect(await client.complete(CALL, within(120))).toEqual(failure('request_timeout', 'the call took longer than it may'));
  });

  test.each([0, -1, Number.NaN])('no time at all (%d): nothing is sent', async (timeoutMs) => {
    await using server = await serve(sse(...HELLO.openai));
    const { client } = clientOf('openai', server.url);
    expect(await client.complete(CALL, within(timeoutMs))).toEqual(failure('request_timeout', 'the call took longer than it may'));
    expect(server.asked).toEqual([]);
  });

  test('a time longer than a timer holds is not no time', async () => {
    await using server = await serve(sse(...HELLO.openai));
    expect(await clientOf('openai', server.url).client.complete(CALL, within(Number.POSITIVE_INFINITY))).toEqual(HELLO_RESULT);
  });

  test('a person stops: before, in the headers, in the stream, in a wait', async () => {
    await using server = await serve(() => undefined, stalled(...HELLO.openai.slice(0, 3)), status(500));
    const stop = () => new AbortController();
    const expected = failure('user_abort', 'the call was stopped');

    const before = stop();
    before.abort();
    const { client, accounted } = clientOf('openai', server.url);
    expect(await client.complete(CALL, within(MINUTE, { signal: before.signal }))).toEqual(expected);
    expect(server.asked).toEqual([]);

    const headers = stop();
    const fetched: typeof fetch = (input, init) => {
      setTimeout(() => headers.abort(), 20);
      return fetch(input, init);
    };
    const first = clientOf('openai', server.url, { fetch: fetched });
    expect(await first.client.complete(CALL, within(MINUTE, { signal: headers.signal }))).toEqual(expected);

    const middle = stop();
    expect(await client.complete(CALL, within(MINUTE, { signal: middle.signal, onText: () => middle.abort() }))).toEqual(expected);
    expect(accounted).toEqual([['classifier', UNTOLD, 'm']]);

    const late = stop();
    const all = stalled(...HELLO.openai.slice(0, -1));
    await using finished = await serve(all);
    const third = clientOf('openai', finished.url);
    expect(await third.client.complete(CALL, within(MINUTE, { signal: late.signal, onText: () => late.abort() }))).toEqual(expected);

    const waiting = stop();
    const sleep = async () => {
      waiting.abort();
      throw new Error('woken');
    };
    const last = clientOf('openai', server.url, { sleep });
    expect(await last.client.complete(CALL, within(MINUTE, { signal: waiting.signal }))).toEqual(expected);
    expect(server.asked.length).toBe(3);
  });

  test('what onText or sleep throw is theirs, not a failure of the provider', async () => {
    await using server = await serve(sse(...HELLO.openai), status(500));
    const broken = () => {
      throw new Error('mine');
    };
    const { client } = clientOf('openai', server.url, { sleep: async () => broken() });
    await expect(client.complete(CALL, within(MINUTE, { onText: broken }))).rejects.toThrow('mine');
    await expect(client.complete(CALL, within(MINUTE))).rejects.toThrow('mine');
  });

  test('connection refused is tried again', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    await once(server, 'close');
    const { client, waits } = clientOf('openai', `http://127.0.0.1:${port}`);
    expect(await client.complete(CALL, within(MINUTE))).toEqual(
      failure('connection', "the model's server cannot be reached (ECONNREFUSED)"),
    );
    expect(waits).toEqual([250, 500, 1000, 2000]);
  });

  test('a connection that is closed without a word, or in the head, or speaks no HTTP, is tried again', async () => {
    const say = (text: string): Answer => {
      return (response) => void response.socket?.end(text);
    };
    await using server = await serve(say(''), say('HTTP/1.1 200 OK\r\nContent-Ty'), say('hello?\r\n\r\n'), sse(...HELLO.openai));
    expect(await clientOf('openai', server.url).client.complete(CALL, within(MINUTE))).toEqual(HELLO_RESULT);
  });

  test('https:// to a port that speaks no TLS is not', async () => {
    await using server = await serve(sse(...HELLO.openai));
    const { client, waits } = clientOf('openai', `https://127.0.0.1:${server.port}`);
    const expected = failure('non_retryable', "the model's server cannot be reached (ERR_SSL_WRONG_VERSION_NUMBER)");
    expect(await client.complete(CALL, within(MINUTE))).toEqual(expected);
    expect(waits).toEqual([]);
  });

  test('a redirect is not followed: the key stays where it was sent', async () => {
    await using other = await serve(sse(...HELLO.openai));
    await using server = await serve(status(307, '', { location: `${other.url}/chat/completions` }));
    const { client } = clientOf('openai', server.url);
    const words = "the model's server redirects elsewhere, or the request cannot be sent: check the base URL";
    expect(await client.complete(CALL, within(MINUTE))).toEqual(failure('non_retryable', words));
    expect([server.asked.length, other.asked.length]).toEqual([1, 0]);
  });

  test('settings that no call can work with', async () => {
    const { client } = clientOf('openai', 'http://models.example.com/v1', { fetch: () => Promise.reject(new Error('not reached')) });
    expect(await client.complete(CALL, within(MINUTE))).toEqual(
      failure('non_retryable', 'http:// is only for this machine itself: use https://'),
    );
  });

  test("the call's model takes the place of the client's own", async () => {
    await using server = await serve(sse(...HELLO.openai));
    const { client, accounted } = clientOf('openai', server.url);
    await client.complete(CALL, within(MINUTE, { model: 'small' }));
    expect(server.asked[0]?.body['model']).toBe('small');
    expect(accounted).toEqual([['classifier', HELLO_USAGE, 'small']]);
  });
});
