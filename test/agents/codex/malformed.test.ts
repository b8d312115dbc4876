import { expect, test } from 'vitest';
import { createFakeCodex, opened } from './fake-codex.ts';

test.each([
  ['no JSON', 'Segmentation fault\n', 'it wrote a line that is no JSON to its standard output'],
  ['half a line of JSON', '{"method":"x"\n', 'it wrote a line that is no JSON to its standard output'],
  ['no object', '[1]\n', 'it wrote a line that is no message of its protocol to its standard output'],
  ['a method that is no name', '{"method":{"a":1}}\n', 'it wrote a line that is no message of its protocol to its standard output'],
  [
    'an id that is no id',
    '{"method":"item/tool/call","id":{}}\n',
    'it wrote a line that is no message of its protocol to its standard output',
  ],
  ['a line that is too long', Buffer.alloc(32 * 1_048_576 + 1, 'x'), 'it wrote a line of more than 32 MiB'],
  [
    'a long line in the end',
    Buffer.concat([Buffer.alloc(32 * 1_048_576 + 1, 'x'), Buffer.from('\n')]),
    'it wrote a line of more than 32 MiB',
  ],
])('a stream that can not be trusted ends the conversation: %s', async (_, bytes, why) => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  const turn = conversation.prompt('go');
  await fake.sent(({ method }) => method === 'turn/start');
  fake.raw(bytes);
  expect(await turn).toEqual({ kind: 'failed', text: '', why });
  expect(await conversation.prompt('again')).toEqual({ kind: 'failed', text: '', why });
});

test('messages that say nothing change nothing', async () => {
  const fake = createFakeCodex();
  const { conversation, events } = await opened(fake);
  const turn = conversation.prompt('go');
  await fake.sent(({ method }) => method === 'turn/start');
  fake.raw(
    '\n  \r\n{}\n{"id":99,"result":{}}\n{"id":"x","error":{"message":1}}\n{"method":"constructor"}\n{"method":"__proto__","params":1}\n',
  );
  for (const method of [
    'item/started',
    'item/completed',
    'item/agentMessage/delta',
    'thread/tokenUsage/updated',
    'turn/completed',
    'serverRequest/resolved',
    'item/fileChange/patchUpdated',
    'model/rerouted',
  ]) {
    fake.say({ method });
    fake.say({ method, params: null });
    fake.say({ method, params: [] });
    fake.say({ method, params: { item: 1, threadId: 2, turn: 'x', requestId: {}, itemId: 3, tokenUsage: { total: { inputTokens: -1 } } } });
  }
  fake.raw(Buffer.from([0x7b, 0x22, 0x6d, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]));
  fake.endOfTurn();
  expect(await turn).toEqual({ kind: 'done', text: '' });
  expect(events).toEqual([]);
});

test('a message in pieces, and several in one', async () => {
  const fake = createFakeCodex();
  const { conversation, events } = await opened(fake);
  const turn = conversation.prompt('go');
  await fake.sent(({ method }) => method === 'turn/start');
  const delta = (text: string) =>
    JSON.stringify({ method: 'item/agentMessage/delta', params: { threadId: 'thread-1', itemId: 'm', delta: text } });
  const bytes = Buffer.from(`${delta('a\u2028ü')}\n${delta('b')}\n`);
  for (const byte of bytes) fake.raw(Buffer.from([byte]));
  fake.endOfTurn();
  await turn;
  expect(events).toEqual([
    ['text', 'a\u2028ü'],
    ['text', 'b'],
  ]);
});

test('an agent that does not read', async () => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  const turn = conversation.prompt('go');
  fake.wire.stdin.destroy(new Error('EPIPE'));
  expect(await turn).toEqual({ kind: 'failed', text: '', why: 'it does not read what it is told: EPIPE' });
});
