import { expect, test } from 'vitest';
import { endpoint } from '../../src/model/endpoint.ts';
import { PROVIDERS, type WireName } from '../../src/model/providers.ts';

const at = (baseUrl: string, format: WireName = 'openai', key: string | undefined = 'sk-1', model = 'm') =>
  endpoint({ format, baseUrl, model }, key);

test.each<readonly [string, WireName, string]>([
  ['https://api.example.com/v1', 'openai', 'https://api.example.com/v1/chat/completions'],
  ['https://api.example.com/v1//', 'openai', 'https://api.example.com/v1/chat/completions'],
  ['https://api.example.com', 'openai', 'https://api.example.com/chat/completions'],
  ['https://api.example.com/d?api-version=1#x', 'openai', 'https://api.example.com/d/chat/completions?api-version=1'],
  ['https://api.example.com/v1', 'anthropic', 'https://api.example.com/v1/messages'],
  ['https://api.example.com', 'anthropic', 'https://api.example.com/v1/messages'],
  ['http://localhost:8000/v1', 'openai', 'http://localhost:8000/v1/chat/completions'],
  ['http://127.1:8000', 'openai', 'http://127.0.0.1:8000/chat/completions'],
  ['http://0x7f000001', 'openai', 'http://127.0.0.1/chat/completions'],
  ['http://[0:0::1]:80', 'openai', 'http://[::1]/chat/completions'],
  ['http://model.localhost', 'openai', 'http://model.localhost/chat/completions'],
])('%s (%s)', (baseUrl, format, url) => {
  expect(at(baseUrl, format)).toEqual({ ok: true, url });
});

const IN_THE_CLEAR = 'http:// is only for this machine itself: use https://';

test.each([
  ['http://api.example.com', IN_THE_CLEAR],
  ['http://127.0.0.1.example.com', IN_THE_CLEAR],
  ['http://localhost.example.com', IN_THE_CLEAR],
  ['http://10.0.0.1', IN_THE_CLEAR],
  ['http://0.0.0.0', IN_THE_CLEAR],
  ['http://[::ffff:127.0.0.1]', IN_THE_CLEAR],
  ['http://example.com#@localhost', IN_THE_CLEAR],
  ['https://user:sk-1@api.example.com', 'the base URL holds a user name or password: name the key instead'],
  ['ftp://localhost', 'the base URL is neither https:// nor http://'],
  ['file:///v1', 'the base URL is neither https:// nor http://'],
  ['api.example.com', 'the base URL is not a URL'],
  ['', 'the base URL is not a URL'],
])('refused: %s', (baseUrl, problem) => {
  expect(at(baseUrl)).toEqual({ ok: false, problem });
});

test.each(['', ' ', 'sk-1\n', 'sk-1\r\nx-evil: 1', 'sk 1', 'sk-ü'])('no key: %j', (key) => {
  const problem = 'the API key is empty or holds spaces or other characters that no key has';
  expect(at('https://api.example.com', 'openai', key)).toEqual({ ok: false, problem });
});

test('a model is named, a key need not be', () => {
  expect(endpoint({ format: 'openai', baseUrl: 'https://a.example', model: '' }, undefined)).toEqual({
    ok: false,
    problem: 'no model is named',
  });
  const url = 'https://a.example/chat/completions';
  expect(endpoint({ format: 'openai', baseUrl: 'https://a.example', model: 'm' }, undefined)).toEqual({ ok: true, url });
});

test('every preset leads somewhere; only those on this machine go without a key', () => {
  const made = Object.entries(PROVIDERS).map(([name, { format, baseUrl, apiKeyEnv }]) => {
    const place = at(baseUrl, format);
    return [name, place.ok ? new URL(place.url).protocol : place.problem, apiKeyEnv === undefined];
  });
  const local = ['ollama', 'lmstudio', 'vllm', 'llama.cpp'];
  expect(made).toEqual(Object.keys(PROVIDERS).map((name) => [name, local.includes(name) ? 'http:' : 'https:', local.includes(name)]));
});
