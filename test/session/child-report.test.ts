import { expect, test } from 'vitest';
import type { ChildEvent } from '../../src/agents/runner.ts';
import { childReportSchema, NOTHING_DONE, reportAfter } from '../../src/session/child-report.ts';

const after = (events: readonly ChildEvent[]) => events.reduce(reportAfter, NOTHING_DONE);

test('what a child tells is folded into few words', () => {
  const key = `ghp_${'a1B2'.repeat(9)}`;
  const report = after([
    { kind: 'conversation', id: 'c1', model: 'm\u001b1' },
    { kind: 'turn' },
    { kind: 'call', tool: 'Bash', hint: 'make\nall' },
    { kind: 'answered', allowed: true, reason: '' },
    { kind: 'turn' },
    { kind: 'call', tool: 'Write', hint: `${'x'.repeat(80)}` },
    { kind: 'answered', allowed: false, reason: `no ${key}` },
    { kind: 'answered', allowed: false, reason: 'another' },
    { kind: 'answered', allowed: false, reason: `no ${key}` },
    { kind: 'unapproved', what: 'rm' },
    { kind: 'used', use: { inputTokens: 1, outputTokens: 2, usd: null } },
  ]);
  expect(report).toEqual({
    turns: 2,
    calls: ['[iter 1] Bash make all', `[iter 2] Write ${'x'.repeat(59)}…`],
    allowed: 1,
    denied: 3,
    denials: ['another', expect.stringMatching(/^no \S+$/)],
    unapproved: ['rm'],
    use: { inputTokens: 1, outputTokens: 2, usd: null },
    model: 'm\u241b1',
    conversation: 'c1',
  });
  expect(JSON.stringify(report)).not.toContain('a1B2');
  expect(childReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test('only the last of many are kept', () => {
  const many = Array.from({ length: 50 }, (_, n) => n);
  const report = after(
    many.flatMap((n): ChildEvent[] => [
      { kind: 'call', tool: 't', hint: `${n}` },
      { kind: 'answered', allowed: false, reason: `${n}` },
      { kind: 'unapproved', what: `${n}` },
    ]),
  );
  const last = many.slice(30).map(String);
  expect([report.calls, report.denials, report.unapproved]).toEqual([last.map((n) => `[iter 0] t ${n}`), last, last]);
  expect(report.denied).toBe(50);
});
