import { expect, test } from 'vitest';
import { holdOf } from '../../../src/agents/hold/hold-of.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { NO_COSTS } from '../../../src/model/cost.ts';
import type { Action, Answer, Approval, Authorization, AuthorizeOptions, Gate } from '../../../src/policy/action.ts';
import { VERDICT } from '../../session/tasks-fixture.ts';

const ACTION: Action = { kind: 'command', tool: 'bash', command: 'make', cwd: '/srv/project', access: 'workspace-write' };
const APPROVAL: Approval = { id: 'id', number: 3, message: 'May it?', grantable: false, grantText: '' };
const NEVER = new AbortController().signal;
const ALLOW: Authorization = { decision: 'allow', verdict: VERDICT };
const DENY: Authorization = { decision: 'deny', verdict: { ...VERDICT, decision: 'deny', reason: 'it is forbidden', change: 'Ask less.' } };
const ASK: Authorization = { decision: 'ask', verdict: { ...VERDICT, decision: 'ask' }, approval: APPROVAL };

/** A gate that asks first, and says `then` when it is given an answer. */
function bench(first: Authorization | Error, then: Authorization = ALLOW) {
  const events: ChildEvent[] = [];
  const calls: (AuthorizeOptions['answer'] | 'withdrawn' | string)[] = [];
  const elsewhere = Promise.withResolvers<Answer | undefined>();
  const stopping = new AbortController();
  const gate: Gate = {
    authorize: async (_, { answer }) => {
      calls.push(answer);
      if (first instanceof Error) throw first;
      return answer === undefined ? first : then;
    },
    settled: (_, signal) => {
      signal.addEventListener('abort', () => elsewhere.resolve(undefined));
      return elsewhere.promise;
    },
    withdraw: (id) => void calls.push(`withdrawn ${id}`),
    explain: async () => ({ verdict: VERDICT, parts: [] }),
    engine: () => ({ kind: 'rules', why: 'chosen' }),
    costs: () => NO_COSTS,
    dropGrants: () => undefined,
  };
  const logged: string[] = [];
  const hold = holdOf({
    gate,
    report: (event) => void events.push(event),
    stopping: stopping.signal,
    log: (line) => void logged.push(line),
  });
  const waiting = (): Extract<ChildEvent, { kind: 'waiting' }> | undefined =>
    events.find((event): event is Extract<ChildEvent, { kind: 'waiting' }> => event.kind === 'waiting');
  return { hold, events, calls, elsewhere, stopping, logged, waiting };
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

test('what is allowed is allowed, what is denied is denied with what would change it', async () => {
  const allowed = bench(ALLOW);
  expect(await allowed.hold.judge(ACTION, NEVER)).toMatchObject({ allowed: true, execution: undefined });
  expect(allowed.events).toEqual([{ kind: 'answered', allowed: true, reason: 'a test', rule: 'test', what: 'make' }]);
  const denied = bench(DENY);
  expect(await denied.hold.judge(ACTION, NEVER)).toEqual({ allowed: false, reason: 'it is forbidden. Ask less.' });
  expect(denied.events).toEqual([{ kind: 'answered', allowed: false, reason: 'it is forbidden. Ask less.', rule: 'test', what: 'make' }]);
});

test.each(['host', 'elsewhere'] as const)('a question waits for a person, and the answer of the %s counts once', async (who) => {
  const { hold, events, calls, elsewhere, waiting } = bench(ASK);
  const judging = hold.judge(ACTION, NEVER);
  await turns();
  const yes: Answer = { approvalId: 'id', choice: 'allow_once' };
  expect(waiting()).toMatchObject({ kind: 'waiting', approval: APPROVAL, what: 'make' });
  expect(waiting()?.over.aborted).toBe(false);
  if (who === 'host') waiting()?.answer(yes);
  else elsewhere.resolve(yes);
  expect(await judging).toMatchObject({ allowed: true });
  waiting()?.answer({ approvalId: 'id', choice: 'deny' });
  expect(calls).toEqual([undefined, yes, 'withdrawn id']);
  expect(waiting()?.over.aborted).toBe(true);
  expect(events.map(({ kind }) => kind)).toEqual(['waiting', 'waited', 'answered']);
});

test('what the gate warns of is handed on, and nothing where it warns of nothing', async () => {
  const warnings = ['the disk is full'];
  expect(await bench({ ...ALLOW, warnings }).hold.judge(ACTION, NEVER)).toMatchObject({ allowed: true, warnings });
  expect('warnings' in (await bench(ALLOW).hold.judge(ACTION, NEVER))).toBe(false);
});

test('a child that is to stop, or a call that nobody waits for, is a no and takes its question back', async () => {
  for (const how of ['stop', 'cancel'] as const) {
    const { hold, calls, stopping } = bench(ASK, DENY);
    const call = new AbortController();
    const judging = hold.judge(ACTION, call.signal);
    await turns();
    (how === 'stop' ? stopping : call).abort();
    expect(await judging).toEqual({ allowed: false, reason: 'it is forbidden. Ask less.' });
    expect(calls).toEqual([undefined, { approvalId: 'id', choice: 'unanswered' }, 'withdrawn id']);
  }
});

test('what was allowed too late is not done', async () => {
  const { hold, stopping } = bench(ALLOW);
  stopping.abort();
  expect(await hold.judge(ACTION, NEVER)).toEqual({ allowed: false, reason: 'the call was cancelled' });
});

test('a gate that fails is a no', async () => {
  const { hold, logged } = bench(new Error('broken'));
  expect(await hold.judge(ACTION, NEVER)).toEqual({ allowed: false, reason: 'it could not be judged, so the answer is no' });
  expect(logged).toEqual([expect.stringContaining('broken')]);
});

test('a gate that asks again after an answer gets no second one', async () => {
  const { hold, calls, waiting } = bench(ASK, ASK);
  const judging = hold.judge(ACTION, NEVER);
  await turns();
  waiting()?.answer({ approvalId: 'id', choice: 'allow_once' });
  expect(await judging).toMatchObject({ allowed: false });
  expect(calls.filter((one) => one === 'withdrawn id').length).toBe(2);
});
