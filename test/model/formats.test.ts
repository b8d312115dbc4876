import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anthropic } from '../../src/model/anthropic.ts';
import type { ModelCall, ModelReply } from '../../src/model/model.ts';
import { openai } from '../../src/model/openai.ts';
import type { WireName } from '../../src/model/providers.ts';
import { createSseParser } from '../../src/model/sse.ts';
import { CALL, HELLO, HELLO_REPLY } from './local-server.ts';

const WIRES = { openai, anthropic };
const PARAMETERS = { type: 'object', properties: { command: { type: 'string' } } };

const TALK: ModelCall = {
  role: 'child',
  system: 'You work.',
  messages: [
    { role: 'user', text: 'Do it' },
    {
      role: 'assistant',
      text: '',
      toolUses: [
        { id: 'a', name: 'bash', arguments: '{"command":"ls"}' },
        { id: 'b', name: 'bash', arguments: '{"comm' },
      ],
    },
    { role: 'tool', toolUseId: 'a', text: 'x' },
    { role: 'tool', toolUseId: 'b', text: 'no JSON' },
    { role: 'user', text: 'Go on' },
    { role: 'assistant', text: 'Done' },
  ],
  tools: [{ name: 'bash', description: 'Runs', parameters: PARAMETERS }],
  maxTokens: 100,
  temperature: 0,
};

describe('a call on the wire', () => {
  const request = { model: 'm', stream: true, without: new Set<string>() };

  test('openai', () => {
    expect(openai.body(TALK, request)).toEqual({
      model: 'm',
      max_tokens: 100,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
      tools: [{ type: 'function', function: { name: 'bash', description: 'Runs', parameters: PARAMETERS } }],
      messages: [
        { role: 'system', content: 'You work.' },
        { role: 'user', content: 'Do it' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } },
            { id: 'b', type: 'function', function: { name: 'bash', arguments: '{"comm' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
        { role: 'tool', tool_call_id: 'b', content: 'no JSON' },
        { role: 'user', content: 'Go on' },
        { role: 'assistant', content: 'Done' },
      ],
    });
  });

  test('anthropic', () => {
    expect(anthropic.body(TALK, request)).toEqual({
      model: 'm',
      max_tokens: 100,
      temperature: 0,
      stream: true,
      system: 'You work.',
      tools: [{ name: 'bash', description: 'Runs', input_schema: PARAMETERS }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Do it' }] },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'a', name: 'bash', input: { command: 'ls' } },
            { type: 'tool_use', id: 'b', name: 'bash', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: 'x' },
            { type: 'tool_result', tool_use_id: 'b', content: 'no JSON' },
            { type: 'text', text: 'Go on' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'Done' }] },
      ],
    });
  });

  test('reasoning goes back only where it was asked for, and then with every message of the model', () => {
    const messages: ModelCall['messages'] = [
      { role: 'user', text: 'Do it' },
      { role: 'assistant', text: '', toolUses: [{ id: 'a', name: 'bash', arguments: '{}' }], reasoning: 'Hm' },
      { role: 'tool', toolUseId: 'a', text: 'x' },
      { role: 'assistant', text: 'Done' },
    ];
    const sent = (withReasoning: boolean) => {
      const call = { ...TALK, messages, ...(withReasoning ? { withReasoning } : {}) };
      return [openai.body(call, request)['messages'], anthropic.body(call, request)['messages']];
    };
    const [plain, without] = sent(false);
    const [given, other] = sent(true);
    const system = { role: 'system', content: 'You work.' };
    const calls = [{ id: 'a', type: 'function', function: { name: 'bash', arguments: '{}' } }];
    const told = { role: 'user', content: 'Do it' };
    const result = { role: 'tool', tool_call_id: 'a', content: 'x' };
    expect(plain).toEqual([
      system,
      told,
      { role: 'assistant', content: null, tool_calls: calls },
      result,
      { role: 'assistant', content: 'Done' },
    ]);
    expect(given).toEqual([
      system,
      told,
      { role: 'assistant', content: null, reasoning_content: 'Hm', tool_calls: calls },
      result,
      { role: 'assistant', content: 'Done', reasoning_content: '' },
    ]);
    expect(other).toEqual(without);
  });

  test('nothing is sent that was not given, nor what the model refuses', () => {
    const messages = [{ role: 'user', text: 'Hi' }] as const;
    const bare: ModelCall = { role: 'summary', system: '', messages, tools: [], maxTokens: 5, temperature: 1 };
    const less = { model: 'm', stream: false, without: new Set(['temperature', 'max_tokens', 'stream_options']) };
    expect(openai.body(bare, less)).toEqual({ model: 'm', max_completion_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] });
    expect(openai.body(bare, { ...less, stream: true })).toEqual({ ...openai.body(bare, less), stream: true });
    expect(anthropic.body(bare, less)).toEqual({
      model: 'm',
      max_tokens: 5,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    expect([openai.headers(undefined), anthropic.headers(undefined)]).toEqual([{}, { 'anthropic-version': '2023-06-01' }]);
  });
});

const stream = (...chunks: readonly unknown[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const delta = (value: unknown, finish: string | null = null) => ({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
const piece = (args: string, more = {}) => delta({ tool_calls: [{ ...more, function: { arguments: args } }] });
const begin = (id: string, more = {}, args = '') =>
  delta({ tool_calls: [{ id, type: 'function', ...more, function: { name: 'bash', arguments: args } }] });
const use = (id: string, args: string) => ({ id, name: 'bash', arguments: args });

function read(format: WireName, pieces: readonly Uint8Array[]): ModelReply {
  const parser = createSseParser(100_000);
  const builder = WIRES[format].builder({ model: 'asked', onText: undefined });
  for (const piece of pieces) {
    const events = parser.push(piece);
    expect(events).not.toBe('too_long');
    if (events !== 'too_long') for (const { data } of events) builder.take(data);
  }
  return builder.reply();
}

const bytes = (text: string) => new TextEncoder().encode(text);
const NONE = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };
const reply = (more: Partial<ModelReply>): ModelReply => ({
  text: '',
  toolUses: [],
  stop: 'tool_use',
  usage: NONE,
  model: 'asked',
  ...more,
});

const OPENAI_TOOLS = stream(
  delta({ role: 'assistant', content: 'Lööking 😀' }),
  begin('a', { index: 0 }),
  piece('{"comma', { index: 0 }),
  begin('b', { index: 1 }, '{}'),
  piece('nd":"ls"}', { index: 0 }),
  delta({}, 'tool_calls'),
);
const OPENAI_REPLY = reply({ text: 'Lööking 😀', toolUses: [use('a', '{"command":"ls"}'), use('b', '{}')] });

const block = (index: number, content_block: unknown) => ({ type: 'content_block_start', index, content_block });
const input = (index: number, partial_json: string) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'input_json_delta', partial_json },
});
const ended = (stop_reason: string) => ({ type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 9 } });
const ANTHROPIC_TOOLS = stream(
  { type: 'message_start', message: { model: 'c-1', usage: { input_tokens: 5, cache_creation_input_tokens: 2, output_tokens: 1 } } },
  block(0, { type: 'thinking', thinking: '' }),
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
  block(1, { type: 'text', text: 'Lö' }),
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'öking 😀' } },
  block(2, { type: 'tool_use', id: 'a', name: 'bash', input: {} }),
  input(2, '{"comma'),
  input(2, 'nd":"ls"}'),
  block(3, { type: 'tool_use', id: 'b', name: 'bash', input: { whole: 1 } }),
  block(4, { type: 'tool_use', id: 'c', name: 'bash', input: {} }),
  input(4, ''),
  ended('tool_use'),
  { type: 'message_stop' },
);
const ANTHROPIC_REPLY = reply({
  text: 'Lööking 😀',
  toolUses: [use('a', '{"command":"ls"}'), use('b', '{"whole":1}'), use('c', '{}')],
  usage: { inputTokens: 7, outputTokens: 9, cachedInputTokens: undefined },
  model: 'c-1',
});

describe('an answer from the wire', () => {
  test.each<readonly [string, WireName, string, ModelReply]>([
    ['text, openai', 'openai', HELLO.openai.join(''), HELLO_REPLY],
    ['text, anthropic', 'anthropic', HELLO.anthropic.join(''), HELLO_REPLY],
    ['calls in pieces, openai', 'openai', OPENAI_TOOLS, OPENAI_REPLY],
    ['calls in pieces, anthropic', 'anthropic', ANTHROPIC_TOOLS, ANTHROPIC_REPLY],
  ])('%s, however its bytes are cut', (_, format, text, expected) => {
    const whole = bytes(text);
    expect(read(format, [whole])).toEqual(expected);
    expect(
      read(
        format,
        Array.from(whole, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 30 }), fc.boolean(), (cuts, crlf) => {
        const sent = crlf ? bytes(text.replaceAll('\n', '\r\n')) : whole;
        const points = [0, ...cuts.sort((a, b) => a - b), sent.length];
        expect(
          read(
            format,
            points.slice(1).map((end, index) => sent.subarray(points[index], end)),
          ),
        ).toEqual(expected);
      }),
    );
  });

  test.each<readonly [string, readonly unknown[], readonly unknown[]]>([
    ['indexes that begin at 1', [begin('a', { index: 1 }), piece('{"x"', { index: 1 }), piece(':1}', { index: 1 })], [use('a', '{"x":1}')]],
    ['the id in each piece', [begin('a', { index: 0 }), piece('{}', { index: 0, id: 'a' })], [use('a', '{}')]],
    ['the id after the name', [begin('', { index: 0 }, '{'), piece('}', { index: 0, id: 'a' })], [use('a', '{}')]],
    [
      'whole calls, all with index 0',
      [begin('a', { index: 0 }, '{}'), begin('b', { index: 0 }, '{"y":1}')],
      [use('a', '{}'), use('b', '{"y":1}')],
    ],
    ['whole calls without an index', [begin('a', {}, '{}'), begin('b', {}, '[1]')], [use('a', '{}'), use('b', '[1]')]],
    ['pieces without an index', [begin('a', {}, '{"x"'), piece(':1}')], [use('a', '{"x":1}')]],
    [
      'neither index nor id',
      [begin('', {}, '{}'), begin('', {}, '{"y":1}')],
      [use(expect.any(String), '{}'), use(expect.any(String), '{"y":1}')],
    ],
    [
      'arguments as an object',
      [delta({ tool_calls: [{ id: 'a', function: { name: 'bash', arguments: { x: 1 } } }] })],
      [use('a', '{"x":1}')],
    ],
    ['no arguments', [begin('a', { index: 0 })], [use('a', '{}')]],
  ])('calls of other servers: %s', (_, chunks, toolUses) => {
    const text = stream(...chunks, delta({}, 'stop'));
    expect(read('openai', [bytes(text)])).toEqual({ ...reply({}), toolUses });
  });

  test('calls without an id get one each', () => {
    const { toolUses } = read('openai', [bytes(stream(begin('', {}, '{}'), begin('', {}, '{}')))]);
    expect(toolUses.map(({ id }) => /^call_[0-9a-f-]{36}$/.test(id))).toEqual([true, true]);
    expect(new Set(toolUses.map(({ id }) => id)).size).toBe(2);
  });

  test('a call that the limit of tokens cut is no call', () => {
    const cut = stream(begin('a', { index: 0 }, '{}'), begin('b', { index: 1 }, '{"command":"rm -r'), delta({}, 'length'));
    expect(read('openai', [bytes(cut)])).toEqual(reply({ stop: 'length', toolUses: [use('a', '{}')] }));
    const half = stream(
      block(0, { type: 'tool_use', id: 'b', name: 'bash', input: {} }),
      input(0, '{"command":"rm -r'),
      ended('max_tokens'),
    );
    expect(read('anthropic', [bytes(half)])).toEqual(reply({ stop: 'length', usage: { ...NONE, outputTokens: 9 } }));
  });

  test.each<readonly [WireName, string, ModelReply['stop']]>([
    ['openai', 'stop', 'end'],
    ['openai', 'function_call', 'tool_use'],
    ['openai', 'content_filter', 'refusal'],
    ['openai', 'toString', 'other'],
    ['anthropic', 'stop_sequence', 'end'],
    ['anthropic', 'refusal', 'refusal'],
    ['anthropic', 'pause_turn', 'other'],
    ['anthropic', 'constructor', 'other'],
  ])('%s: %s is %s', (format, reason, stop) => {
    const text = format === 'openai' ? stream(delta({}, reason)) : stream({ type: 'message_delta', delta: { stop_reason: reason } });
    expect(read(format, [bytes(text)])).toEqual(reply({ stop }));
  });

  test('in one piece, with calls, refusals and text in parts', () => {
    const message = (value: unknown, finish = 'stop') => openai.whole({ choices: [{ message: value, finish_reason: finish }] }, 'asked');
    const call = { id: 'a', type: 'function', function: { name: 'bash', arguments: '{"x":1}' } };
    expect(message({ content: null, tool_calls: [call, { ...call, id: 'b' }] }, 'tool_calls')).toEqual(
      reply({ toolUses: [use('a', '{"x":1}'), use('b', '{"x":1}')] }),
    );
    expect(message({ content: null, refusal: 'No.' })).toEqual(reply({ text: 'No.', stop: 'refusal' }));
    expect(
      message({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
    ).toEqual(reply({ text: 'ab', stop: 'end' }));
    expect(read('openai', [bytes(stream(delta({ refusal: 'No.' }), delta({}, 'stop')))])).toEqual(reply({ text: 'No.', stop: 'refusal' }));
    const content = [{ type: 'thinking' }, { type: 'text', text: 'a' }, { type: 'tool_use', id: 'a', name: 'bash', input: { x: 1 } }];
    expect(anthropic.whole({ content, stop_reason: 'tool_use' }, 'asked')).toEqual(reply({ text: 'a', toolUses: [use('a', '{"x":1}')] }));
  });

  test('what the model thought is kept apart from what it says', () => {
    const thought = stream(delta({ reasoning_content: 'Hm, ' }), delta({ reasoning: 'so.' }), delta({ content: 'Yes' }), delta({}, 'stop'));
    expect(read('openai', [bytes(thought)])).toEqual(reply({ text: 'Yes', reasoning: 'Hm, so.', stop: 'end' }));
    const message = { content: 'Yes', reasoning_content: 'Hm' };
    expect(openai.whole({ choices: [{ message, finish_reason: 'stop' }] }, 'asked')).toEqual(
      reply({ text: 'Yes', reasoning: 'Hm', stop: 'end' }),
    );
    expect(read('openai', [bytes(stream(delta({ content: 'Yes', reasoning_content: null }), delta({}, 'stop')))])).toEqual(
      reply({ text: 'Yes', stop: 'end' }),
    );
  });

  test('thinking that only the total counts is output too', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 40, prompt_cache_hit_tokens: 2 };
    const expected = { inputTokens: 10, outputTokens: 30, cachedInputTokens: 2 };
    expect(read('openai', [bytes(stream(delta({}, 'stop'), { choices: [], usage }))])).toEqual(reply({ stop: 'end', usage: expected }));
  });

  test('any JSON is taken without a throw', () => {
    fc.assert(
      fc.property(fc.constantFrom<WireName>('openai', 'anthropic'), fc.array(fc.jsonValue(), { maxLength: 5 }), (format, chunks) => {
        const builder = WIRES[format].builder({ model: 'asked', onText: undefined });
        const took = chunks.map((chunk) => builder.take(JSON.stringify(chunk)));
        expect(took.every((state) => ['more', 'done', 'garbage', 'error'].includes(state))).toBe(true);
        expect(typeof builder.reply().text).toBe('string');
        for (const chunk of chunks) WIRES[format].whole({ choices: chunk, content: chunk, usage: chunk }, CALL.role);
      }),
    );
  });
});
