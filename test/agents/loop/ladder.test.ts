import { expect, test } from 'vitest';
import { fields, items } from '../../../src/model/fields.ts';
import type { FailureClass } from '../../../src/model/model.ts';
import { openai } from '../../../src/model/openai.ts';
import { type Answer, calls, fails, loop, reply, says, tool, use } from './fixture.ts';

const echo = tool('echo', (text) => `echo ${text}`);

test.each<readonly [FailureClass, string]>([
  ['rate_limit', 'the model did not answer (rate_limit: why); resume later'],
  ['overloaded', 'the model did not answer (overloaded: why); resume later'],
  ['request_timeout', 'the model did not answer (request_timeout: why); resume later'],
  ['stream_idle_timeout', 'the model did not answer (stream_idle_timeout: why); resume later'],
  ['connection', 'the model did not answer (connection: why); resume later'],
  ['incomplete_stream', 'the model did not answer (incomplete_stream: why); resume later'],
  ['out_of_credit', 'the account of the model has no credit left (why); resume when a person has added some'],
])('%s can be over later: the turn ends at a limit, with all results', async (kind, why) => {
  const { conversation, asked } = await loop({ tools: [echo], answers: [calls(use('a', 'echo')), fails(kind), says('done')] });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'limit', text: '', why });
  expect(await conversation.prompt('On')).toEqual({ kind: 'done', text: 'done' });
  expect(asked[2]?.messages.slice(1)).toEqual([
    { role: 'assistant', text: '', toolUses: [use('a', 'echo')] },
    { role: 'tool', toolUseId: 'a', text: 'echo ' },
    { role: 'user', text: 'On' },
  ]);
});

test('what no other attempt can change is a failure', async () => {
  const { conversation } = await loop({ answers: [fails('non_retryable', 'no such model')] });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'failed', text: '', why: 'no such model' });
});

test('a refusal ends the turn; its calls are none', async () => {
  let ran = 0;
  const { conversation, asked } = await loop({
    tools: [tool('count', () => `${ran++}`)],
    answers: [reply({ text: 'I will not.', toolUses: [use('a', 'count')], stop: 'refusal' }), says('fine')],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'refused', text: 'I will not.' });
  await conversation.prompt('Please');
  expect([ran, asked[1]?.messages]).toEqual([
    0,
    [
      { role: 'user', text: 'Go' },
      { role: 'assistant', text: 'I will not.' },
      { role: 'user', text: 'Please' },
    ],
  ]);
});

test('an answer that was cut is gone on with once', async () => {
  const goOn = 'Your answer was cut: it reached the limit of tokens. Go on where it stopped; make calls with shorter arguments.';
  const cut = (text: string): Answer => says(text, { stop: 'length' });
  const once = await loop({ answers: [cut('All is '), says('done.')] });
  expect(await once.conversation.prompt('Go')).toEqual({ kind: 'done', text: 'All is done.' });
  expect(once.asked[1]?.messages.slice(1)).toEqual([
    { role: 'assistant', text: 'All is ' },
    { role: 'user', text: goOn },
  ]);
  const twice = await loop({ answers: [cut('All '), cut('is ')] });
  const why = 'its answer is longer than the limit of tokens';
  expect(await twice.conversation.prompt('Go')).toEqual({ kind: 'limit', text: 'All is ', why });
  // A call that came whole counts as progress, and what was said earlier is another message.
  const between = await loop({
    tools: [echo],
    answers: [cut(''), reply({ text: 'Now', toolUses: [use('a', 'echo')], stop: 'length' }), cut('All '), says('done')],
  });
  expect(await between.conversation.prompt('Go')).toEqual({ kind: 'done', text: 'All done' });
  // Nothing empty is said again.
  expect(between.asked[1]?.messages).toEqual([
    { role: 'user', text: 'Go' },
    { role: 'user', text: goOn },
  ]);
});

test('a provider that wants its reasoning back gets it from then on', async () => {
  const { conversation, asked, entries } = await loop({
    tools: [echo],
    answers: [
      reply({ toolUses: [use('a', 'echo')], stop: 'tool_use', reasoning: 'I think' }),
      fails('reasoning_content_required'),
      calls(use('b', 'echo')),
      says('done'),
    ],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  expect(asked.map(({ withReasoning }) => withReasoning)).toEqual([undefined, undefined, true, true]);
  expect(entries()[2]).toEqual({
    entry: 'message',
    message: { role: 'assistant', text: '', toolUses: [use('a', 'echo')], reasoning: 'I think' },
  });
  const sent = asked.map((call) =>
    items(openai.body(call, { model: 'm', stream: true, without: new Set() })['messages'])
      .map(fields)
      .filter(({ role }) => role === 'assistant')
      .map(({ reasoning_content }) => reasoning_content),
  );
  expect(sent).toEqual([[], [undefined], ['I think'], ['I think', '']]);
  const never = await loop({ answers: [fails('reasoning_content_required')] });
  expect(await never.conversation.prompt('Go')).toEqual({ kind: 'failed', text: '', why: 'why' });
  expect(never.asked.length).toBe(2);
});

test('the same call with the same result: told at the third time, ended at the fifth', async () => {
  let round = 0;
  let time = 0;
  const { conversation, asked } = await loop({
    // Our own first line of a command tells how long it took.
    tools: [tool('same', () => `completed, exit 0, ${time++} ms, sandbox: none\nsame`), echo],
    answers: [() => (round++ < 12 ? calls(use(`c${round}`, 'same'), use(`d${round}`, 'echo', { text: `${round}` })) : says('done'))],
  });
  // Of eight calls four are the same: that is no circle yet, but it is told.
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  const last = asked.at(-1)?.messages.at(-2)?.text;
  expect(last).toBe(
    'completed, exit 0, 11 ms, sandbox: none\nsame\n[This call has given the same result 4 times. Do something else, or say what is in the way.]',
  );

  let ran = 0;
  const circle = await loop({
    tools: [
      tool('same', () => {
        ran += 1;
        return 'same';
      }),
    ],
    answers: [() => calls(use(`c${ran}`, 'same', { text: 'x' }), use(`d${ran}`, 'same', { text: 'x' }))],
  });
  const why = 'the same call of same gave the same result 5 times';
  expect(await circle.conversation.prompt('Go')).toEqual({ kind: 'stuck', text: '', why });
  expect(ran).toBe(5);
  const note = (times: number) =>
    `same\n[This call has given the same result ${times} times. Do something else, or say what is in the way.]`;
  const results = circle.entries().flatMap((entry) => (entry.entry === 'ended' ? [entry.text] : []));
  expect(results).toEqual(['same', 'same', note(3), note(4), note(5), 'It was not run: the turn was ended.']);
});

test('another result, or other arguments, is no circle', async () => {
  let round = 0;
  const { conversation } = await loop({
    tools: [tool('poll', () => `${round} of 9`), echo],
    answers: [() => (round++ < 9 ? calls(use(`p${round}`, 'poll'), use(`e${round}`, 'echo', { text: `${round}` })) : says('done'))],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
});
