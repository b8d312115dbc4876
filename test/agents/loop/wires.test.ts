import { expect, test } from 'vitest';
import { clientOf, cut, serve, sse, status } from '../../model/local-server.ts';
import { loop, tool } from './fixture.ts';

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (value: unknown, finish: string | null = null): string =>
  data({ model: 'm-1', choices: [{ index: 0, delta: value, finish_reason: finish }] });

const ANSWERS = {
  openai: {
    call: [
      delta({ reasoning_content: 'Hm, ' }),
      delta({ reasoning_content: 'so.' }),
      delta({ content: 'Looking. ' }),
      delta({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'echo', arguments: '{"te' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: 'xt":"1"}' } }] }),
      delta({}, 'tool_calls'),
      data({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 3 } }),
      'data: [DONE]\n\n',
    ],
    done: [delta({ content: 'Done.' }), delta({}, 'stop'), 'data: [DONE]\n\n'],
  },
  anthropic: {
    call: [
      data({ type: 'message_start', message: { model: 'm-1', usage: { input_tokens: 10, output_tokens: 1 } } }),
      data({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Looking. ' } }),
      data({ type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 'a', name: 'echo', input: {} } }),
      data({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"text":"1"}' } }),
      data({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 3 } }),
      data({ type: 'message_stop' }),
    ],
    done: [
      data({ type: 'message_start', message: { model: 'm-1', usage: { input_tokens: 10 } } }),
      data({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Done.' } }),
      data({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } }),
      data({ type: 'message_stop' }),
    ],
  },
} as const;

test.each(['openai', 'anthropic'] as const)('%s: over the real client, with a broken stream and a busy server between', async (format) => {
  const { call, done } = ANSWERS[format];
  await using server = await serve(sse(...call), cut(...done.slice(0, 1)), status(529), sse(...done));
  const { client } = clientOf(format, server.url);
  const said: string[] = [];
  let ran = 0;
  const echo = tool('echo', (text) => {
    ran += 1;
    return `echo ${text}`;
  });
  const { conversation } = await loop({ client, tools: [echo], say: (text) => said.push(text), useModel: 'other' });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'Done.' });
  expect([conversation.model, ran, said[0], said.at(-1)]).toEqual(['m-1', 1, 'Looking. ', 'Done.']);
  expect(server.asked.map(({ body }) => body['model'])).toEqual(Array(4).fill('other'));
  expect(server.asked.map(({ body }) => JSON.stringify(body['messages']).includes('echo 1'))).toEqual([false, true, true, true]);
  expect(server.asked.some(({ body }) => JSON.stringify(body).includes('reasoning'))).toBe(false);
});

test('deep thinkers get their reasoning back once they ask for it', async () => {
  const { call, done } = ANSWERS.openai;
  const wanted = status(400, { error: { message: 'The reasoning_content in the thinking mode must be passed back to the API.' } });
  await using server = await serve(sse(...call), wanted, sse(...done));
  const { client } = clientOf('openai', server.url);
  const { conversation } = await loop({ client, tools: [tool('echo', (text) => text)] });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'Done.' });
  const sent = server.asked.map(({ body }) => JSON.stringify(body['messages']).match(/"reasoning_content":"[^"]*"/g));
  expect(sent).toEqual([null, null, ['"reasoning_content":"Hm, so."']]);
});
