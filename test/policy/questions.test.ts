import { describe, expect, test } from 'vitest';
import type { Approval } from '../../src/policy/action.ts';
import type { Classification } from '../../src/policy/engine/second-opinion.ts';
import { createQuestions, type Overflow, PENDING_MS } from '../../src/policy/questions.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const { signal } = new AbortController();
const TEXT = { message: 'm', grantable: true, grantText: 'g' };
const asked = { hash: 'h', text: TEXT, shown: '{}' };

function bench() {
  const clock = { now: 0 };
  const store = createMemoryStore();
  const questions = createQuestions({ sessionId: 's', store: store.approvals, now: () => clock.now, log: () => undefined });
  return { clock, store, questions };
}

function opened({ questions }: ReturnType<typeof bench>, late?: Promise<Classification>): string {
  return idOf(questions.open({ ...asked, late }));
}

function idOf(opened: Approval | Overflow): string {
  if (typeof opened === 'string') throw new Error(`no question: ${opened}`);
  return opened.id;
}

test('equal calls ask each for itself, and each answer is for one of them', async () => {
  const it = bench();
  const [first, second] = [opened(it), opened(it)];
  const waiting = it.questions.settled(second, signal);
  const person = { by: 'person', answer: 'allow_once', approver: 'host', grantable: true };
  expect(it.questions.redeem({ approvalId: first, choice: 'allow_once' }, 'h')).toEqual(person);
  expect([it.questions.isPending(first), it.questions.isPending(second)]).toEqual([false, true]);
  it.store.approvals.answer({ id: second, answer: 'deny', by: 'cli', now: 1 });
  expect(await waiting).toEqual({ approvalId: second, choice: 'deny' });
  expect(it.questions.redeem({ approvalId: second, choice: 'deny' }, 'h')).toEqual({ ...person, answer: 'deny', approver: 'cli' });
});

test('what is allowed for the session needs no further answer; other questions do', async () => {
  const it = bench();
  const [equal, other] = [opened(it), idOf(it.questions.open({ ...asked, hash: 'other' }))];
  const stop = new AbortController();
  const settled = [it.questions.settled(equal, signal), it.questions.settled(other, stop.signal)];
  it.questions.allowed('h');
  expect(await settled[0]).toEqual({ approvalId: equal, choice: 'unanswered' });
  stop.abort();
  expect(await settled[1]).toBeUndefined();
});

describe('places', () => {
  const many = ({ questions }: ReturnType<typeof bench>, count: number, task?: string, prefix = 'h') =>
    Array.from({ length: count }, (_, at) => {
      const opened = questions.open({ ...asked, hash: `${prefix}${task ?? ''}${at}`, task });
      return typeof opened === 'string' ? opened : 'open';
    });

  test('one child holds five of them, all children fifteen, and the host the rest', () => {
    const it = bench();
    expect(many(it, 6, 'a').slice(4)).toEqual(['open', 'child']);
    expect(many(it, 5, 'b')).toEqual(Array(5).fill('open'));
    expect(many(it, 5, 'c')).toEqual(Array(5).fill('open'));
    expect(many(it, 1, 'd')).toEqual(['children']);
    expect(many(it, 6)).toEqual([...Array(5).fill('open'), 'session']);
  });

  test('a place is free again when its question is over, or its time', () => {
    const it = bench();
    const first = idOf(it.questions.open({ ...asked, task: 'a' }));
    many(it, 4, 'a');
    expect(many(it, 1, 'a', 'x')).toEqual(['child']);
    it.questions.withdraw(first);
    expect(many(it, 2, 'a', 'x')).toEqual(['open', 'child']);
    it.clock.now = PENDING_MS;
    expect(many(it, 1, 'a', 'y')).toEqual(['open']);
  });

  test('the same again and again does not take them all', () => {
    const it = bench();
    const same = Array.from({ length: 6 }, () => it.questions.open(asked));
    expect(same.map((each) => (typeof each === 'string' ? each : each.number))).toEqual([1, 2, 3, 4, 5, 'same']);
    expect(many(it, 1, undefined, 'x')).toEqual(['open']);
  });
});

test('an answer counts once, for its own action', () => {
  const it = bench();
  const id = opened(it);
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_once' }, 'other')).toEqual({ by: 'nobody' });
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_once' }, 'h')).toEqual({
    by: 'person',
    answer: 'allow_once',
    approver: 'host',
    grantable: true,
  });
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_once' }, 'h')).toEqual({ by: 'nobody' });
});

test('after ten minutes nobody is asked any more', async () => {
  const it = bench();
  const id = opened(it);
  it.clock.now = PENDING_MS;
  expect(await it.questions.settled(id, signal)).toEqual({ approvalId: id, choice: 'unanswered' });
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_once' }, 'h')).toEqual({ by: 'nobody' });
});

test('an answer from elsewhere is noticed, and counts', async () => {
  const it = bench();
  const id = opened(it);
  const settled = it.questions.settled(id, signal);
  it.store.approvals.answer({ id, answer: 'allow_session', by: 'cli', now: 1 });
  expect(await settled).toEqual({ approvalId: id, choice: 'allow_session' });
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_session' }, 'h')).toEqual({
    by: 'person',
    answer: 'allow_session',
    approver: 'cli',
    grantable: true,
  });
});

test('who said no elsewhere is not overruled by a later yes of the host', () => {
  const it = bench();
  const id = opened(it);
  it.store.approvals.answer({ id, answer: 'deny', by: 'cli', now: 1 });
  expect(it.questions.redeem({ approvalId: id, choice: 'allow_once' }, 'h')).toEqual({
    by: 'person',
    answer: 'deny',
    approver: 'cli',
    grantable: true,
  });
});

test.each(['allow', 'block'] as const)('a late %s of the classifier is adopted', async (kind) => {
  const it = bench();
  const said: Classification = { kind, reason: 'r' };
  const id = opened(it, Promise.resolve(said));
  expect(await it.questions.settled(id, signal)).toEqual({ approvalId: id, choice: 'adopt' });
  expect(it.questions.redeem({ approvalId: id, choice: 'adopt' }, 'h')).toEqual({ by: 'classifier', said });
});

test('nothing is adopted that the classifier has not said', async () => {
  const it = bench();
  const failed: Classification = { kind: 'failed', reason: 'r', counts: true };
  const id = opened(it, Promise.resolve(failed));
  await Promise.resolve();
  expect(it.questions.redeem({ approvalId: id, choice: 'adopt' }, 'h')).toEqual({ by: 'nobody' });
  expect(it.questions.redeem({ approvalId: opened(bench()), choice: 'adopt' }, 'h')).toEqual({ by: 'nobody' });
});

test('a person who refuses is final, also against a late allow', async () => {
  const it = bench();
  const late = Promise.withResolvers<Classification>();
  const id = opened(it, late.promise);
  expect(it.questions.redeem({ approvalId: id, choice: 'deny' }, 'h')).toEqual({
    by: 'person',
    answer: 'deny',
    approver: 'host',
    grantable: true,
  });
  late.resolve({ kind: 'allow', reason: 'r' });
  await late.promise;
  expect(it.questions.redeem({ approvalId: id, choice: 'adopt' }, 'h')).toEqual({ by: 'nobody' });
});

test('what is taken back, dropped or aborted settles as nothing', async () => {
  const it = bench();
  const stop = new AbortController();
  const [first, second, third] = ['a', 'b', 'c'].map((hash) => idOf(it.questions.open({ ...asked, hash })));
  const settled = [
    it.questions.settled(first ?? '', stop.signal),
    it.questions.settled(second ?? '', signal),
    it.questions.settled(third ?? '', signal),
  ];
  stop.abort();
  it.questions.withdraw(second ?? '');
  it.questions.drop();
  expect(await Promise.all(settled)).toEqual([undefined, undefined, undefined]);
  expect(await it.questions.settled('unknown', signal)).toBeUndefined();
});
