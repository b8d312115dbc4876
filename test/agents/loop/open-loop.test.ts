import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AgentError } from '../../../src/agents/protocol.ts';
import { calls, entriesIn, fails, loop, reply, says, scratch, tool, use } from './fixture.ts';

const echo = tool('echo', (text) => `echo ${text}`);
const spent = (turns: number) => ({ kind: 'used', use: { inputTokens: turns * 10, outputTokens: turns * 5, usd: null } });

test('a turn: the model, its calls one after the other, the model again, until it answers without one', async () => {
  const said: string[] = [];
  const { conversation, asked, events, entries, dir } = await loop({
    tools: [echo],
    say: (text) => said.push(text),
    answers: [
      (_, { onText }) => {
        onText?.('Let me see.');
        return reply({
          text: 'Let me see.',
          toolUses: [use('a', 'echo', { text: '1' }), use('b', 'echo', { text: '2' })],
          stop: 'tool_use',
        });
      },
      says('All done.'),
    ],
  });
  expect([conversation.id, conversation.model]).toEqual(['t1', 'named']);
  expect(await conversation.prompt('Do it')).toEqual({ kind: 'done', text: 'All done.' });
  expect(conversation.model).toBe('answering');
  expect(said).toEqual(['Let me see.']);
  const told = { role: 'user', text: 'Do it' };
  const saw = { role: 'assistant', text: 'Let me see.', toolUses: [use('a', 'echo', { text: '1' }), use('b', 'echo', { text: '2' })] };
  expect(asked.map(({ role, messages }) => [role, messages])).toEqual([
    ['child', [told]],
    ['child', [told, saw, { role: 'tool', toolUseId: 'a', text: 'echo 1' }, { role: 'tool', toolUseId: 'b', text: 'echo 2' }]],
  ]);
  expect(events).toEqual([
    { kind: 'turn' },
    spent(1),
    { kind: 'call', tool: 'echo', hint: '' },
    { kind: 'call', tool: 'echo', hint: '' },
    { kind: 'turn' },
    spent(2),
  ]);
  expect(entries()).toEqual([
    { entry: 'start', version: 1, task: 't1', model: 'named', system: expect.stringMatching(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/), at: 1 },
    { entry: 'message', message: told },
    { entry: 'message', message: saw },
    { entry: 'begun', id: 'a', name: 'echo' },
    { entry: 'ended', id: 'a', text: 'echo 1' },
    { entry: 'begun', id: 'b', name: 'echo' },
    { entry: 'ended', id: 'b', text: 'echo 2' },
    { entry: 'message', message: { role: 'assistant', text: 'All done.' } },
    { entry: 'turn', kind: 'done' },
  ]);
  expect(statSync(join(dir, 'conversation.jsonl')).mode & 0o777).toBe(0o600);
});

test('what a line announces comes after it: the calls of the model and of the tools', async () => {
  const seen: string[] = [];
  const dir = scratch();
  const last = (): string => JSON.stringify(entriesIn(dir).at(-1));
  await (
    await loop({
      logDir: dir,
      tools: [
        tool('look', () => {
          seen.push(last());
          return 'x';
        }),
      ],
      answers: [
        () => {
          seen.push(last());
          return calls(use('a', 'look'));
        },
        () => {
          seen.push(last());
          return says('done');
        },
      ],
    })
  ).conversation.prompt('Go');
  expect(seen).toEqual([
    '{"entry":"message","message":{"role":"user","text":"Go"}}',
    '{"entry":"begun","id":"a","name":"look"}',
    '{"entry":"ended","id":"a","text":"x"}',
  ]);
});

test('what is wrong with a call is a reply that says what to do', async () => {
  const { conversation, asked, logged } = await loop({
    tools: [
      echo,
      tool('broken', () => {
        throw new Error('foreign words');
      }),
      tool('refuses', () => ({ text: 'Denied: no', isError: true })),
      tool('silent', () => ''),
    ],
    answers: [
      calls(
        use('a', 'nothing'),
        use('b', 'echo', '{"te'),
        use('c', 'echo', '[1]'),
        use('d', 'echo', { text: 1, more: 2 }),
        use('e', 'broken'),
        use('f', 'refuses'),
        use('g', 'silent'),
        use('g', 'echo', { text: 'same id' }),
        use('h', 'ec ho;'),
      ),
      says('done'),
    ],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  const results = asked[1]?.messages.flatMap((message) => (message.role === 'tool' ? [[message.toolUseId, message.text]] : []));
  const again = 'Call again with one, e.g. {"key": "value"}.';
  expect(results).toEqual([
    ['a', 'There is no tool nothing. There are: echo, broken, refuses, silent.'],
    ['b', `The arguments are no JSON object ({"te). ${again}`],
    ['c', `The arguments are no JSON object ([1]). ${again}`],
    [
      'd',
      'The arguments of echo are wrong: text: Invalid input: expected string, received number; Unrecognized key: "more". It takes: text, path. Call again with the right ones.',
    ],
    ['e', 'Error: It failed.'],
    ['f', 'Error: Denied: no'],
    ['g', '(empty)'],
    [expect.stringMatching(/^call_[0-9a-f-]{36}$/), 'echo same id'],
    ['h', 'There is no tool ec_ho_. There are: echo, broken, refuses, silent.'],
  ]);
  // What no provider would take back is not said again.
  expect(asked[1]?.messages[1]).toMatchObject({ toolUses: { 1: use('b', 'echo', '{}'), 8: use('h', 'ec_ho_') } });
  expect(logged).toEqual([expect.stringContaining('the tool broken: Error: foreign words')]);
});

test('at most 32 calls of one answer run, and a long result is cut', async () => {
  let ran = 0;
  const many = tool('many', () => {
    ran += 1;
    return 'x'.repeat(60_000) + ran;
  });
  const { conversation, asked } = await loop({
    tools: [many],
    contextTokens: 100_000_000,
    answers: [calls(...Array.from({ length: 34 }, (_, index) => use(`c${index}`, 'many'))), says('done')],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  expect(ran).toBe(32);
  const texts = asked[1]?.messages.flatMap((message) => (message.role === 'tool' ? [message.text] : [])) ?? [];
  expect(texts.slice(32)).toEqual(Array(2).fill('It was not run: at most 32 calls in one answer.'));
  const small = await loop({ tools: [many], contextTokens: 20_000, answers: [calls(use('a', 'many')), says('done')] });
  await small.conversation.prompt('Go');
  expect(small.asked[1]?.messages.at(-1)).toEqual({
    role: 'tool',
    toolUseId: 'a',
    text: `${'x'.repeat(10_000)}\n[… 50002 characters more are left out: ask for a smaller part …]`,
  });
});

test('the budget, and 200 calls of the model', async () => {
  let left = 2;
  const bounded = await loop({
    tools: [echo],
    mayCall: () => left-- > 0,
    answers: [reply({ text: 'one', toolUses: [use('a', 'echo')] }), calls(use('b', 'echo', { text: 'x' }))],
  });
  expect(await bounded.conversation.prompt('Go')).toEqual({ kind: 'limit', why: 'budget', text: 'one' });
  expect(bounded.asked.length).toBe(2);
  expect(bounded.entries().at(-1)).toEqual({ entry: 'turn', kind: 'limit', why: 'budget' });
  let round = 0;
  const endless = await loop({ tools: [echo], answers: [() => calls(use(`c${round}`, 'echo', { text: `${round++}` }))] });
  expect(await endless.conversation.prompt('Go')).toEqual({ kind: 'limit', why: '200 calls of the model', text: '' });
  expect(await endless.conversation.prompt('More')).toEqual({ kind: 'limit', why: '200 calls of the model', text: '' });
  expect(endless.asked.length).toBe(200);
});

test('what is said meanwhile comes before the next call of the model; after the turn it is not taken', async () => {
  const { conversation, asked } = await loop({
    tools: [tool('wait', async () => ((await conversation.steer('Use tabs')) ? 'told' : 'not told'))],
    answers: [
      calls(use('a', 'wait')),
      async () => {
        expect(await conversation.steer('And hurry')).toBe(true);
        return says('done');
      },
      says('really done'),
    ],
  });
  expect(await conversation.steer('early')).toBe(false);
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'really done' });
  expect(asked[2]?.messages).toEqual([
    { role: 'user', text: 'Go' },
    { role: 'assistant', text: '', toolUses: [use('a', 'wait')] },
    { role: 'tool', toolUseId: 'a', text: 'told' },
    { role: 'user', text: 'Use tabs' },
    { role: 'assistant', text: 'done' },
    { role: 'user', text: 'And hurry' },
  ]);
  expect(await conversation.steer('late')).toBe(false);
});

test('what was said to a turn that could not go on is heard in the next one', async () => {
  const { conversation, asked } = await loop({
    answers: [
      async () => {
        await conversation.steer('Use tabs');
        return fails('overloaded');
      },
      says('done'),
    ],
  });
  expect(await conversation.prompt('Go')).toMatchObject({ kind: 'limit' });
  expect(await conversation.prompt('Again')).toEqual({ kind: 'done', text: 'done' });
  expect(asked[1]?.messages).toEqual(['Go', 'Use tabs', 'Again'].map((text) => ({ role: 'user', text })));
});

test('cancelled while the model answers, and while a tool runs', async () => {
  const { promise: asking, resolve } = Promise.withResolvers<void>();
  const first = await loop({
    answers: [
      (_, { signal }) =>
        new Promise((done) => {
          signal.addEventListener('abort', () => done(fails('user_abort')));
          resolve();
        }),
    ],
  });
  const turn = first.conversation.prompt('Go');
  expect(await first.conversation.prompt('Too')).toEqual({ kind: 'failed', text: '', why: 'one turn at a time' });
  await asking;
  await first.conversation.cancel();
  expect(await turn).toEqual({ kind: 'cancelled', text: '' });

  const second = await loop({
    tools: [
      tool(
        'hang',
        (_, signal) =>
          new Promise((done) => {
            signal.addEventListener('abort', () => done({ text: 'The call was cancelled.', isError: true }));
            void second.conversation.cancel();
          }),
      ),
    ],
    answers: [calls(use('a', 'hang'), use('b', 'hang')), says('on again')],
  });
  expect(await second.conversation.prompt('Go')).toEqual({ kind: 'cancelled', text: '' });
  await second.conversation.cancel();
  expect(await second.conversation.prompt('On')).toEqual({ kind: 'done', text: 'on again' });
  expect(second.asked[1]?.messages.slice(2)).toEqual([
    { role: 'tool', toolUseId: 'a', text: 'Error: The call was cancelled.' },
    { role: 'tool', toolUseId: 'b', text: 'It was not run: the turn was stopped.' },
    { role: 'user', text: 'On' },
  ]);
});

test('a log that can not be made is no conversation; one that can not be written ends it, and nothing runs', async () => {
  const made = await loop();
  const open = loop({ logDir: made.dir });
  await expect(open).rejects.toThrow(AgentError);
  await expect(open).rejects.toThrow('the log of its conversation can not be written (EEXIST): without it nothing is done');
  let ran = 0;
  const dir = scratch();
  const { conversation, asked } = await loop({
    logDir: dir,
    tools: [
      tool('count', () => {
        ran += 1;
        return 'x';
      }),
    ],
    answers: [says('done'), calls(use('a', 'count'))],
  });
  await conversation.prompt('Go');
  appendFileSync(join(dir, 'conversation.jsonl'), '{"entry":"turn"');
  const why = 'the log of its conversation can not be written (it was changed by somebody else): without it nothing is done';
  expect(await conversation.prompt('On')).toEqual({ kind: 'failed', text: '', why });
  expect(await conversation.prompt('On')).toEqual({ kind: 'failed', text: '', why });
  expect([ran, asked.length]).toEqual([0, 1]);
});

test('an exception of ours is a failed turn; its text is for the log only', async () => {
  const { conversation, logged } = await loop({
    answers: [
      () => {
        throw new Error('foreign words');
      },
    ],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'failed', text: '', why: 'the reason is in the log' });
  expect(logged).toEqual([expect.stringContaining('the loop of t1: Error: foreign words')]);
});
