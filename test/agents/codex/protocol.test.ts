import { expect, test } from 'vitest';
import { VERSION } from '../../../src/version.ts';
import { CAGE, createFakeCodex, OPENED, opened, THREAD, TURN } from './fake-codex.ts';

const SESSION = { approvalPolicy: 'untrusted', approvalsReviewer: 'user', sandbox: 'read-only', cwd: '/w' };
const input = (text: string) => [{ type: 'text', text, text_elements: [] }];

test('it opens a conversation that asks', async () => {
  const fake = createFakeCodex();
  const { conversation, events } = await opened(fake, { model: 'gpt-test' });
  expect(fake.heard).toEqual([
    {
      id: 1,
      method: 'initialize',
      params: {
        clientInfo: { name: 'bailiwick', title: 'Bailiwick', version: VERSION },
        capabilities: { experimentalApi: true, requestAttestation: false },
      },
    },
    { method: 'initialized' },
    { id: 2, method: 'thread/start', params: { ...SESSION, model: 'gpt-test' } },
  ]);
  expect([conversation.id, conversation.model, events]).toEqual([THREAD, 'gpt-test', []]);
});

test('it goes on with a conversation, under the same conditions', async () => {
  const fake = createFakeCodex();
  await opened(fake, { resume: THREAD });
  expect(fake.heard[2]).toEqual({ id: 2, method: 'thread/resume', params: { ...SESSION, threadId: THREAD, excludeTurns: true } });
  await expect(opened(createFakeCodex(), { resume: 'thread-2' })).rejects.toThrow('it went on with another conversation');
});

test('a caged conversation has no environment, in no turn, also when it is gone on with', async () => {
  const fresh = createFakeCodex();
  const { conversation } = await opened(fresh, { cage: CAGE });
  expect(fresh.heard[2]?.['params']).toEqual({ ...SESSION, environments: [] });
  const again = createFakeCodex();
  const resumed = await opened(again, { cage: CAGE, resume: THREAD });
  for (const [fake, talk] of [[fresh, conversation] as const, [again, resumed.conversation] as const]) {
    const turn = talk.prompt('go');
    const { params } = await fake.sent(({ method }) => method === 'turn/start');
    expect(params).toEqual({ threadId: THREAD, input: input('go'), environments: [] });
    fake.endOfTurn();
    await turn;
  }
});

test.each([
  [{ approvalPolicy: 'never' }, 'it does not ask as it was told to: its approval policy is "never"'],
  [{ approvalPolicy: { granular: {} } }, 'it does not ask as it was told to: its approval policy is {"granular":{}}'],
  [{ approvalsReviewer: 'auto_review' }, 'it does not ask as it was told to: its calls are approved by "auto_review"'],
  [{ sandbox: { type: 'dangerFullAccess' } }, 'it does not ask as it was told to: its sandbox is "dangerFullAccess"'],
  [{ thread: {} }, 'it opened a conversation in words that are not understood'],
])('one that is held otherwise is not opened: %j', async (other, why) => {
  await expect(opened(createFakeCodex({ 'thread/start': { ...OPENED, ...other } }))).rejects.toThrow(why);
});

test.each([
  [{ approvalPolicy: 'on-request', approvalsReviewer: 'user', sandbox: 'read-only' }],
  [{ approvalPolicy: 'untrusted', approvalsReviewer: 'user', sandbox: 'read-only', environments: [{ environmentId: 'local' }] }],
  [undefined],
])('a profile that does not make it ask is not used: %j', async (session) => {
  const opening = opened(createFakeCodex(), { profile: { args: [], env: {}, files: {}, session } });
  await expect(opening).rejects.toThrow('the profile of codex does not say that it asks before each call');
});

test('an agent that refuses, or ends, comes to no conversation', async () => {
  await expect(opened(createFakeCodex({ 'thread/start': new Error('no \u001b[31mlogin') }))).rejects.toThrow('no \u241b[31mlogin');
  const fake = createFakeCodex({ initialize: undefined });
  const opening = opened(fake);
  await fake.sent(({ method }) => method === 'initialize');
  fake.end();
  await expect(opening).rejects.toThrow('it ended');
});

test('one turn: its words, its last message, what it has cost', async () => {
  const fake = createFakeCodex();
  const { conversation, events } = await opened(fake);
  const turn = conversation.prompt('hello');
  await fake.sent(({ method }) => method === 'turn/start');
  fake.tell('turn/started', { turn: { id: TURN } });
  fake.tell('item/started', { item: { type: 'agentMessage', id: 'm1', text: '' } });
  fake.tell('item/agentMessage/delta', { itemId: 'm1', delta: 'fir' });
  fake.tell('item/agentMessage/delta', { itemId: 'm1', delta: 'st' });
  fake.tell('item/completed', { item: { type: 'agentMessage', id: 'm1', text: 'first' } });
  fake.tell('item/completed', { item: { type: 'agentMessage', id: 'm2', text: 'last' } });
  fake.tell('item/agentMessage/delta', { threadId: 'another', itemId: 'm3', delta: 'not its own' });
  fake.tell('thread/tokenUsage/updated', { tokenUsage: { total: { inputTokens: 7, outputTokens: 3 }, last: {} } });
  fake.tell('thread/tokenUsage/updated', { threadId: 'another', tokenUsage: { total: { inputTokens: 9, outputTokens: 9 } } });
  fake.tell('model/rerouted', { fromModel: 'gpt-test', toModel: 'gpt-other' });
  fake.say({ method: 'turn/completed', params: { threadId: 'another', turn: { id: TURN, status: 'completed' } } });
  fake.say({ method: 'turn/completed', params: { threadId: THREAD, turn: { id: 'turn-0', status: 'completed' } } });
  fake.endOfTurn();
  expect(await turn).toEqual({ kind: 'done', text: 'last' });
  expect(events).toEqual([
    ['text', 'fir'],
    ['text', 'st'],
    ['text', '\n'],
    ['text', 'last'],
    ['text', '\n'],
    ['used', { inputTokens: 7, outputTokens: 3, usd: null }],
  ]);
  expect(conversation.model).toBe('gpt-other');
});

test('a turn that is over before its beginning is answered', async () => {
  const fake = createFakeCodex({ 'turn/start': undefined });
  const { conversation } = await opened(fake);
  const turn = conversation.prompt('hello');
  const { id } = await fake.sent(({ method }) => method === 'turn/start');
  fake.endOfTurn({ status: 'interrupted' });
  fake.say({ id, result: { turn: { id: TURN } } });
  expect(await turn).toEqual({ kind: 'cancelled', text: '' });
});

test.each([
  [{ status: 'completed' }, { kind: 'done', text: '' }],
  [{ status: 'interrupted' }, { kind: 'cancelled', text: '' }],
  [{ status: 'failed' }, { kind: 'failed', text: '', why: 'it does not say why' }],
  [
    { status: 'failed', error: { message: 'a\u001bb', codexErrorInfo: 'other' } },
    { kind: 'failed', text: '', why: 'a\u241bb' },
  ],
  [
    { status: 'failed', error: { message: 'm', codexErrorInfo: { httpConnectionFailed: {} } } },
    { kind: 'failed', text: '', why: 'm' },
  ],
  [
    { status: 'failed', error: { message: 'm', codexErrorInfo: 'usageLimitExceeded' } },
    { kind: 'limit', text: '', why: 'm' },
  ],
  [
    { status: 'failed', error: { message: 'm', codexErrorInfo: 'contextWindowExceeded' } },
    { kind: 'limit', text: '', why: 'm' },
  ],
  [
    { status: 'failed', error: { message: 'm', codexErrorInfo: 'cyberPolicy' } },
    { kind: 'refused', text: '', why: 'm' },
  ],
  [
    { status: 'failed', error: { message: 'm', codexErrorInfo: 'unauthorized' } },
    { kind: 'failed', text: '', why: 'm (run `codex login`)' },
  ],
])('how a turn ends: %j', async (ended, end) => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  const turn = conversation.prompt('hello');
  await fake.sent(({ method }) => method === 'turn/start');
  fake.endOfTurn({ error: null, ...ended });
  expect(await turn).toEqual(end);
});

test('a turn that is not begun has failed, and so has the next one when the agent is gone', async () => {
  const fake = createFakeCodex({ 'turn/start': new Error('busy') });
  const { conversation } = await opened(fake);
  expect(await conversation.prompt('hello')).toEqual({ kind: 'failed', text: '', why: 'busy' });
  fake.end();
  await fake.wire.ended;
  expect((await conversation.prompt('hello')).kind).toBe('failed');
  expect(await conversation.steer('x')).toBe(false);
});

test('a turn that begins in other words has failed', async () => {
  const { conversation } = await opened(createFakeCodex({ 'turn/start': { turn: 1 } }));
  expect(await conversation.prompt('hello')).toEqual({ kind: 'failed', text: '', why: 'it began a turn in words that are not understood' });
});

test('the agent ends in the middle of a turn', async () => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  const turn = conversation.prompt('hello');
  await fake.sent(({ method }) => method === 'turn/start');
  fake.tell('item/agentMessage/delta', { itemId: 'm1', delta: 'half a mess' });
  fake.end();
  expect(await turn).toEqual({
    kind: 'failed',
    text: 'half a mess',
    why: 'it ended',
  });
});

test('words are put into the running turn, and only there', async () => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  expect(await conversation.steer('nobody')).toBe(false);
  const turn = conversation.prompt('hello');
  expect(await conversation.steer('more')).toBe(true);
  fake.endOfTurn();
  await turn;
  expect(await conversation.steer('too late')).toBe(false);
  expect(fake.heard.filter(({ method }) => method === 'turn/steer')).toEqual([
    { id: 4, method: 'turn/steer', params: { threadId: THREAD, expectedTurnId: TURN, input: input('more') } },
  ]);
});

test('a turn that takes no words', async () => {
  const fake = createFakeCodex({ 'turn/steer': new Error('not steerable') });
  const { conversation } = await opened(fake);
  void conversation.prompt('hello');
  expect(await conversation.steer('more')).toBe(false);
});

test('cancelling ends the turn; without one it does nothing', async () => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake);
  await conversation.cancel();
  const turn = conversation.prompt('hello');
  await conversation.cancel();
  fake.endOfTurn({ status: 'interrupted' });
  expect(await turn).toEqual({ kind: 'cancelled', text: '' });
  expect(fake.heard.slice(4)).toEqual([{ id: 4, method: 'turn/interrupt', params: { threadId: THREAD, turnId: TURN } }]);
});

test.each([
  ['gpt-x:high', { model: 'gpt-x' }, { effort: 'high' }],
  [':low', {}, { effort: 'low' }],
  ['gpt-oss:20b', { model: 'gpt-oss:20b' }, {}],
  ['gpt-x:ultra', { model: 'gpt-x:ultra' }, {}],
])('a model and how hard it thinks: %s', async (model, thread, eachTurn) => {
  const fake = createFakeCodex();
  const { conversation } = await opened(fake, { model });
  void conversation.prompt('go');
  await fake.sent(({ method }) => method === 'turn/start');
  expect(fake.heard[2]?.['params']).toEqual({ ...SESSION, ...thread });
  expect(fake.heard[3]?.['params']).toEqual({ threadId: THREAD, input: input('go'), ...eachTurn });
});
