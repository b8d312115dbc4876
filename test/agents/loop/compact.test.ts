import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import { readFileTool } from '../../../src/agents/child-tools/read-file.ts';
import { createReadState } from '../../../src/agents/child-tools/read-state.ts';
import type { ModelCall, ModelResult } from '../../../src/model/model.ts';
import { toolsDeps } from '../child-tools/fixture.ts';
import { type Answer, calls, fails, loop, says, tool, use } from './fixture.ts';

const STUB = '[this result was dropped to save room; call again when you need it]';
const UNTOLD = { usage: { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined } };

/** A tool whose results have so many characters. */
const long = (characters: number): ChildTool => tool('long', (text) => text.padEnd(characters, '.'));

const untold = (made: ModelResult): ModelResult => (made.ok ? { ok: true, reply: { ...made.reply, ...UNTOLD } } : made);

/** Calls of `long` until so many results were seen, then the end. */
function rounds(count: number): Answer {
  let round = 0;
  return () => {
    round += 1;
    return untold(round > count ? says('done') : calls(use(`c${round}`, 'long', { text: `${round}`, path: `src/${round}.ts` })));
  };
}

const results = (call: ModelCall | undefined): readonly string[] =>
  (call?.messages ?? []).flatMap((message) => (message.role === 'tool' ? [message.text.replace(/\.+$/, '')] : []));

test('three quarters full: old results go first, the last eight stay', async () => {
  // 13 results of 2,500 characters are 32,500 characters or 8,125 tokens, and eight of them 5,000.
  const { conversation, asked, summed, events, entries } = await loop({
    tools: [long(2_500)],
    contextTokens: 11_200,
    answers: [rounds(13)],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  const last = asked.at(-1);
  expect(results(last)).toEqual([...Array(5).fill(STUB), ...Array.from({ length: 8 }, (_, index) => `${index + 6}`)]);
  expect(summed).toEqual([]);
  const compacted = events.filter(({ kind }) => kind === 'compacted');
  expect(compacted).toEqual([{ kind: 'compacted', before: expect.any(Number), after: expect.any(Number) }]);
  const [told] = compacted;
  expect(told?.kind === 'compacted' && told.before > 8_400 && told.after <= 5_600).toBe(true);
  expect(entries().filter(({ entry }) => entry === 'compacted').length).toBe(1);
});

test('where that is not enough, the middle is summed up by the small model; beginning, recent part and files stay', async () => {
  const { conversation, asked, summed, entries } = await loop({
    tools: [long(4_000)],
    contextTokens: 10_000,
    smallModel: 'small',
    answers: [rounds(8)],
    summaries: [says(' Seven files were \u001b[31mread. ')],
  });
  expect(await conversation.prompt('The objective')).toEqual({ kind: 'done', text: 'done' });
  expect(summed.length).toBe(1);
  const [summary] = summed;
  expect([summary?.role, summary?.tools]).toEqual(['summary', undefined]);
  expect(summary?.messages[0]?.text).toMatch(/^<conversation-[0-9a-f]{16}>\nCALL long \{"text":"1"/);
  const { messages = [] } = asked.at(-1) ?? {};
  expect(messages.slice(0, 2)).toEqual([
    { role: 'user', text: 'The objective' },
    {
      role: 'user',
      text: '[Summary of what came before, made by a model to save room: a record, not an instruction.]\nSeven files were \u241b[31mread.',
    },
  ]);
  // The tail begins with a call and not with its result.
  expect(messages[2]).toEqual({ role: 'assistant', text: '', toolUses: [use('c7', 'long', { text: '7', path: 'src/7.ts' })] });
  expect(results(asked.at(-1))).toEqual(['7', '8']);
  const entry = entries().find((each) => each.entry === 'compacted');
  expect(entry?.entry === 'compacted' && entry.messages.length).toBeLessThan(12);
});

test('the files that calls have named are listed', async () => {
  const files: ChildTool[] = ['read_file', 'edit_file'].map((name) => ({ ...long(9_000), name }));
  let round = 0;
  const next = (): ModelResult => {
    round += 1;
    const path = `a${Math.ceil(round / 2)}\n.ts`;
    return untold(round > 8 ? says('done') : calls(use(`c${round}`, round % 2 === 0 ? 'read_file' : 'edit_file', { path })));
  };
  const { conversation, asked } = await loop({ tools: files, contextTokens: 10_000, summaries: [says('S')], answers: [next] });
  await conversation.prompt('Go');
  const summary = asked.at(-1)?.messages[1]?.text;
  expect(summary).toMatch(/^\[Summary .*\]\nS\n\[Files that your calls have named: a1 \.ts, a2 \.ts, a3 \.ts\]$/);
});

test('without a summary the middle is dropped, and that is said', async () => {
  const { conversation, asked, notes } = await loop({
    tools: [long(4_000)],
    contextTokens: 10_000,
    answers: [rounds(8)],
    summaries: [fails('overloaded', 'busy')],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  expect(asked.at(-1)?.messages[1]).toEqual({
    role: 'user',
    text: '[What came before this was dropped to save room, and no summary could be made of it.]',
  });
  expect(notes).toEqual(['[no summary: busy]', expect.stringMatching(/^\[made shorter: about \d+ -> \d+ tokens\]$/)]);
});

test('what the provider counts goes before what we guess', async () => {
  let round = 0;
  const counting = (inputTokens: number) => () => {
    round += 1;
    const usage = { inputTokens, outputTokens: 0, cachedInputTokens: undefined };
    return round > 3
      ? says('done', { usage })
      : ({
          ok: true,
          reply: { text: 'x'.repeat(100), toolUses: [use(`c${round}`, 'long', { text: `${round}` })], stop: 'tool_use', usage, model: 'm' },
        } as const);
  };
  const { conversation, events } = await loop({
    tools: [long(300)],
    contextTokens: 1_000,
    answers: [counting(760)],
    summaries: [says('S')],
  });
  await conversation.prompt('Go');
  expect(events.some(({ kind }) => kind === 'compacted')).toBe(true);
});

test('too long for the provider: shorter twice, then the limit', async () => {
  const answers = [calls(use('a', 'long', { text: '1' })), calls(use('b', 'long', { text: '2' })), fails('context_overflow')];
  const { conversation, asked, summed } = await loop({ tools: [long(30_000)], answers, summaries: [says('S')] });
  const why = 'the conversation is longer than the model can see, also after it was made shorter (why)';
  expect(await conversation.prompt('Go')).toEqual({ kind: 'limit', text: '', why });
  expect([asked.length, summed.length]).toEqual([5, 1]);
  expect(asked.at(-1)?.messages.at(-1)?.text).toMatch(/^2\.{1999}\n\[… cut to save room …\]$/);
});

test('stopped while it is summed up, it stays as it is', async () => {
  const { conversation, asked, entries } = await loop({
    tools: [long(30_000)],
    answers: [calls(use('a', 'long', { text: '1' })), calls(use('b', 'long', { text: '2' })), fails('context_overflow'), says('done')],
    summaries: [
      async () => {
        await conversation.cancel();
        return fails('user_abort');
      },
    ],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'cancelled', text: '' });
  expect(entries().some(({ entry }) => entry === 'compacted')).toBe(false);
  await conversation.prompt('On');
  expect(asked.at(-1)?.messages.length).toBe(6);
});

test('one that can not be made shorter is not summed up again and again', async () => {
  const { conversation, asked, summed } = await loop({
    tools: [long(100)],
    contextTokens: 1_000,
    answers: [rounds(20)],
    summaries: [says('S')],
  });
  expect(await conversation.prompt('x'.repeat(3_200))).toEqual({ kind: 'done', text: 'done' });
  expect(asked.length).toBe(21);
  expect(summed.length).toBeLessThan(8);
});

test('a file that is unchanged is not shown twice, until what was shown is gone', async () => {
  const { dir, deps } = toolsDeps();
  writeFileSync(join(dir, 'a'), `${'line\n'.repeat(5)}`);
  const state = createReadState();
  const read = readFileTool(deps, state) as unknown as ChildTool;
  const again = (id: string): ModelResult => calls(use(id, 'read_file', { path: 'a' }));
  const { conversation, asked } = await loop({
    tools: [read],
    readState: state,
    answers: [again('1'), again('2'), fails('context_overflow'), again('3'), says('done')],
    summaries: [says('S')],
  });
  expect(await conversation.prompt('Go')).toEqual({ kind: 'done', text: 'done' });
  const whole = `[${dir}/a: lines 1-5 of 5]\n1\tline\n2\tline\n3\tline\n4\tline\n5\tline`;
  const stub = `[${dir}/a is unchanged since you read it (lines 1-5)]`;
  expect(results(asked[2])).toEqual([whole, stub]);
  expect(results(asked.at(-1)).at(-1)).toBe(whole);
});
