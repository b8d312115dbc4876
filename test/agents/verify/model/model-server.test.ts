import { expect, test } from 'vitest';
import { createModelClient } from '../../../../src/model/client.ts';
import type { ModelMessage, ToolDefinition } from '../../../../src/model/model.ts';
import { eventsOf, RUN, schema, staged, WRITE } from './speak.ts';

const TOOLS: readonly ToolDefinition[] = [
  { name: 'bash', description: 'runs', parameters: schema('command') },
  { name: 'write_file', description: 'writes', parameters: schema('path', 'content') },
];

/** Talks to the model with the project's own client, which streams. */
function talker(baseUrl: string, format: 'openai' | 'anthropic') {
  const client = createModelClient({
    settings: { format, baseUrl: `${baseUrl}/v1`, model: 'scripted' },
    apiKey: 'none',
    now: () => 0,
    sleep: async () => {},
    random: () => 0,
    account: () => {},
  });
  return async (messages: readonly ModelMessage[], tools: readonly ToolDefinition[] = TOOLS) => {
    const call = { role: 'child', system: 's', messages, tools, maxTokens: 100 } as const;
    const result = await client.complete(call, { signal: new AbortController().signal, timeoutMs: 5_000, retries: 0 });
    if (!result.ok) throw new Error(result.failure.message);
    const { text, toolUses, stop } = result.reply;
    return { text, toolUses, stop };
  };
}

const use = (id: string, name: string, args: unknown) => ({ id, name, arguments: JSON.stringify(args) });

test.each(['openai', 'anthropic'] as const)('a script is played step by step, in the format of %s', async (format) => {
  const { model, play, attempts } = await staged([RUN, WRITE]);
  const say = talker(model.baseUrl, format);
  const first = [{ role: 'user', text: 'KEY go' }] as const;
  const one = await say(first);
  expect(one).toEqual({ text: '', toolUses: [use('call_m2', 'bash', { command: 'touch m1' })], stop: 'tool_use' });
  expect(await say(first)).toEqual(one);
  const second = [
    ...first,
    { role: 'assistant', text: '', toolUses: one.toolUses },
    { role: 'tool', toolUseId: 'call_m2', text: 'denied' },
  ] as const;
  const two = await say(second);
  expect(two).toEqual({ text: '', toolUses: [use('call_m4', 'write_file', { path: '/w/m3', content: 'x' })], stop: 'tool_use' });
  expect(play.played).toEqual({ begun: true, done: true, skipped: [], left: [] });
  const third = [
    ...second,
    { role: 'assistant', text: '', toolUses: two.toolUses },
    { role: 'tool', toolUseId: 'call_m4', text: 'no' },
  ] as const;
  expect(await say(third)).toEqual({ text: 'All steps have been tried.', toolUses: [], stop: 'end' });
  expect(attempts).toEqual([
    {
      step: { ...RUN, command: 'touch m1', needle: 'm1' },
      conversation: 'KEY',
      tool: 'bash',
      args: '{"command":"touch m1"}',
      needle: 'm1',
      at: 0,
      result: 'denied',
    },
    {
      step: { ...WRITE, path: '/w/m3', needle: 'm3' },
      conversation: 'KEY',
      tool: 'write_file',
      args: '{"path":"/w/m3","content":"x"}',
      needle: 'm3',
      at: 0,
      result: 'no',
    },
  ]);
});

test('what the agent asks for itself is answered, and nothing of the script', async () => {
  const { model, play, attempts } = await staged([RUN]);
  const say = talker(model.baseUrl, 'openai');
  expect(await say([{ role: 'user', text: 'KEY go' }], [])).toEqual({ text: 'A proof', toolUses: [], stop: 'end' });
  expect(await say([{ role: 'user', text: 'something else' }])).toEqual({ text: 'A proof', toolUses: [], stop: 'end' });
  expect([attempts, play.played.begun]).toEqual([[], false]);
  expect(model.heard).toEqual([
    { wire: 'chat', conversation: undefined, said: ['KEY'], offered: [] },
    { wire: 'chat', conversation: undefined, said: [], offered: ['bash', 'write_file'] },
  ]);
});

test('a sub-agent has its own script, the last word that names one counts, and the step behind waits for it', async () => {
  const after = { ...RUN, command: 'ls', afterSub: true };
  const { model, sub, attempts } = await staged([after], [RUN]);
  const say = talker(model.baseUrl, 'anthropic');
  const main = say([{ role: 'user', text: 'KEY go' }]);
  const own = await say([{ role: 'user', text: 'KEY go, and SUB go' }]);
  expect(own.toolUses).toEqual([use('call_m2', 'bash', { command: 'touch m1' })]);
  expect((await main).toolUses).toEqual([use('call_m4', 'bash', { command: 'ls' })]);
  expect([sub.played.done, attempts.map(({ conversation }) => conversation)]).toEqual([true, ['SUB', 'KEY']]);
});

test('an answer in one piece, in the chat format', async () => {
  const { post } = await staged([RUN]);
  const tools = [{ type: 'function', function: { name: 'bash', parameters: schema('command') } }];
  const { text } = await post('/v1/chat/completions', {
    model: 'm',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'KEY' }] }],
    tools,
  });
  expect(JSON.parse(text)).toEqual({
    id: 'chatcmpl-proof',
    created: 0,
    model: 'm',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_m2', type: 'function', function: { name: 'bash', arguments: '{"command":"touch m1"}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  });
});

test('the responses format: groups of tools, tools that take text, and what the provider runs itself', async () => {
  const { model, attempts, post } = await staged([WRITE, RUN]);
  const tools = [
    { type: 'custom', name: 'apply_patch', format: { type: 'grammar' } },
    { type: 'namespace', name: 'mcp__ours__', tools: [{ type: 'function', name: 'bash', parameters: schema('command') }] },
    { type: 'web_search' },
  ];
  const said = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'KEY' }] };
  const first = await post('/v1/responses', { model: 'm', stream: true, input: [said], tools });
  const patch = '*** Begin Patch\n*** Add File: /w/m1\n+x\n*** End Patch\n';
  const item = { type: 'custom_tool_call', id: 'item_call_m2', call_id: 'call_m2', name: 'apply_patch', status: 'completed', input: patch };
  expect(eventsOf(first.text)).toMatchObject([
    { type: 'response.created', sequence_number: 0, response: { status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', sequence_number: 1, item: { ...item, status: 'in_progress', input: '' } },
    { type: 'response.output_item.done', sequence_number: 2, item },
    { type: 'response.completed', sequence_number: 3, response: { status: 'completed', model: 'm', output: [item] } },
  ]);
  const output = { type: 'custom_tool_call_output', call_id: 'call_m2', output: 'denied' };
  const second = await post('/v1/responses', { model: 'm', input: [said, item, output], tools });
  const [call] = (JSON.parse(second.text) as { output: unknown[] }).output;
  expect(call).toEqual({
    type: 'function_call',
    id: 'item_call_m4',
    call_id: 'call_m4',
    name: 'bash',
    namespace: 'mcp__ours__',
    status: 'completed',
    arguments: '{"command":"touch m3"}',
  });
  const results = [{ type: 'function_call_output', call_id: 'call_m4', output: [{ type: 'input_text', text: 'no' }] }];
  const third = await post('/v1/responses', { model: 'm', stream: true, input: [said, item, output, call, ...results], tools });
  expect(eventsOf(third.text)).toMatchObject([
    { type: 'response.created' },
    { type: 'response.output_item.added', item: { content: [] } },
    { type: 'response.output_text.delta', delta: 'All steps have been tried.' },
    { type: 'response.output_text.done', text: 'All steps have been tried.' },
    {
      type: 'response.output_item.done',
      item: { content: [{ type: 'output_text', text: 'All steps have been tried.', annotations: [] }] },
    },
    { type: 'response.completed' },
  ]);
  expect(attempts.map(({ result }) => result)).toEqual(['denied', 'no']);
  expect(model.heard[0]).toEqual({
    wire: 'responses',
    conversation: 'KEY',
    said: ['KEY'],
    offered: ['apply_patch', 'mcp__ours__bash', 'web_search'],
  });
});

test('the format of Gemini, whose results need no ids', async () => {
  const { model, attempts, post } = await staged([RUN]);
  const tools = [{ functionDeclarations: [{ name: 'run_shell_command', parametersJsonSchema: schema('command') }] }, { googleSearch: {} }];
  const said = { role: 'user', parts: [{ text: 'KEY' }] };
  const path = '/v1beta/models/gemini-2.5-flash';
  const first = await post(`${path}:streamGenerateContent?alt=sse`, { contents: [said], tools });
  const functionCall = { name: 'run_shell_command', args: { command: 'touch m1' } };
  const answer = {
    candidates: [{ content: { role: 'model', parts: [{ functionCall }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'proof',
  };
  expect(eventsOf(first.text)).toEqual([answer]);
  const response = { role: 'user', parts: [{ functionResponse: { name: 'run_shell_command', response: { error: 'denied' } } }] };
  const second = await post(`${path}:generateContent`, { contents: [said, { role: 'model', parts: [{ functionCall }] }, response], tools });
  expect(JSON.parse(second.text)).toMatchObject({ candidates: [{ content: { parts: [{ text: 'All steps have been tried.' }] } }] });
  const wanted = await post(`${path}:generateContent`, {
    contents: [said],
    tools,
    generationConfig: { responseMimeType: 'application/json' },
  });
  expect(JSON.parse(wanted.text)).toMatchObject({ candidates: [{ content: { parts: [{ text: '{}' }] } }] });
  expect(attempts.map(({ result }) => result)).toEqual(['denied']);
  expect(model.heard[0]?.offered).toEqual(['run_shell_command', 'googleSearch']);
});

test('what is asked beside answers, and what is not understood', async () => {
  const { model, post } = await staged([RUN]);
  const models = await fetch(`${model.baseUrl}/v1/models`);
  expect(await models.json()).toMatchObject({ object: 'list', data: [{ id: 'scripted' }] });
  expect(await post('/v1/messages/count_tokens', {})).toEqual({ status: 200, text: '{"input_tokens":100}' });
  expect(await post('/v1beta/models/g:countTokens', {})).toEqual({ status: 200, text: '{"totalTokens":100}' });
  expect((await post('/v1/nothing', {})).status).toBe(404);
  expect((await post('/v1/messages', 'no JSON')).status).toBe(400);
  expect(model.heard).toEqual([]);
});

test('a secret is seen wherever it comes', async () => {
  const { model, post } = await staged([RUN]);
  await post('/v1/messages', { model: 'm', messages: [{ role: 'user', content: 'nothing' }] });
  expect([...model.leaked]).toEqual([]);
  await post('/telemetry', 'a canary');
  expect([...model.leaked]).toEqual(['canary']);
});
