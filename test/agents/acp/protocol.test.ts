import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { customEntry } from '../../../src/agents/catalogue/custom.ts';
import { NO_QUIRKS } from '../../../src/agents/catalogue/entry.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';
import { AgentError } from '../../../src/agents/protocol.ts';
import { type Event, endAgents, NO, type OpenOptions, openAgent, sharedAgent, YES } from './open-agent.ts';
import type { Step } from './scripted-agent.ts';

afterEach(() => endAgents());
afterAll(() => endAgents(true));

const CALL: AgentCall = {
  id: 'c1',
  tool: '',
  title: 'touch a.txt',
  kind: 'execute',
  input: { command: 'touch a.txt' },
  locations: [],
  diffs: [],
};
const ASK = { toolCallId: 'c1', title: 'touch a.txt', kind: 'execute', rawInput: { command: 'touch a.txt' } };
const CANCELLED = JSON.stringify({ outcome: { outcome: 'cancelled' } });
const SELECTED_NO = JSON.stringify({ outcome: { outcome: 'selected', optionId: 'no' } });

/** What an agent answers before anything else happens. */
async function refusalOf(options: OpenOptions): Promise<string> {
  const refused = await openAgent(options).then(
    () => 'it opened',
    (error: unknown) => error,
  );
  return refused instanceof AgentError ? refused.message : `no AgentError: ${String(refused)}`;
}

describe('opening', () => {
  it('says who we are and offers nothing that the entry does not name', async () => {
    const { conversation, play } = await openAgent();
    expect({ id: conversation.id, model: conversation.model }).toEqual({ id: undefined, model: undefined });
    expect(JSON.parse((await play({ sayAnswer: true })).text)).toEqual([
      {
        initialize: {
          protocolVersion: 1,
          clientInfo: { name: 'bailiwick', version: expect.stringMatching(/^\d/) },
          // The library of the agent adds what is missing.
          clientCapabilities: { auth: { terminal: false }, fs: { readTextFile: false, writeTextFile: false }, terminal: false },
        },
      },
      { 'session/new': { cwd: '/srv/project', mcpServers: [] } },
    ]);
  });

  it('hands over the cage, what the profile gives, the directory of the profile and the model', async () => {
    const cage = { name: 'bailiwick', command: '/bin/cage', args: ['a'], env: { NAME: 'value' } };
    const profile = { args: [], env: {}, files: {}, session: { claude: { strict: true } }, cwd: '/private' };
    const { conversation, play } = await openAgent({ args: ['--models', 'small,large'], setup: { cage, profile, model: 'large' } });
    expect(conversation.model).toBe('large');
    expect(JSON.parse((await play({ sayAnswer: true })).text).slice(1)).toEqual([
      {
        'session/new': {
          cwd: '/private',
          mcpServers: [{ name: 'bailiwick', command: '/bin/cage', args: ['a'], env: [{ name: 'NAME', value: 'value' }] }],
          _meta: { claude: { strict: true } },
        },
      },
      { 'session/set_config_option': { sessionId: 'session-1', configId: 'the-model', value: 'large' } },
    ]);
  });

  it('sets the model in the older way, and not at all where it is the one', async () => {
    const older = await openAgent({ args: ['--old-models', 'small,large'], setup: { model: 'large' } });
    expect(older.conversation.model).toBe('large');
    expect(JSON.parse((await older.play({ sayAnswer: true })).text).slice(2)).toEqual([
      { 'session/set_model': { sessionId: 'session-1', modelId: 'large' } },
    ]);
    const same = await openAgent({ args: ['--models', 'small,large'], setup: { model: 'small' } });
    expect(JSON.parse((await same.play({ sayAnswer: true })).text).slice(2)).toEqual([]);
  });

  it.each([
    [['--protocol-version', '2'], 'it speaks version 2 of the Agent Client Protocol, not 1; install a version of it that does'],
    [
      ['--needs-login'],
      'it wants somebody to log in first (Authentication required); start it by itself once and log in: An \u241b[31mAPI key\u241b[0m (Set SCRIPTED_KEY)',
    ],
    [['--no-session-id'], 'its answer to "session/new" has no id'],
    [['--mode', 'bypassPermissions'], 'it opened the conversation with mode=bypassPermissions, where it asks nobody'],
    [['--version'], 'it wrote a line that is no JSON to its standard output'],
  ])('refuses an agent started with %j', async (args, words) => {
    expect(await refusalOf({ args })).toBe(words);
  });

  it('names the models that there are', async () => {
    expect(await refusalOf({ args: ['--models', 'small,large'], setup: { model: 'huge' } })).toBe(
      'it has no model "huge"; it offers small, large',
    );
  });

  it('ends when nobody waits any more', async () => {
    const nobody = new AbortController();
    const refused = refusalOf({ args: ['--silent'], setup: { signal: nobody.signal } });
    nobody.abort();
    expect(await refused).toBe('nobody waits for it any more');
  });

  it('names a conversation where another process can go on with it, held like this', async () => {
    const opened = await openAgent({ entry: { resume: { gated: 'load' } } });
    expect(opened.conversation.id).toBe('session-1');
    const caged = await openAgent({ entry: { resume: { caged: 'load' } } });
    expect(caged.conversation.id).toBeUndefined();
  });

  it('goes on with an old conversation without taking what is told again for new', async () => {
    const loaded = await openAgent({ args: ['--load'], entry: { resume: { gated: 'load' } }, setup: { resume: 'old-1' } });
    expect(loaded.conversation.id).toBe('old-1');
    expect(JSON.parse((await loaded.play({ sayAnswer: true })).text).slice(1)).toEqual([
      { 'session/load': { sessionId: 'old-1', cwd: '/srv/project', mcpServers: [] } },
    ]);
    expect(loaded.events.filter(([kind]) => kind !== 'text')).toEqual([]);
    const resumed = await openAgent({ args: ['--resume'], entry: { resume: { gated: 'resume' } }, setup: { resume: 'old-2' } });
    expect(JSON.parse((await resumed.play({ sayAnswer: true })).text).slice(1)).toEqual([
      { 'session/resume': { sessionId: 'old-2', cwd: '/srv/project', mcpServers: [] } },
    ]);
  });

  it('says when it can not go on with an old conversation', async () => {
    const words = 'it can not go on with a conversation of another process; dispatch a new child with what it has to know';
    expect(await refusalOf({ args: ['--load'], entry: { resume: { gated: 'resume' } }, setup: { resume: 'old' } })).toBe(words);
    expect(await refusalOf({ args: ['--load', '--resume'], setup: { resume: 'old' } })).toBe(words);
  });
});

describe('asking', () => {
  it('asks for a call and says yes to this one alone', async () => {
    const { play, answer, events } = await sharedAgent();
    answer(() => YES);
    const end = await play({ ask: ASK }, { sayAnswer: true });
    expect(end).toEqual({ kind: 'done', text: JSON.stringify({ outcome: { outcome: 'selected', optionId: 'yes' } }) });
    expect(events).toEqual([
      ['ask', CALL],
      ['began', CALL],
      ['finished', CALL, true],
      ['text', end.text],
    ]);
  });

  it('says no, and what was refused has not run', async () => {
    const { play, events } = await sharedAgent();
    const end = await play({ ask: ASK }, { sayAnswer: true });
    expect(end).toEqual({ kind: 'done', text: SELECTED_NO });
    expect(events).toEqual([
      ['ask', CALL],
      ['began', CALL],
      ['finished', CALL, false],
      ['text', end.text],
    ]);
  });

  it('counts a call as carried out that was allowed and failed', async () => {
    const { play, answer, events } = await sharedAgent();
    answer(() => YES);
    await play({ ask: ASK, last: 'failed' });
    expect(events.at(-1)).toEqual(['finished', CALL, true]);
  });

  it('asks nobody where there is no one way to allow this call alone', async () => {
    const { play, answer, events } = await sharedAgent();
    answer(() => YES);
    const cases = [
      [[option('allow_always'), option('reject_once', 'no')], SELECTED_NO],
      [[option('allow_once', 'a'), option('allow_once', 'b')], CANCELLED],
      [[option('allow_once', 'a'), option('allow_always', 'a')], CANCELLED],
      [[], CANCELLED],
    ] as const;
    for (const [options, expected] of cases) expect((await play({ ask: ASK, options }, { sayAnswer: true })).text).toBe(expected);
    expect(events.filter(([kind, text]) => kind === 'ask' || (kind === 'text' && text.includes('denied')))).toEqual(
      cases.map(() => ['text', '\n(denied: the agent offers no way to allow this call alone)\n']),
    );
  });

  it('leaves the question open where there is no way to refuse it once', async () => {
    const { play } = await sharedAgent();
    const options = [option('allow_once', 'yes'), option('reject_always')];
    expect((await play({ ask: ASK, options }, { sayAnswer: true })).text).toBe(CANCELLED);
  });

  it('waits a moment for what is told behind the request', async () => {
    const { play, answer, events } = await openAgent({ restMs: 5_000 });
    answer(() => YES);
    await play(
      permissionLine({ toolCallId: 'r', kind: 'read', rawInput: {} }),
      told({ toolCallId: 'r', locations: [{ path: '/srv/project/b' }] }),
      { say: 'x' },
    );
    expect(events[0]).toEqual([
      'ask',
      { id: 'r', tool: '', title: '', kind: 'read', input: undefined, locations: ['/srv/project/b'], diffs: [] },
    ]);
  });

  it('asks with what it knows when nothing comes', async () => {
    const { play, answer, events } = await sharedAgent();
    answer(() => NO);
    await play({ ask: { toolCallId: 'r', kind: 'read', rawInput: {} } });
    expect(events[0]).toEqual(['ask', { id: 'r', tool: '', title: '', kind: 'read', input: undefined, locations: [], diffs: [] }]);
  });

  it('takes a yes back when the call has changed meanwhile', async () => {
    const { play, answer, events } = await sharedAgent();
    const judged = Promise.withResolvers<void>();
    answer(async () => {
      await judged.promise;
      return YES;
    });
    const turn = play(
      permissionLine(ASK),
      told({ toolCallId: 'c1', rawInput: { command: 'rm -rf /' } }),
      { say: 'changed' },
      { request: 'wait' },
      { call: { toolCallId: 'c1' } },
    );
    await seen(events, (event) => event[0] === 'text');
    judged.resolve();
    await turn;
    expect(events.at(-1)).toEqual(['finished', { ...CALL, input: { command: 'rm -rf /' } }, true]);
    expect(events.filter(([kind]) => kind === 'ask')).toEqual([['ask', CALL]]);
  });

  it('denies what is too big or malformed, whatever the answer is', async () => {
    const { play, answer, events } = await sharedAgent();
    answer(() => YES);
    const big = { ...ASK, title: 'x'.repeat(1024 * 1024) };
    const deep = { ...ASK, toolCallId: 'd', rawInput: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) };
    const odd = { ...ASK, toolCallId: 'o', content: [{ type: 'diff', path: '/srv/project/a' }] };
    for (const ask of [big, deep, odd, {} as typeof ASK]) expect((await play({ ask }, { sayAnswer: true })).text).toBe(SELECTED_NO);
    const unread = { tool: '', title: '', kind: undefined, input: undefined, locations: [], diffs: [] };
    expect(events.filter(([kind]) => kind === 'ask')).toEqual([
      ['ask', { id: 'c1', ...unread }],
      ['ask', { id: 'd', ...unread }],
      ['ask', { id: 'o', ...unread }],
      ['ask', { id: 'unreadable', ...unread }],
    ]);
  });
});

describe('telling', () => {
  it('tells of calls that nobody was asked about', async () => {
    const { play, events } = await sharedAgent();
    await play({ call: ASK }, { call: { ...ASK, toolCallId: 'c2' }, last: 'failed' });
    const second = { ...CALL, id: 'c2' };
    expect(events).toEqual([
      ['began', CALL],
      ['finished', CALL, true],
      ['began', second],
      ['finished', second, false],
    ]);
  });

  it('takes a call that can not be read for one that ran', async () => {
    const { play, events } = await sharedAgent();
    await play(told({ toolCallId: 'c1', title: 7, status: 'completed' }), told({ status: 3 }));
    const unread = { tool: '', title: '', kind: undefined, input: undefined, locations: [], diffs: [] };
    expect(events).toEqual([
      ['began', { id: 'c1', ...unread }],
      ['finished', { id: 'c1', ...unread }, true],
      ['began', { id: 'unreadable', ...unread }],
      ['finished', { id: 'unreadable', ...unread }, true],
    ]);
  });

  it('gives the last message whole, which comes in pieces', async () => {
    const { play, events } = await sharedAgent();
    const end = await play(
      { say: 'first' },
      { call: ASK },
      { say: 'sec' },
      { say: 'ond' },
      { say: 'third ', messageId: 'm' },
      { say: 'message', messageId: 'm' },
      { say: 'fourth', messageId: 'n' },
    );
    expect(end).toEqual({ kind: 'done', text: 'fourth' });
    expect((await play({ say: 'a' }, { say: 'b' })).text).toBe('ab');
    expect((await play()).text).toBe('');
    expect(events.flatMap(([kind, text]) => (kind === 'text' ? [text] : []))).toEqual([
      'first',
      'sec',
      'ond',
      'third ',
      'message',
      'fourth',
      'a',
      'b',
    ]);
  });

  it('tells when the agent asks nobody any more, and passes over what is unknown', async () => {
    const { play, events } = await sharedAgent();
    const cases: readonly (readonly [object, string?])[] = [
      [{ sessionUpdate: 'current_mode_update', currentModeId: 'yolo' }, 'it changed to the mode "yolo"'],
      [{ sessionUpdate: 'current_mode_update', currentModeId: 'plan' }],
      [{ sessionUpdate: 'current_mode_update' }, 'it changed to a mode that can not be read'],
      [config('mode', 'mode', 'full-access'), 'it changed the setting mode=full-access'],
      [config('allow_all', undefined, true), 'it changed the setting allow_all=true'],
      [config('allow_all', undefined, false)],
      [config('model', 'model', 'auto')],
      [{ sessionUpdate: 'config_option_update', configOptions: 7 }, 'it changed to settings that can not be read'],
      [{ sessionUpdate: 'something_new', what: 1 }],
    ];
    for (const [update, violation] of cases) {
      await play({ update });
      expect(events.splice(0)).toEqual(violation === undefined ? [] : [['violation', violation]]);
    }
  });

  it('adds up what it has cost', async () => {
    const { play, events } = await openAgent();
    await play(
      { update: { sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 0.5, currency: 'USD' } } },
      { stop: 'end_turn', extra: { usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 } } },
    );
    await play(
      { update: { sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 9, currency: 'EUR' } } },
      {
        stop: 'end_turn',
        extra: { _meta: { quota: { token_count: { input_tokens: 5, output_tokens: 1 }, model_usage: [{ model: 'm-1' }] } } },
      },
    );
    expect(events).toEqual([
      ['used', { inputTokens: 0, outputTokens: 0, usd: 0.5 }],
      ['used', { inputTokens: 10, outputTokens: 2, usd: 0.5 }],
      ['used', { inputTokens: 15, outputTokens: 3, usd: 0.5 }],
    ]);
  });

  it('knows which model has answered', async () => {
    const { play, conversation } = await openAgent();
    await play({
      stop: 'end_turn',
      extra: { _meta: { quota: { token_count: { input_tokens: 5, output_tokens: 1 }, model_usage: [{ model: 'm-1' }] } } },
    });
    expect(conversation.model).toBe('m-1');
  });
});

describe('the end of a turn', () => {
  it('is what the reason of the agent means', async () => {
    const { play } = await sharedAgent();
    const ends = {
      end_turn: { kind: 'done', text: 'x' },
      cancelled: { kind: 'cancelled', text: 'x' },
      refusal: { kind: 'refused', text: 'x' },
      max_tokens: { kind: 'limit', text: 'x', why: 'the most tokens that its model may write' },
      max_turn_requests: { kind: 'limit', text: 'x', why: 'the most requests to its model in one turn' },
      toString: { kind: 'failed', text: 'x', why: 'it ended its turn with "toString"' },
    };
    for (const [stop, end] of Object.entries(ends)) expect(await play({ say: 'x' }, { stop })).toEqual(end);
  });

  it.each<[string, Step, string]>([
    ['an error', { fail: { code: -32603, message: 'out of \u001b[2Jcredit' } }, 'out of \u241b[2Jcredit'],
    ['a crash', { crash: 3 }, 'it ended, or closed the way to it'],
    ['a line that is no JSON', { raw: 'Hello!\n' }, 'it wrote a line that is no JSON to its standard output'],
    ['a line that is no message', { raw: '[1]\n' }, 'it wrote a line that is no message of its protocol to its standard output'],
    ['a line without an end', { rawLength: 33 * 1024 * 1024 }, 'it wrote a message of more than 32 MiB'],
  ])('is a failure at %s', async (_what, step, why) => {
    const { play } = await openAgent();
    expect(await play({ say: 'before' }, step, { hang: true })).toEqual({ kind: 'failed', text: 'before', why });
  });

  it('comes soon when it is cancelled, also while a call is judged', async () => {
    const { play, answer, conversation, events } = await openAgent();
    const signals: AbortSignal[] = [];
    answer((_call, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const turn = play({ ask: ASK }, { hang: true });
    await seen(events, ([kind]) => kind === 'ask');
    await conversation.cancel();
    expect(await turn).toEqual({ kind: 'cancelled', text: '' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    answer(() => NO);
    expect(await play({ say: 'again' })).toEqual({ kind: 'done', text: 'again' });
  });

  it('is a cancelled one when it ends instead of answering', async () => {
    const { play, conversation, child, events } = await openAgent();
    const turn = play({ say: 'x' }, { hang: true });
    await seen(events, ([kind]) => kind === 'text');
    child.kill('SIGSTOP');
    await conversation.cancel();
    child.kill('SIGKILL');
    expect(await turn).toEqual({ kind: 'cancelled', text: 'x' });
  });

  it('has no place for another message', async () => {
    const { conversation } = await sharedAgent();
    expect(await conversation.steer('x')).toBe(false);
  });
});

describe('requests of an agent', () => {
  it('declines questions, and knows no others', async () => {
    const { play } = await sharedAgent();
    expect((await play({ request: 'elicitation/create', params: { mode: 'form', message: 'x' } }, { sayAnswer: true })).text).toBe(
      '{"action":"decline"}',
    );
    expect((await play({ notify: 'x/unknown' }, { request: 'x/unknown' }, { sayAnswer: true })).text).toContain('-32601');
    expect((await play({ request: 'fs/read_text_file', params: { path: '/etc/passwd' } }, { sayAnswer: true })).text).toContain('-32601');
  });

  it('denies what is offered and nobody does', async () => {
    const entry = { ...customEntry({ id: 'x', command: 'x' }), quirks: { ...NO_QUIRKS, clientFs: true, clientTerminal: true } };
    const { play, answer, events } = await openAgent({ entry });
    answer(() => YES);
    for (const [request, params] of [
      ['fs/read_text_file', { path: '/srv/project/a' }],
      ['fs/write_text_file', { path: '/srv/project/a', content: '' }],
      ['terminal/create', { command: 'ls' }],
    ] as const) {
      const { text } = await play({ request, params }, { sayAnswer: true });
      expect(JSON.parse(text)).toEqual({ error: { code: -32003, message: 'denied: nobody does that for an agent here' } });
    }
    expect(events.filter(([kind]) => kind === 'ask')).toEqual([]);
  });
});

function option(kind: string, optionId = kind): { optionId: string; kind: string; name: string } {
  return { optionId, kind, name: kind };
}

/** A request for permission whose answer nobody waits for. */
function permissionLine(toolCall: object): Step {
  const options = [
    { optionId: 'yes', kind: 'allow_once', name: 'Yes' },
    { optionId: 'no', kind: 'reject_once', name: 'No' },
  ];
  const params = { sessionId: 'session-1', toolCall, options };
  return { raw: `${JSON.stringify({ jsonrpc: '2.0', id: 900, method: 'session/request_permission', params })}\n` };
}

function told(update: object): Step {
  return { update: { sessionUpdate: 'tool_call_update', ...update } };
}

function config(id: string, category: string | undefined, currentValue: string | boolean): object {
  return { sessionUpdate: 'config_option_update', configOptions: [{ id, name: id, category, currentValue, type: 'select', options: [] }] };
}

/** Resolves when an event was told that fits. */
async function seen(events: readonly Event[], fits: (event: Event) => boolean): Promise<void> {
  await expect.poll(() => events.some(fits), { timeout: 5_000, interval: 5 }).toBe(true);
}
