import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApprovalAnswer, type ApprovalRow, KEPT_ENDED, MAX_PENDING, type Store } from '../../src/store/store.ts';

/** A question of session `one`, asked at 1,000 and expiring at 2,000. */
export function row(n: number, changed: Partial<ApprovalRow> = {}): ApprovalRow {
  return {
    id: `id${n}`,
    number: n,
    sessionId: 'one',
    actionHash: `hash${n}`,
    createdAt: 1_000,
    expiresAt: 2_000,
    shown: `{"n":${n}}`,
    ...changed,
  };
}

/** What every store keeps to. Takes what opens an empty one. */
export function conformance(open: () => Store): void {
  const wanted = { id: 'id1', sessionId: 'one', actionHash: 'hash1' };

  describe('approvals', () => {
    test('a question is used up once, for the row, the session and the action it was made for', () => {
      const { approvals } = open();
      expect([approvals.insert(row(1)), approvals.insert(row(1))]).toEqual([true, false]);
      const tries = [{ ...wanted, id: 'id2' }, { ...wanted, sessionId: 'two' }, { ...wanted, actionHash: 'hash2' }, wanted, wanted];
      expect(tries.map((each) => approvals.consume(each))).toEqual([false, false, false, true, false]);
    });

    test('what waits is given back as it was put in, the oldest first', () => {
      const { approvals } = open();
      const rows = [row(1, { createdAt: 1_500 }), row(2, { sessionId: 'two', shown: 'ü\u0000\u202e"' }), row(3, { createdAt: 1_500 })];
      for (const each of rows) approvals.insert(each);
      expect(approvals.waiting(1_999)).toEqual([rows[1], rows[0], rows[2]]);
      expect(approvals.waiting(2_000)).toEqual([]);
    });

    test('the first answer counts, of those that come before the end', () => {
      const { approvals } = open();
      approvals.insert(row(1));
      approvals.insert(row(2));
      const put = (id: string, answer: ApprovalAnswer, now = 1_500) => approvals.answer({ id, answer, by: `${answer} by a person`, now });
      expect(approvals.answerTo(wanted)).toBeUndefined();
      expect([put('id1', 'deny'), put('id1', 'allow_once'), put('id2', 'allow_once', 2_000), put('id9', 'deny')]).toEqual([
        true,
        false,
        false,
        false,
      ]);
      expect(approvals.answerTo(wanted)).toEqual({ answer: 'deny', by: 'deny by a person' });
      expect(approvals.answerTo({ ...wanted, sessionId: 'two' })).toBeUndefined();
      expect(approvals.answerTo({ ...wanted, id: 'id2' })).toBeUndefined();
      expect(approvals.answerTo({ ...wanted, id: 'id9' })).toBeUndefined();
      expect(approvals.waiting(1_500)).toEqual([row(2)]);
      expect(approvals.consume(wanted)).toBe(true);
      expect([approvals.answerTo(wanted), put('id1', 'allow_session')]).toEqual([undefined, false]);
    });

    test('an answer that came since the last look is not passed over', () => {
      const { approvals } = open();
      approvals.insert(row(1));
      expect(approvals.consume({ ...wanted, seen: 'deny' })).toBe(false);
      approvals.answer({ id: 'id1', answer: 'deny', by: 'a person', now: 1_500 });
      expect(approvals.consume({ ...wanted, seen: 'none' })).toBe(false);
      expect(approvals.consume({ ...wanted, seen: 'allow_once' })).toBe(false);
      expect(approvals.consume({ ...wanted, seen: 'deny' })).toBe(true);
      approvals.insert(row(2));
      expect(approvals.consume({ ...wanted, id: 'id2', actionHash: 'hash2', seen: 'none' })).toBe(true);
    });

    test('a session has 20 at most that wait; others are not touched, and those that are over make room', () => {
      const { approvals } = open();
      expect(MAX_PENDING).toBe(20);
      const inserted = Array.from({ length: 22 }, (_, n) => approvals.insert(row(n)));
      expect(inserted).toEqual([...Array(20).fill(true), false, false]);
      expect(approvals.insert(row(30, { sessionId: 'two' }))).toBe(true);
      expect(approvals.insert(row(31, { createdAt: 1_999 }))).toBe(false);
      approvals.withdraw(row(3));
      expect([approvals.insert(row(32)), approvals.insert(row(33))]).toEqual([true, false]);
      expect(approvals.consume(row(4))).toBe(true);
      expect([approvals.insert(row(34)), approvals.insert(row(35))]).toEqual([true, false]);
      expect(approvals.insert(row(36, { createdAt: 2_000, expiresAt: 3_000 }))).toBe(true);
      expect(approvals.waiting(2_000).map(({ id }) => id)).toEqual(['id36']);
    });

    test('withdrawing ends a question of this session alone', () => {
      const { approvals } = open();
      approvals.insert(row(1));
      approvals.withdraw({ id: 'id1', sessionId: 'two' });
      approvals.withdraw({ id: 'id9', sessionId: 'one' });
      expect(approvals.waiting(1_500)).toEqual([row(1)]);
      approvals.withdraw(wanted);
      expect([approvals.waiting(1_500), approvals.consume(wanted)]).toEqual([[], false]);
      expect(approvals.answer({ id: 'id1', answer: 'allow_once', by: 'a person', now: 1_500 })).toBe(false);
    });

    test('dropping a session drops its rows and no others', () => {
      const { approvals } = open();
      approvals.insert(row(1));
      approvals.insert(row(2, { sessionId: 'two' }));
      approvals.drop('one');
      approvals.drop('three');
      expect(approvals.known(1_500)).toEqual([{ id: 'id2', number: 2, sessionId: 'two', state: 'waiting' }]);
      expect([approvals.consume(wanted), approvals.consume(row(2, { sessionId: 'two' }))]).toEqual([false, true]);
    });

    test('what became of a question is remembered for a while', () => {
      const { approvals } = open();
      for (const n of [1, 2, 3, 4, 5]) approvals.insert(row(n, n === 5 ? { expiresAt: 1_200 } : {}));
      approvals.answer({ id: 'id2', answer: 'deny', by: 'a person', now: 1_100 });
      approvals.consume(row(3));
      approvals.withdraw(row(4));
      const states = ['waiting', 'answered', 'answered', 'withdrawn', 'expired'];
      const known = states.map((state, index) => ({ id: `id${index + 1}`, number: index + 1, sessionId: 'one', state }));
      expect(approvals.known(1_200)).toEqual(known);
      for (let n = 0; n < KEPT_ENDED + 5; n++) {
        approvals.insert(row(100 + n, { createdAt: 1_300 }));
        approvals.withdraw(row(100 + n));
      }
      expect(approvals.known(1_300).length).toBeLessThanOrEqual(KEPT_ENDED + 3);
      expect(approvals.known(1_300).filter(({ number }) => number <= 5)).toEqual([known[0], known[1]]);
    });

    test('the number of changes differs after every change, and only then', () => {
      const store = open();
      const { approvals, grants } = store;
      const changes = (act: () => unknown): boolean => {
        const before = store.changes();
        act();
        return store.changes() !== before;
      };
      expect(changes(() => approvals.insert(row(1)))).toBe(true);
      expect(changes(() => approvals.insert(row(1)))).toBe(false);
      expect(changes(() => approvals.answerTo(wanted))).toBe(false);
      expect(changes(() => approvals.waiting(1_500))).toBe(false);
      expect(changes(() => approvals.answer({ id: 'id1', answer: 'deny', by: 'a person', now: 1_500 }))).toBe(true);
      expect(changes(() => approvals.consume(wanted))).toBe(true);
      expect(changes(() => approvals.withdraw(wanted))).toBe(false);
      expect(changes(() => approvals.drop('one'))).toBe(true);
      expect(changes(() => grants.insert('one', { key: 'a', scope: '{}' }))).toBe(true);
      expect(changes(() => grants.drop('one'))).toBe(true);
    });

    test('whatever happens, a question has one end, and its first answer stays', () => {
      const step = fc.record({
        act: fc.constantFrom('insert', 'allow_once', 'deny', 'consume', 'withdraw', 'drop'),
        n: fc.integer({ min: 1, max: 3 }),
        now: fc.integer({ min: 1_000, max: 2_100 }),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
          const { approvals } = open();
          const answered = new Map<number, string>();
          const consumed = new Set<number>();
          for (const { act, n, now } of steps) {
            if (act === 'insert') {
              approvals.insert(row(n));
            } else if (act === 'consume') {
              const before = approvals.answerTo(row(n));
              if (!approvals.consume(row(n))) continue;
              expect([consumed.has(n), before?.answer]).toEqual([false, answered.get(n)]);
              consumed.add(n);
            } else if (act === 'withdraw') {
              approvals.withdraw(row(n));
            } else if (act === 'drop') {
              approvals.drop('one');
              answered.clear();
              consumed.clear();
            } else if (act === 'allow_once' || act === 'deny') {
              if (!approvals.answer({ id: `id${n}`, answer: act, by: 'a person', now })) continue;
              expect([answered.has(n), consumed.has(n), now < 2_000]).toEqual([false, false, true]);
              answered.set(n, act);
            }
          }
        }),
        { numRuns: 25 },
      );
    });
  });

  test('grants belong to a session, in the order they were given, each once', () => {
    const { grants } = open();
    const [a, b, c] = [
      { key: 'a', scope: '{"class":"x"}' },
      { key: 'a', scope: '{"class":"y"}' },
      { key: 'c', scope: '{}' },
    ];
    for (const grant of [a, b, a]) grants.insert('one', grant);
    grants.insert('two', c);
    expect([grants.list('one'), grants.list('two'), grants.list('three')]).toEqual([[a, b], [c], []]);
    expect(grants.list('one')).toBe(grants.list('one'));
    grants.drop('one');
    expect([grants.list('one'), grants.list('two')]).toEqual([[], [c]]);
    grants.insert('one', b);
    expect(grants.list('one')).toEqual([b]);
  });
}
