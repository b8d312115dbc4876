import { expect, test } from 'vitest';
import { converse, type Talk } from '../../../src/agents/child/converse.ts';
import { ONE_ANSWER } from '../../../src/agents/child/one-answer.ts';
import type { Calls } from '../../../src/agents/hold/calls.ts';
import { AgentError, type Conversation, type ProtocolEvents, type TurnEnd } from '../../../src/agents/protocol.ts';
import type { Director } from '../../../src/agents/pursue/director.ts';
import { createMeter } from '../../../src/agents/pursue/meter.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { createMailbox } from '../../../src/session/inbox.ts';

const DONE: TurnEnd = { kind: 'done', text: 'it is done' };

interface Script {
  /** What each turn comes to; the last repeats. */
  readonly turns?: readonly (TurnEnd | 'hangs')[];
  readonly open?: () => Promise<never>;
  readonly steers?: boolean;
  readonly refusalEndsTurn?: boolean;
  readonly refusals?: readonly (readonly string[])[];
  /** Told when a turn has begun. */
  readonly onPrompt?: (events: ProtocolEvents, turn: number) => void;
  readonly cancelEnds?: boolean;
  readonly director?: Director;
  readonly budget?: Partial<Parameters<typeof createMeter>[0]>;
}

function bench(script: Script = {}) {
  const prompts: string[] = [];
  const steered: string[] = [];
  const events: ChildEvent[] = [];
  const breaches: string[] = [];
  const notes: string[] = [];
  const mailbox = createMailbox();
  const stop = new AbortController();
  const hurry = new AbortController();
  const ended = Promise.withResolvers<void>();
  const refusals = [...(script.refusals ?? [])];
  const calls: Calls = {
    ask: async () => ({ allowed: true }),
    began: () => undefined,
    finished: () => undefined,
    refusals: () => refusals.shift() ?? [],
  };
  let cancelled = 0;
  const { turns = [DONE] } = script;
  const meter = createMeter({ wallMs: 1_000_000, ...script.budget });
  const talk: Talk = {
    partner: {
      async open(told) {
        if (script.open !== undefined) return await script.open();
        const over = Promise.withResolvers<TurnEnd>();
        const conversation: Conversation = {
          id: 'c1',
          model: 'm1',
          async prompt(text) {
            prompts.push(text);
            const turn = turns[Math.min(prompts.length, turns.length) - 1] ?? DONE;
            script.onPrompt?.(told, prompts.length);
            return turn === 'hangs' ? await over.promise : turn;
          },
          async steer(text) {
            if (script.steers === true) steered.push(text);
            return script.steers === true;
          },
          async cancel() {
            cancelled += 1;
            if (script.cancelEnds !== false) over.resolve({ kind: 'cancelled', text: '' });
          },
        };
        return conversation;
      },
      ended: ended.promise,
      calls,
      ready: undefined,
      quirks: { refusalEndsTurn: script.refusalEndsTurn === true, seesToolsLate: false },
      countsTurns: false,
    },
    prompt: 'do it',
    director: script.director ?? ONE_ANSWER,
    meter,
    callsMade: () => 0,
    transcript: { say: () => undefined, note: (line) => void notes.push(line) },
    context: {
      report(event) {
        meter.take(event);
        events.push(event);
      },
      breach: (reason) => void breaches.push(reason),
      inbox: mailbox.inbox,
      hurry: hurry.signal,
    },
    stop: stop.signal,
    limits: { openMs: 50, cancelMs: 50 },
  };
  return { talk, prompts, steered, events, breaches, notes, mailbox, stop, hurry, ended, cancelled: () => cancelled };
}

test('one turn, told as it goes', async () => {
  const { talk, prompts, events } = bench({ onPrompt: ({ used }) => used({ inputTokens: 1, outputTokens: 2, usd: null }) });
  expect(await converse(talk)).toMatchObject({ status: 'completed', reason: '', final: 'it is done' });
  expect(prompts).toEqual(['do it']);
  expect(events).toEqual([
    { kind: 'conversation', id: 'c1', model: 'm1' },
    { kind: 'turn' },
    { kind: 'used', use: { inputTokens: 1, outputTokens: 2, usd: null } },
  ]);
});

test('what is said meanwhile goes into the turn where it can, else it is the next one', async () => {
  const steering = bench({ steers: true, onPrompt: () => undefined });
  steering.mailbox.send('first');
  steering.mailbox.send('second');
  expect(await converse(steering.talk)).toMatchObject({ status: 'completed' });
  expect([steering.steered, steering.prompts]).toEqual([['first', 'second'], ['do it']]);

  const waiting = bench({
    turns: [
      { kind: 'done', text: 'one' },
      { kind: 'done', text: '' },
      { kind: 'done', text: 'three' },
    ],
  });
  waiting.mailbox.send('first');
  waiting.mailbox.send('second');
  expect(await converse(waiting.talk)).toMatchObject({ status: 'completed', reason: '', final: 'three' });
  expect(waiting.prompts).toEqual(['do it', 'first', 'second']);
});

test('an agent whose turn ends with a refusal hears why and may go on', async () => {
  const { talk, prompts, notes } = bench({
    refusalEndsTurn: true,
    refusals: [['no writing', 'no network'], []],
    turns: [{ kind: 'cancelled', text: '' }, DONE],
  });
  expect(await converse(talk)).toMatchObject({ status: 'completed', final: 'it is done' });
  const told = 'That was denied: no writing; no network. Choose another way, or say what you could not do.';
  expect(prompts).toEqual(['do it', told]);
  expect(notes).toEqual([`[told: ${told}]`]);
});

test.each<{ end: TurnEnd; refusals?: readonly string[]; outcome: object }>([
  {
    end: { kind: 'failed', text: '', why: 'broken \u001b pipe' },
    outcome: { status: 'failed', reason: 'mid-run-failure: broken \u241b pipe' },
  },
  {
    end: { kind: 'limit', text: 'half', why: 'turns' },
    outcome: { status: 'paused', reason: 'a limit of the agent was reached: turns', final: 'half' },
  },
  { end: { kind: 'refused', text: '' }, outcome: { status: 'failed', reason: 'its model refused to go on' } },
  { end: { kind: 'cancelled', text: '' }, outcome: { status: 'failed', reason: 'it ended its turn by itself' } },
  { end: { kind: 'cancelled', text: '' }, refusals: ['no'], outcome: { status: 'blocked', reason: 'it gave up when it was denied: no' } },
])('a turn that ends as $end.kind', async ({ end, refusals, outcome }) => {
  // The first look at the refusals is whether the agent is to be told of them.
  const { talk } = bench({ turns: [end], refusals: refusals === undefined ? [] : [[], refusals] });
  expect(await converse(talk)).toEqual({ final: '', ...outcome });
});

test('to stop in mid-turn the agent is asked, and not waited for when it does not hear', async () => {
  for (const cancelEnds of [true, false]) {
    const begun = Promise.withResolvers<void>();
    const { talk, stop, cancelled } = bench({ turns: ['hangs'], cancelEnds, onPrompt: () => begun.resolve() });
    const talking = converse(talk);
    await begun.promise;
    stop.abort();
    expect(await talking).toEqual({ status: 'stopped', reason: '', final: '' });
    expect(cancelled()).toBe(1);
  }
});

test('in a hurry nobody waits for the agent at all', async () => {
  const begun = Promise.withResolvers<void>();
  const { talk, stop, hurry } = bench({ turns: ['hangs'], cancelEnds: false, onPrompt: () => begun.resolve() });
  const talking = converse({ ...talk, limits: { openMs: 50, cancelMs: 1_000_000 } });
  await begun.promise;
  stop.abort();
  hurry.abort();
  expect(await talking).toMatchObject({ status: 'stopped' });
});

test('an agent that does not come to a conversation fails with words', async () => {
  await expect(converse(bench({ open: () => new Promise(() => undefined) }).talk)).rejects.toThrow(
    'it could not be talked to within 0.05 s',
  );
  const gone = bench({ open: () => new Promise(() => undefined) });
  gone.ended.resolve();
  await expect(converse(gone.talk)).rejects.toThrow('it ended before it could be talked to');
  await expect(converse(bench({ open: () => Promise.reject(new AgentError('log in first')) }).talk)).rejects.toThrow('log in first');
  const stopped = bench({ open: () => new Promise(() => undefined) });
  stopped.stop.abort();
  expect(await converse(stopped.talk)).toEqual({ status: 'stopped', reason: '' });
});

test('what leaves its bounds is a breach', async () => {
  const { talk, breaches } = bench({ onPrompt: ({ violation }) => violation('mode \u001byolo') });
  await converse(talk);
  expect(breaches).toEqual(['it left the bounds it was started in: mode \u241byolo']);
});

test('an agent that never comes to an end is paused', async () => {
  const { talk, prompts } = bench({
    refusalEndsTurn: true,
    refusals: Array.from({ length: 300 }, () => ['no']),
    turns: [{ kind: 'cancelled', text: '' }],
  });
  expect(await converse(talk)).toMatchObject({ status: 'paused', reason: 'it took 200 turns and had not come to an end' });
  expect(prompts.length).toBe(200);
});

test('goes on as long as its director says so, and ends as that says', async () => {
  const seen: unknown[] = [];
  const director: Director = {
    opening: 'until it is done',
    async after(turn) {
      seen.push(turn);
      if (seen.length < 3) return { kind: 'say', text: `go on ${seen.length}` };
      const outcome = { status: 'blocked', reason: 'no key' } as const;
      return { kind: 'end', end: { outcome, confidence: undefined, signals: [], checks: [], review: undefined } };
    },
  };
  const { talk, prompts, events } = bench({ director });
  expect(await converse(talk)).toMatchObject({ status: 'blocked', reason: 'no key', final: 'it is done' });
  expect(prompts).toEqual(['do it\n\nuntil it is done', 'go on 1', 'go on 2']);
  expect(seen).toEqual(Array.from({ length: 3 }, () => ({ text: 'it is done', calls: 0 })));
  expect(events.filter(({ kind }) => kind === 'told')).toEqual([
    { kind: 'told', text: 'go on 1' },
    { kind: 'told', text: 'go on 2' },
  ]);
});

test('a budget of turns ends it before the next one', async () => {
  const director: Director = { opening: '', after: async () => ({ kind: 'say', text: 'more' }) };
  const { talk, prompts } = bench({ director, budget: { turns: 2 } });
  expect(await converse(talk)).toMatchObject({ status: 'paused', overBudget: true, reason: expect.stringContaining('2 turns') });
  expect(prompts).toEqual(['do it', 'more']);
});
