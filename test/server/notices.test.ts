import { expect, test } from 'vitest';
import { startInProcess } from '../harness.ts';
import { envelope, initialize, initialized, rawClient, toolCall } from './raw-client.ts';
import { createToy } from './toy-app.ts';

const TEXT = 'engine rules: too many denials of the classifier';
const notice = (data: string) => ({
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { level: 'warning', logger: 'bailiwick', data },
});

function start() {
  const toy = createToy();
  return { toy, raw: rawClient(startInProcess(toy.app)) };
}

test('a client of 2025 is told at once', async () => {
  const { toy, raw } = start();
  raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }));
  await raw.answer(1);
  toy.engineChanged(TEXT);
  expect(await raw.next(({ method }) => method === 'notifications/message')).toEqual(notice(TEXT));
});

test('one of 2026 within its next call, when it asked for such messages', async () => {
  const { toy, raw } = start();
  const _meta = { ...envelope(), 'io.modelcontextprotocol/logLevel': 'info' };
  raw.send(toolCall(1, 'echo', { text: 'hi' }, { _meta }));
  await raw.answer(1);
  toy.engineChanged(TEXT);
  raw.send(toolCall(2, 'echo', { text: 'ho' }, { _meta }));
  expect(await raw.next(({ method }) => method === 'notifications/message')).toEqual(notice(TEXT));
  await raw.answer(2);
});

test('one of 2026 that did not ask hears nothing, and the call is answered', async () => {
  const { toy, raw } = start();
  const _meta = envelope();
  raw.send(toolCall(1, 'echo', { text: 'hi' }, { _meta }));
  await raw.answer(1);
  toy.engineChanged(TEXT);
  raw.send(toolCall(2, 'echo', { text: 'ho' }, { _meta }));
  await raw.answer(2);
  expect(raw.left).toEqual([]);
});
