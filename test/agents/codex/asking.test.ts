import { expect, test } from 'vitest';
import type { CallAnswer } from '../../../src/agents/protocol.ts';
import { CAGE, commandCall, commandItem, createFakeCodex, type FakeCodex, opened, THREAD, TURN, unknownCall } from './fake-codex.ts';

const LS = "/bin/bash -c 'ls -a'";
const NO: CallAnswer = { allowed: false, reason: 'not here' };
const command = (id: string, more: object = {}) => ({
  kind: 'command',
  itemId: id,
  command: LS,
  cwd: '/w',
  environmentId: 'local',
  ...more,
});
const answerTo = (fake: FakeCodex, id: number | string) => fake.sent((message) => message['id'] === id && !('method' in message));

async function inTurn(fake: FakeCodex, answer?: (signal: AbortSignal) => CallAnswer | Promise<CallAnswer>, cage?: typeof CAGE) {
  const child = await opened(fake, { cage }, answer);
  const turn = child.conversation.prompt('go');
  await fake.sent(({ method }) => method === 'turn/start');
  return { ...child, turn };
}

test('a command that is allowed', async () => {
  const fake = createFakeCodex();
  const { events, turn } = await inTurn(fake);
  fake.tell('item/started', { item: commandItem('c1', LS) });
  fake.ask(
    0,
    'item/commandExecution/requestApproval',
    command('c1', { proposedExecpolicyAmendment: ['ls'], availableDecisions: ['accept', 'cancel'] }),
  );
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'accept' } });
  fake.tell('item/completed', { item: commandItem('c1', LS, { status: 'completed', exitCode: 0 }) });
  fake.endOfTurn();
  await turn;
  expect(events).toEqual([
    ['began', commandCall('c1', LS)],
    ['ask', commandCall('c1', LS)],
    ['finished', commandCall('c1', LS), true],
  ]);
});

test('one that is denied: the turn goes on, and hears why, each reason once a turn', async () => {
  const fake = createFakeCodex();
  const { events, conversation, turn } = await inTurn(fake, () => NO);
  for (const id of [0, 1]) {
    fake.tell('item/started', { item: commandItem(`c${id}`, LS) });
    fake.ask(id, 'item/commandExecution/requestApproval', command(`c${id}`));
    expect(await answerTo(fake, id)).toEqual({ id, result: { decision: 'decline' } });
    fake.tell('item/completed', { item: commandItem(`c${id}`, LS, { status: 'declined' }) });
  }
  fake.endOfTurn();
  await turn;
  const text = 'That was denied: not here. Choose another way, or say what you could not do.';
  expect(fake.heard.filter(({ method }) => method === 'turn/steer').map(({ params }) => params)).toEqual([
    { threadId: THREAD, expectedTurnId: TURN, input: [{ type: 'text', text, text_elements: [] }] },
  ]);
  expect(events.filter(([kind]) => kind === 'finished')).toEqual([0, 1].map((id) => ['finished', commandCall(`c${id}`, LS), false]));
  void conversation.prompt('again');
  fake.ask(2, 'item/commandExecution/requestApproval', command('c2'));
  await answerTo(fake, 2);
  await fake.sent((message) => message['method'] === 'turn/steer' && message !== fake.heard.find(({ method }) => method === 'turn/steer'));
});

test.each([
  ['another command than the item said', { command: "/bin/bash -c 'rm -rf x'" }],
  ['another directory', { cwd: '/' }],
  ['no command', { command: null }],
])('a request that does not fit its item is not understood: %s', async (_, more) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake, () => NO);
  fake.tell('item/started', { item: commandItem('c1', LS) });
  fake.ask(0, 'item/commandExecution/requestApproval', command('c1', more));
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'decline' } });
  expect(events.at(-1)).toEqual(['ask', { ...commandCall('c1', LS), title: expect.any(String), input: undefined }]);
});

test.each([
  { kind: 'writeStdin' },
  { kind: 'humanCommand' },
  { networkApprovalContext: { host: 'example.com', protocol: 'https' } },
  { additionalPermissions: { network: { enabled: true }, fileSystem: null } },
])('a request for more than a command is not understood: %j', async (more) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake);
  fake.tell('item/started', { item: commandItem('c1', LS) });
  fake.ask(0, 'item/commandExecution/requestApproval', command('c1', more));
  await answerTo(fake, 0);
  const call = unknownCall('request:c1:0', 'item/commandExecution/requestApproval');
  expect(events.slice(1)).toEqual([
    ['ask', call],
    ['finished', call, false],
  ]);
});

test('a command without an item that was told before', async () => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake);
  fake.ask('x', 'item/commandExecution/requestApproval', command('c1'));
  expect(await answerTo(fake, 'x')).toEqual({ id: 'x', result: { decision: 'accept' } });
  expect(events).toEqual([
    ['began', commandCall('c1', LS)],
    ['ask', commandCall('c1', LS)],
  ]);
});

const CHANGES = [
  { path: '/w/new.txt', kind: { type: 'add' }, diff: 'text\n' },
  { path: '/w/old.txt', kind: { type: 'update', move_path: '/w/moved.txt' }, diff: '@@ -1 +1 @@\n-a\n+b\n' },
  { path: '/w/gone.txt', kind: { type: 'delete' }, diff: 'was\n' },
];
const patchCall = (changes: readonly (typeof CHANGES)[number][]) => ({
  id: 'p1',
  tool: 'apply_patch',
  title: changes.flatMap(({ path, kind }) => [path, ...('move_path' in kind ? [kind.move_path] : [])]).join(', '),
  kind: 'edit',
  input: { changes },
  locations: changes.flatMap(({ path, kind }) => [path, ...('move_path' in kind ? [kind.move_path] : [])]),
  diffs: changes.map(({ path, diff }) => ({ path, text: diff })),
});
const patchItem = (changes: unknown, more: object = {}) => ({ type: 'fileChange', id: 'p1', changes, status: 'inProgress', ...more });

test('a patch: the request names only its item', async () => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake);
  fake.tell('item/started', { item: patchItem(CHANGES) });
  fake.ask(0, 'item/fileChange/requestApproval', { itemId: 'p1', reason: null, grantRoot: null });
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'accept' } });
  expect(events).toEqual([
    ['began', patchCall(CHANGES)],
    ['ask', patchCall(CHANGES)],
  ]);
});

test.each([
  ['a root for the rest of the conversation', CHANGES, { grantRoot: '/w' }],
  ['changes that are not understood', [{ path: '/w/x', kind: { type: 'exchange' }, diff: '' }], {}],
  ['no changes', [], {}],
])('a patch that is not understood: %s', async (_, changes, more) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake, () => NO);
  fake.tell('item/started', { item: patchItem(changes) });
  fake.ask(0, 'item/fileChange/requestApproval', { itemId: 'p1', ...more });
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'decline' } });
  expect(events.at(-1)).toEqual(['ask', expect.objectContaining({ id: 'p1', tool: 'apply_patch', input: undefined })]);
});

test('a patch of which nothing was told', async () => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake, () => NO);
  fake.ask(0, 'item/fileChange/requestApproval', { itemId: 'p1' });
  await answerTo(fake, 0);
  expect(events.at(-1)).toEqual(['ask', unknownCall('p1', 'apply_patch')]);
});

test('a yes counts for what was known when it was asked', async () => {
  const fake = createFakeCodex();
  const asked = Promise.withResolvers<CallAnswer>();
  const { events } = await inTurn(fake, () => asked.promise);
  fake.tell('item/started', { item: patchItem(CHANGES.slice(0, 1)) });
  fake.ask(0, 'item/fileChange/requestApproval', { itemId: 'p1' });
  fake.tell('item/fileChange/patchUpdated', { itemId: 'p1', changes: CHANGES });
  // Told in one piece with the patch: when it has come, so has that.
  fake.ask(1, 'nothing/known', {});
  await answerTo(fake, 1);
  asked.resolve({ allowed: true });
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'decline' } });
  fake.ask(2, 'item/fileChange/requestApproval', { itemId: 'p1' });
  expect(await answerTo(fake, 2)).toEqual({ id: 2, result: { decision: 'accept' } });
  fake.tell('item/fileChange/patchUpdated', { itemId: 'p1', changes: CHANGES });
  fake.tell('item/fileChange/patchUpdated', { itemId: 'p1', changes: CHANGES.slice(1) });
  fake.ask(3, 'nothing/known', {});
  await answerTo(fake, 3);
  expect(events.slice(1)).toEqual([
    ['ask', patchCall(CHANGES.slice(0, 1))],
    ['ask', patchCall(CHANGES)],
    ['violation', 'it changed a call of apply_patch that had been allowed'],
  ]);
});

test.each([
  ['item/permissions/requestApproval', { itemId: 'x', permissions: { network: { enabled: true } } }, { permissions: {}, scope: 'turn' }],
  ['item/tool/requestUserInput', { itemId: 'x', questions: [] }, { answers: {} }],
  ['item/tool/call', { tool: 't', arguments: {} }, { contentItems: [], success: false }],
  ['mcpServer/elicitation/request', { serverName: 's', mode: 'form' }, { action: 'decline', content: null, _meta: null }],
  ['applyPatchApproval', { fileChanges: {} }, { decision: { denied: { rejection: 'denied' } } }],
  ['execCommandApproval', { command: ['ls'] }, { decision: { denied: { rejection: 'denied' } } }],
  ['item/commandExecution/requestApproval', {}, { decision: 'decline' }],
  ['item/fileChange/requestApproval', {}, { decision: 'decline' }],
])('what nobody can allow is put before the gate, and denied: %s', async (method, params, result) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake, () => NO);
  fake.ask(0, method, params);
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result });
  expect(events[0]).toEqual(['ask', unknownCall(`request:${'itemId' in params ? params.itemId : ''}:0`, method)]);
});

test.each([
  'account/chatgptAuthTokens/refresh',
  'attestation/generate',
  'currentTime/read',
  'toString',
  '__proto__',
  'item/new/requestApproval',
])('a request that is not known is refused: %s', async (method) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake);
  fake.ask(0, method, {});
  expect(await answerTo(fake, 0)).toEqual({ id: 0, error: { code: -32_601, message: 'this client does not answer that' } });
  expect(events).toEqual([]);
});

test('a question that the agent takes back, or that is cancelled, is answered with a no', async () => {
  const fake = createFakeCodex();
  const untilAborted = (signal: AbortSignal) =>
    new Promise<CallAnswer>((resolve) => signal.addEventListener('abort', () => resolve({ allowed: true }), { once: true }));
  const { conversation, events, turn } = await inTurn(fake, untilAborted);
  fake.ask(0, 'item/commandExecution/requestApproval', command('c1'));
  fake.tell('serverRequest/resolved', { requestId: 0 });
  expect(await answerTo(fake, 0)).toEqual({ id: 0, result: { decision: 'decline' } });
  fake.ask(1, 'item/commandExecution/requestApproval', command('c2'));
  // Answered behind the request for a command: that is asked by then.
  fake.ask(2, 'nothing/known', {});
  await answerTo(fake, 2);
  await conversation.cancel();
  expect(await answerTo(fake, 1)).toEqual({ id: 1, result: { decision: 'decline' } });
  const methods = fake.heard.map((message) => message['method'] ?? message['id']);
  expect(methods.indexOf('turn/interrupt')).toBeLessThan(methods.indexOf(1));
  fake.endOfTurn({ status: 'interrupted' });
  expect(await turn).toEqual({ kind: 'cancelled', text: '' });
  expect(events.slice(-2)).toEqual([
    ['finished', commandCall('c1', LS), false],
    ['finished', commandCall('c2', LS), false],
  ]);
});

test('whoever is asked is told when the agent ends', async () => {
  const fake = createFakeCodex();
  const { signals, turn } = await inTurn(fake, () => new Promise<CallAnswer>(() => undefined));
  fake.ask(0, 'item/commandExecution/requestApproval', command('c1'));
  fake.ask(1, 'nothing/known', {});
  await answerTo(fake, 1);
  fake.end();
  expect([(await turn).kind, signals.map(({ aborted }) => aborted)]).toEqual(['failed', [true]]);
});

test('what was interrupted ran when it was allowed to', async () => {
  const fake = createFakeCodex();
  const { events, turn } = await inTurn(fake);
  fake.tell('item/started', { item: commandItem('c1', LS) });
  fake.ask(0, 'item/commandExecution/requestApproval', command('c1'));
  await answerTo(fake, 0);
  fake.tell('item/started', { item: commandItem('c2', LS) });
  fake.endOfTurn({ status: 'interrupted' });
  await turn;
  expect(events.filter(([kind]) => kind === 'finished')).toEqual([
    ['finished', commandCall('c1', LS), true],
    ['finished', commandCall('c2', LS), false],
  ]);
});

test('what runs without being asked is told as it is', async () => {
  const fake = createFakeCodex();
  const { events, turn } = await inTurn(fake);
  fake.tell('item/completed', { item: commandItem('c1', LS, { status: 'failed', exitCode: 1 }) });
  fake.tell('item/completed', { item: { type: 'somethingNew', id: 'n1', status: 'completed' } });
  fake.tell('item/completed', { item: { type: 'mcpToolCall', id: 't1', server: 'bailiwick', tool: 'bash', status: 'completed' } });
  fake.endOfTurn();
  await turn;
  const mcp = unknownCall('t1', 'bailiwick.bash');
  expect(events).toEqual([
    ['began', commandCall('c1', LS)],
    ['finished', commandCall('c1', LS), true],
    ['began', unknownCall('n1', 'somethingNew')],
    ['finished', unknownCall('n1', 'somethingNew'), true],
    ['began', mcp],
    ['finished', mcp, true],
  ]);
});

test('calls of our own server are told and judged on our side, those of another are not ours', async () => {
  const fake = createFakeCodex();
  const { events, turn } = await inTurn(fake, undefined, CAGE);
  for (const server of ['bailiwick', 'other']) {
    fake.tell('item/started', { item: { type: 'mcpToolCall', id: server, server, tool: 'bash', status: 'inProgress' } });
    fake.tell('item/completed', { item: { type: 'mcpToolCall', id: server, server, tool: 'bash', status: 'completed' } });
  }
  fake.endOfTurn();
  await turn;
  expect(events).toEqual([
    ['began', unknownCall('bailiwick', 'bailiwick.bash')],
    ['finished', unknownCall('bailiwick', 'bailiwick.bash'), false],
    ['began', unknownCall('other', 'other.bash')],
    ['finished', unknownCall('other', 'other.bash'), true],
  ]);
});

const settings = { approvalPolicy: 'untrusted', approvalsReviewer: 'user', sandboxPolicy: { type: 'readOnly' }, model: 'gpt-next' };

test.each([
  ['thread/settings/updated', { threadSettings: { ...settings, approvalPolicy: 'never' } }, 'its approval policy is "never"'],
  [
    'thread/settings/updated',
    { threadSettings: { ...settings, approvalsReviewer: 'auto_review' } },
    'its calls are approved by "auto_review"',
  ],
  [
    'thread/settings/updated',
    { threadSettings: { ...settings, sandboxPolicy: { type: 'dangerFullAccess' } } },
    'its sandbox is "dangerFullAccess"',
  ],
  ['thread/settings/updated', {}, 'it changed how it is held, in words that are not understood'],
  [
    'item/commandExecution/terminalInteraction',
    { itemId: 'c1', processId: '1', stdin: 'rm x\n' },
    'it typed into a command that was running',
  ],
  ['item/autoApprovalReview/started', {}, 'a model of its own approves its calls'],
  ['hook/started', {}, 'it ran a hook'],
])('a violation: %s', async (method, params, what) => {
  const fake = createFakeCodex();
  const { events } = await inTurn(fake);
  fake.tell(method, params);
  fake.ask(0, 'nothing/known', {});
  await answerTo(fake, 0);
  expect(events).toEqual([['violation', what]]);
});

test('what is none', async () => {
  const fake = createFakeCodex();
  const { events, conversation } = await inTurn(fake);
  fake.tell('thread/settings/updated', { threadSettings: settings });
  fake.tell('item/commandExecution/terminalInteraction', { itemId: 'c1', processId: '1', stdin: '' });
  fake.ask(0, 'nothing/known', {});
  await answerTo(fake, 0);
  expect([events, conversation.model]).toEqual([[], 'gpt-next']);
});
