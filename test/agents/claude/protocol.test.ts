import { expect, test } from 'vitest';
import { AgentError, type CallAnswer, type TurnEnd } from '../../../src/agents/protocol.ts';
import { CAGE, drive, type Options } from './drive.ts';
import type { Step } from './fake-claude.ts';
import { ASKED, hook, init, OPENED, outcome, prompt, READY, RESULT, result, SESSION, say, use, words } from './recorded.ts';

const END: TurnEnd = { kind: 'done', text: 'done' };
const USED = ['used', { inputTokens: 706, outputTokens: 140, usd: 0.0056 }];
const LS = { command: 'ls', description: 'list' };
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** One turn of a script behind the first message: how it ended, what was told, what the fake was sent behind that message. */
async function turn(steps: readonly Step[], options: Options = {}) {
  const driven = drive([...ASKED, ...steps], options);
  const conversation = await driven.opened;
  const end = await conversation.prompt('go');
  return { end, told: driven.told, sent: (await driven.sent()).slice(2), conversation };
}

const answered = (request_id: string, response: unknown) => ({
  type: 'control_response',
  response: { subtype: 'success', request_id, response },
});
const hookSays = (id: string, decision: object) =>
  answered(`hook-${id}`, { hookSpecificOutput: { hookEventName: 'PreToolUse', ...decision } });
const hookNo = (id: string, permissionDecisionReason: string) => hookSays(id, { permissionDecision: 'deny', permissionDecisionReason });

test('a hook is registered that blocks when it fails, before anything is said', async () => {
  const { opened, sent } = drive(ASKED);
  const conversation = await opened;
  expect([conversation.id, conversation.model]).toEqual(['ours', undefined]);
  void conversation.prompt('/cost');
  const hooks = { PreToolUse: [{ matcher: '', hookCallbackIds: ['bailiwick'], timeout: 604_800, onFailure: 'block' }] };
  expect(await sent()).toEqual([
    { type: 'control_request', request_id: uuid, request: { subtype: 'initialize', hooks } },
    { type: 'user', uuid, message: { role: 'user', content: ' /cost' }, parent_tool_use_id: null, session_id: '' },
  ]);
});

test.each<[string, readonly Step[], string]>([
  [
    'does not say that the hook holds',
    [{ wait: 'control_request' }, { reply: { ...READY, hooks_applied: false } }],
    'does not say that it asks',
  ],
  ['does not block what fails', [{ wait: 'control_request' }, { reply: { hooks_applied: true } }], 'does not say that it asks'],
  ['refuses', [{ wait: 'control_request' }, { refuse: 'no\u001b[2J' }], 'it refused: no␛[2J'],
  ['ends', [{ exit: 1 }], 'it has ended'],
  [
    'ends with a reason',
    [
      say({ ...RESULT, subtype: 'error_during_execution', is_error: true, result: undefined, errors: ['No conversation found'] }),
      { exit: 1 },
    ],
    'it has ended: No conversation found',
  ],
  ['writes no JSON', [{ raw: 'Segmentation fault\n' }], 'no JSON'],
  ['writes no message', [{ raw: '[]\n' }], 'no message of its protocol'],
])('no conversation with an agent that %s', async (_, steps, why) => {
  const { opened } = drive(steps);
  await expect(opened).rejects.toThrow(AgentError);
  await expect(opened).rejects.toThrow(why);
});

test('no conversation when nobody waits for it any more', async () => {
  const gone = new AbortController();
  const { opened } = drive([{ wait: 'control_request' }], { signal: gone.signal });
  gone.abort();
  await expect(opened).rejects.toThrow('nobody waits for it any more');
});

test('a turn: each call is told to begin, asked about once in both ways, and told to end', async () => {
  const { end, told, sent, conversation } = await turn([
    init(),
    words('I look'),
    use('a', 'Bash', LS),
    hook('a', 'Bash', LS),
    { wait: 'control_response' },
    prompt('a', 'Bash', LS),
    { wait: 'control_response' },
    outcome('a', 'a.txt', false),
    words('of a sub-agent', { parent_tool_use_id: 'a' }),
    result(),
  ]);
  expect(end).toEqual(END);
  expect([conversation.id, conversation.model]).toEqual([SESSION, 'claude-opus-5-5']);
  expect(told).toEqual([
    ['text', 'I look'],
    ['used', { inputTokens: 100, outputTokens: 20, usd: null }],
    ['began', 'a', 'Bash'],
    ['ask', 'a', 'Bash', LS, undefined],
    ['finished', 'a', true],
    USED,
  ]);
  expect(sent).toEqual([hookSays('a', { permissionDecision: 'allow' }), answered('prompt-a', { behavior: 'allow', updatedInput: LS })]);
});

test('what is denied is denied in both ways, and a refused call did not run', async () => {
  const no = (): Promise<CallAnswer> => Promise.resolve({ allowed: false, reason: 'not here' });
  const { told, sent } = await turn(
    // A sub-agent's call is asked about before it is told.
    [
      hook('a', 'Bash', LS, { agent_id: 'sub' }),
      { wait: 'control_response' },
      use('a', 'Bash', LS),
      prompt('a', 'Bash', LS),
      { wait: 'control_response' },
      outcome('a', 'PreToolUse:Bash hook error: not here', true, 'permission-rule'),
      result(),
    ],
    { answer: no },
  );
  expect(told.slice(0, 2)).toEqual([
    ['began', 'a', 'Bash'],
    ['ask', 'a', 'Bash', LS, undefined],
  ]);
  expect(told.at(-2)).toEqual(['finished', 'a', false]);
  expect(sent).toEqual([hookNo('a', 'not here'), answered('prompt-a', { behavior: 'deny', message: 'not here' })]);
});

test('a yes is for what was asked: another input, another tool, a call that has ended', async () => {
  const { sent } = await turn([
    hook('a', 'Bash', LS),
    { wait: 'control_response' },
    prompt('a', 'Bash', { command: 'rm -rf .', description: 'list' }),
    { wait: 'control_response' },
    prompt('a', 'Write', LS),
    { wait: 'control_response' },
    outcome('a', '', false),
    hook('a', 'Bash', LS),
    { wait: 'control_response' },
    result(),
  ]);
  const other = answered('prompt-a', { behavior: 'deny', message: 'the agent asked about another call under the same id' });
  expect(sent).toEqual([hookSays('a', { permissionDecision: 'allow' }), other, other, hookNo('a', 'the call has ended already')]);
});

test.each<[string, Step, object]>([
  [
    'a hook without an input',
    say({ type: 'control_request', request_id: 'hook-a', request: { subtype: 'hook_callback' } }),
    hookNo('a', 'the call was not understood'),
  ],
  ['another hook', hook('a', 'Bash', LS, { hook_event_name: 'Stop' }), hookNo('a', 'the call was not understood')],
  ['an input that is no object', hook('a', 'Bash', 'ls'), hookNo('a', 'the call was not understood')],
  ['a call without an id', hook('a', 'Bash', LS, { tool_use_id: undefined }), hookNo('a', 'the call was not understood')],
  [
    'a call from elsewhere',
    hook('a', 'Bash', LS, { cwd: '/srv/project/sub' }),
    hookNo('a', 'the agent has left the directory that it was started in: paths would count from there. Go back to it.'),
  ],
  [
    'a prompt without an id',
    say({ type: 'control_request', request_id: 'prompt-a', request: { subtype: 'can_use_tool', tool_name: 'Bash', input: LS } }),
    answered('prompt-a', { behavior: 'deny', message: 'the call was not understood' }),
  ],
])('%s is told and denied, whatever is said', async (_, step, answer) => {
  const { told, sent } = await turn([step, { wait: 'control_response' }, result()]);
  expect(told.map(([name, , , input]) => [name, input])).toEqual([
    ['ask', undefined],
    ['used', undefined],
  ]);
  expect(sent).toEqual([answer]);
});

test('an unknown request is refused and noted', async () => {
  const request = { subtype: 'mcp_message', server_name: 'x' };
  const { told, sent } = await turn([say({ type: 'control_request', request_id: 'q', request }), { wait: 'control_response' }, result()]);
  expect(told).toEqual([['text', `[asked for what is not known here, and refused: ${JSON.stringify(request)}]`], USED]);
  expect(sent).toEqual([{ type: 'control_response', response: { subtype: 'error', request_id: 'q', error: 'not supported' } }]);
});

test('a question that the agent takes back is left, and a later one about the call gets the same answer', async () => {
  const untilLeft = (_: unknown, signal: AbortSignal): Promise<CallAnswer> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ allowed: false, reason: 'left' })));
  const { sent } = await turn(
    [
      hook('a', 'Bash', LS),
      say({ type: 'control_cancel_request', request_id: 'hook-a' }),
      prompt('a', 'Bash', LS),
      { wait: 'control_response' },
      result(),
    ],
    { answer: untilLeft },
  );
  expect(sent).toEqual([answered('prompt-a', { behavior: 'deny', message: 'left' })]);
});

test.each<[string, Step, boolean]>([
  ['came to its end', outcome('a', 'secret', false), true],
  ['failed while it ran', outcome('a', 'Exit code 1', true), true],
  ['was called wrongly', outcome('a', '<tool_use_error>Error: No such tool available: Bash</tool_use_error>', true), false],
  ['was kept from running', outcome('a', 'The user rejected it', true, 'user-rejected'), false],
])('a call that nobody asked about and that %s', async (_, end, ran) => {
  const { told } = await turn([use('a', 'Bash', LS), end, end, result()]);
  expect(told.slice(1)).toEqual([['began', 'a', 'Bash'], ['finished', 'a', ran], USED]);
});

test('a result of a call that was never told is a call that ran', async () => {
  const { told } = await turn([outcome('b', 'x', false), result()]);
  expect(told).toEqual([['began', 'b', ''], ['finished', 'b', true], USED]);
});

test('a message that is told again tells nothing', async () => {
  const again = say({ type: 'user', isReplay: true, message: { content: [{ type: 'tool_result', tool_use_id: 'b', content: 'x' }] } });
  expect((await turn([again, result()])).told).toEqual([USED]);
});

test('each way into a mode that does not ask is a violation, told once', async () => {
  const { told } = await turn([
    init({ permissionMode: 'bypassPermissions' }),
    say({ type: 'system', subtype: 'status', status: null, permissionMode: 'acceptEdits' }),
    say({ type: 'system', subtype: 'status', status: null, permissionMode: 'acceptEdits' }),
    say({ type: 'system', subtype: 'status', status: 'compacting' }),
    say({ type: 'system', subtype: 'status', status: null, permissionMode: 'plan' }),
    hook('a', 'Bash', LS, { permission_mode: 'auto' }),
    { wait: 'control_response' },
    result(),
  ]);
  const violations = told.flatMap(([name, what]) => (name === 'violation' ? [what] : []));
  expect(violations).toEqual(
    ['bypassPermissions', 'acceptEdits', 'auto'].map((mode) => `it is in the mode "${mode}", in which it does not ask before each call`),
  );
});

test('a start in a mode that does not ask is a violation', async () => {
  const { opened, told } = drive([{ wait: 'control_request' }, { reply: { ...READY, current_permission_mode: 'dontAsk' } }]);
  await opened;
  expect(told).toEqual([['violation', 'it is in the mode "dontAsk", in which it does not ask before each call']]);
});

const caged = { tools: ['mcp__bailiwick__bash'], mcp_servers: [{ name: 'bailiwick', status: 'connected' }] };

test('a caged child: calls of our tools are marked, and only there', async () => {
  const steps = [init(caged), hook('a', 'mcp__bailiwick__bash', {}), { wait: 'control_response' }, result()] as const;
  expect((await turn(steps, { cage: CAGE })).told[1]).toEqual(['ask', 'a', 'mcp__bailiwick__bash', {}, 'cage']);
  expect((await turn(steps)).told[1]).toEqual(['ask', 'a', 'mcp__bailiwick__bash', {}, undefined]);
});

test('a caged child with other tools is a violation, one without ours has failed', async () => {
  const other = await turn([init({ ...caged, tools: ['mcp__bailiwick__bash', 'Bash', 'mcp__x__y'] }), result()], { cage: CAGE });
  expect(other.told[0]).toEqual(['violation', 'it has tools that are not ours: Bash, mcp__x__y']);
  const without = await turn([init({ tools: [], mcp_servers: [{ name: 'bailiwick', status: 'failed' }] }), result()], { cage: CAGE });
  expect([without.end, without.told]).toEqual([{ kind: 'failed', text: '', why: 'it could not reach the only tools that it has' }, []]);
});

test.each<[string, readonly Step[], string]>([
  ['a line that is no JSON', [{ raw: '{"type":\n' }], 'it wrote a line that is no JSON to its standard output'],
  ['a line that is no message', [{ raw: 'null\n' }], 'it wrote a line that is no message of its protocol to its standard output'],
  [
    'a question without an id',
    [say({ type: 'control_request', request: { subtype: 'hook_callback' } })],
    'it asked something that can not be answered',
  ],
  ['a result that says nothing', [say({ type: 'result' })], 'the result of its turn was not understood'],
  ['its end in the middle of a line', [{ raw: '{"type":"res' }, { exit: 3 }], 'it has ended'],
])('%s ends the conversation, and what waits for an answer', async (_, steps, why) => {
  let left = false;
  const waits = (_call: unknown, signal: AbortSignal): Promise<CallAnswer> =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        left = true;
        resolve({ allowed: true });
      });
    });
  const { end, sent, conversation } = await turn([words('half'), hook('a', 'Bash', LS), ...steps], { answer: waits });
  expect([end, left, sent]).toEqual([{ kind: 'failed', text: 'half', why }, true, []]);
  expect(await conversation.prompt('again')).toEqual({ kind: 'failed', text: '', why });
  expect(await conversation.steer('again')).toBe(false);
});

test('messages that are not what they should be are passed over', async () => {
  const { end, told } = await turn([
    ...[
      { type: 'assistant' },
      { type: 'assistant', message: { content: [null, { type: 'tool_use', name: 'Bash' }, { type: 'text' }] } },
    ].map(say),
    ...[
      { type: 'user', message: {} },
      { type: 'user', message: { content: 'x' } },
      { type: 'user', message: { content: [{}] } },
    ].map(say),
    ...[{ type: 'control_cancel_request' }, { type: 'control_response' }, { type: 'constructor' }, { type: 'system', subtype: 'new' }].map(
      say,
    ),
    result(),
  ]);
  expect([end, told]).toEqual([END, [USED]]);
});

test('a killed agent ends its turn', async () => {
  const { opened, kill } = drive([...ASKED, words('half')]);
  const end = (await opened).prompt('go');
  kill();
  expect((await end).why).toBe('it has ended');
});

test('a turn is cancelled by an interrupt; what waits for an answer is left', async () => {
  let asked: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const driven = drive(
    [
      ...ASKED,
      hook('a', 'Bash', LS),
      { wait: 'control_request' },
      say({ type: 'control_cancel_request', request_id: 'hook-a' }),
      { reply: { still_queued: [] } },
      outcome('a', 'The user does not want it', true, 'user-rejected'),
      result({ subtype: 'error_during_execution', is_error: true, result: undefined, terminal_reason: 'aborted_tools' }),
    ],
    {
      answer: (_, signal) => {
        asked();
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ allowed: false, reason: 'left' })));
      },
    },
  );
  const conversation = await driven.opened;
  await conversation.cancel();
  const end = conversation.prompt('go');
  await waiting;
  await conversation.cancel();
  expect(await end).toEqual({ kind: 'cancelled', text: '' });
  const interrupts = (await driven.sent()).filter((message) => JSON.stringify(message).includes('"interrupt"'));
  expect(interrupts).toEqual([{ type: 'control_request', request_id: uuid, request: { subtype: 'interrupt', cancel_queued: true } }]);
});

test('a message goes into the running turn, which ends when that one is answered', async () => {
  const { opened } = drive([
    ...ASKED,
    { wait: 'user' },
    say({ ...RESULT, result: 'first', queued_turn_count: 1 }),
    say({ ...RESULT, result: 'of a task in the background', user_message_uuids: ['another'] }),
    say({ ...RESULT, result: 'second', user_message_uuids: ['USER'] }),
  ]);
  const conversation = await opened;
  expect(await conversation.steer('too early')).toBe(false);
  const end = conversation.prompt('go');
  expect(await conversation.prompt('at once')).toEqual({ kind: 'failed', text: '', why: 'a turn is running already' });
  expect(await conversation.steer('and this')).toBe(true);
  expect(await end).toEqual({ kind: 'done', text: 'second' });
  expect(await conversation.steer('too late')).toBe(false);
});

test('a stop while nobody says anything changes nothing of the conversation', async () => {
  const stop = new AbortController();
  const { opened } = drive([...OPENED, { wait: 'user' }, result()], { signal: stop.signal });
  const conversation = await opened;
  stop.abort();
  expect(await conversation.prompt('go')).toEqual(END);
});
