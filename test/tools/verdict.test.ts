import { expect, test } from 'vitest';
import type { Verdict } from '../../src/policy/action.ts';
import { describeVerdict, renderRefusal } from '../../src/tools/verdict.ts';

const ODD = 'a\u001b]0;t\u0007\u202eb';
const SHOWN = 'a␛]0;t␇\\u{202e}b';

test('what comes from a command is made visible, wherever it stands', () => {
  const verdict: Verdict = {
    decision: 'deny',
    tier: 2,
    rule: 'r',
    reason: ODD,
    change: ODD,
    span: { start: 3, end: 3 + ODD.length },
    class: 'unknown',
    signals: [{ span: { start: 0, end: 2 }, kind: 'file_modification', targets: [ODD] }],
    prefix: { kind: 'no_prefix', reason: ODD },
  };
  const described = describeVerdict(verdict, `ls ${ODD} x`);
  expect(described).toEqual({
    decision: 'deny',
    tier: 2,
    rule: 'r',
    reason: SHOWN,
    class: 'unknown',
    signals: [{ kind: 'file_modification', targets: [SHOWN], start: 0, end: 2 }],
    prefix: { kind: 'no_prefix', reason: SHOWN },
    change: SHOWN,
    decided_by: SHOWN,
  });
  expect(renderRefusal('denied', described)).toBe(`denied: ${SHOWN} (tier 2, r)\ndecided by: ${SHOWN}\n${SHOWN}`);
});

test('a long span is quoted in part, an allowed one not at all', () => {
  const verdict: Verdict = {
    decision: 'ask',
    tier: 5,
    rule: 'r',
    reason: 'w',
    span: { start: 0, end: 400 },
    signals: [],
    prefix: { kind: 'prefix', value: 'x' },
  };
  expect(describeVerdict(verdict, 'x'.repeat(400)).decided_by).toBe(`${'x'.repeat(300)}… (400 characters)`);
  expect(describeVerdict({ ...verdict, decision: 'allow', tier: 3 }, 'x'.repeat(400))).toEqual({
    decision: 'allow',
    tier: 3,
    rule: 'r',
    reason: 'w',
    prefix: { kind: 'prefix', value: 'x' },
  });
});
