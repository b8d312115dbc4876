import { expect, test } from 'vitest';
import type { Classification } from '../../src/policy/engine/second-opinion.ts';
import { createQuestions, PENDING_MS } from '../../src/policy/questions.ts';
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
  const approval = questions.open({ ...asked, late });
  if (approval === undefined) throw new Error('no question');
  return approval.id;
}

test('the same action asks one question', () => {
  const { questions } = bench();
  const first = questions.open(asked);
  expect([questions.open(asked), questions.open({ ...asked, hash: 'other' })?.number]).toEqual([first, 2]);
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
  const [first, second, third] = ['a', 'b', 'c'].map((hash) => it.questions.open({ ...asked, hash })?.id ?? '');
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
