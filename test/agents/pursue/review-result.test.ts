import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reviewed } from '../../../src/agents/pursue/director.ts';
import { reviewResult } from '../../../src/agents/pursue/review-result.ts';
import { scorecard } from '../../../src/agents/pursue/scorecard.ts';

const CRITERIA = [
  { name: 'correct', threshold: 0.8, weight: 3 },
  { name: 'style', threshold: 0.5, weight: 1 },
];
const says = (text: string | undefined, problem?: string): Reviewed => ({ agent: 'codex', taskId: 't2', text, problem });
const answer = (value: object): Reviewed => says(JSON.stringify(value));
const OF = { agent: 'codex', taskId: 't2' };

test('a verdict without criteria: its scores count for nothing', () => {
  expect(reviewResult(answer({ verdict: 'accept', note: 'fine', scores: { x: 1 } }), [])).toEqual({
    ...OF,
    verdict: 'accept',
    note: 'fine',
    followups: [],
  });
});

test('the mean is weighted, and computed by us', () => {
  const scores = { correct: 0.9, style: 0.5, total: 1 };
  expect(reviewResult(answer({ verdict: 'accept', scores, score: 1 }), CRITERIA)).toEqual({
    ...OF,
    verdict: 'accept',
    note: '',
    followups: [],
    scores: { correct: 0.9, style: 0.5 },
    score: (0.9 * 3 + 0.5) / 4,
  });
});

test('what falls short of a criterion is not accepted, whatever the verdict', () => {
  const read = reviewResult(answer({ verdict: 'accept', note: 'good', scores: { correct: 0.79, style: 1 } }), CRITERIA);
  expect(read).toEqual({
    ...OF,
    verdict: 'revise',
    note: 'it was accepted, but "correct" has the score 0.79, 0.8 is needed. good',
    followups: [],
    scores: { correct: 0.79, style: 1 },
    score: (0.79 * 3 + 1) / 4,
  });
});

test('a score that is missing is none, and not the best', () => {
  expect(reviewResult(answer({ verdict: 'accept', scores: { style: 2 } }), CRITERIA)).toEqual({
    ...OF,
    verdict: 'revise',
    note: 'it was accepted, but "correct" has no score, 0.8 is needed; "style" has no score, 0.5 is needed',
    followups: [],
    scores: {},
  });
});

test('another verdict stays what it is', () => {
  expect(reviewResult(answer({ verdict: 'blocked', note: 'no', scores: { correct: 1, style: 0 } }), CRITERIA)).toEqual({
    ...OF,
    verdict: 'blocked',
    note: 'no',
    followups: [],
    scores: { correct: 1, style: 0 },
    score: 0.75,
  });
});

test('no verdict, and no reviewer', () => {
  expect([
    reviewResult(says('fine!'), CRITERIA),
    reviewResult(says(undefined, 'it was \u001bstopped'), []),
    reviewResult(says(undefined), []),
  ]).toEqual([
    { ...OF, verdict: 'unreadable', note: 'its last message does not end with a verdict that can be understood', followups: [] },
    { ...OF, verdict: 'ended', note: 'it was \u241bstopped', followups: [] },
    { ...OF, verdict: 'ended', note: 'it said nothing', followups: [] },
  ]);
});

test('the names of criteria are shown on one line', () => {
  const criteria = [{ name: 'a\n\u001b"b"', threshold: 1, weight: 1 }];
  expect(scorecard(criteria, new Map()).short).toEqual(['"a \u241b\\"b\\"" has no score, 1 is needed']);
});

test('a mean lies between the scores; one of nothing is none', () => {
  expect(scorecard([{ name: 'a', threshold: 0, weight: 0 }], new Map([['a', 1]]))).toEqual({
    scores: { a: 1 },
    score: undefined,
    short: [],
  });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const row = fc.record({ threshold: share, weight: fc.double({ min: 0.01, max: 100, noNaN: true }), score: share });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const criteria = rows.map((one, i) => ({ ...one, name: `c${i}` }));
      const { score = Number.NaN, short } = scorecard(criteria, new Map(criteria.map((one) => [one.name, one.score])));
      const scores = rows.map((one) => one.score);
      expect(score).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-9);
      expect(score).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
      expect(short.length).toBe(rows.filter((one) => one.score < one.threshold).length);
    }),
  );
});
