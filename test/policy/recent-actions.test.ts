import { expect, test } from 'vitest';
import type { Verdict } from '../../src/policy/action.ts';
import { createRecentActions } from '../../src/policy/recent-actions.ts';
import { refusal } from '../../src/policy/verdicts.ts';

const VERDICT: Verdict = refusal(2, 'gate:cwd', 'no directory');

function after(count: number): readonly string[] {
  const recent = createRecentActions();
  for (let i = 1; i <= count; i++) {
    recent.add({ kind: 'command', tool: 'bash', command: `echo ${i}`, cwd: '/w', access: 'read-only' }, VERDICT);
    recent.add({ kind: 'session', tool: 'todo_update' }, VERDICT);
  }
  return recent.list().map(({ action, verdict }) => `${action} is ${verdict}`);
}

const lines = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `bash: echo ${first + i} is deny (gate:cwd)`);

test.each([
  [0, []],
  [3, lines(1, 3)],
  [20, lines(1, 20)],
  [21, lines(2, 21)],
  [40, lines(21, 40)],
  [59, lines(40, 59)],
])('after %i actions the last twenty are there, the oldest first; what touches nothing is not among them', (count, expected) => {
  expect(after(count)).toEqual(expected);
});
