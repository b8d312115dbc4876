import { expect, test } from 'vitest';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Action, Authorization, Ended, Gate, Verdict } from '../../src/policy/action.ts';
import { childGate } from '../../src/session/child-gate.ts';

const { signal } = new AbortController();
const action: Action = { kind: 'command', tool: 'bash', command: 'x', cwd: '/w', access: 'workspace-write' };
const verdict = (decision: Verdict['decision'], reason: string): Verdict => ({
  decision,
  tier: 3,
  rule: 'r',
  reason,
  signals: [],
  prefix: { kind: 'no_prefix', reason: '' },
});

function held(answers: readonly Authorization[]) {
  const left = [...answers];
  const callers: unknown[] = [];
  const blocked: string[] = [];
  const gate: Gate = {
    authorize: async (_, { caller }) => {
      callers.push(caller);
      const next = left.shift();
      if (next === undefined) throw new Error('no more');
      return next;
    },
    explain: async () => ({ verdict: verdict('deny', ''), parts: [] }),
    withdraw: () => undefined,
    settled: async () => undefined,
    engine: () => ({ kind: 'rules', why: 'chosen' }),
    costs: () => NO_COSTS,
    dropGrants: () => undefined,
  };
  return { gate: childGate(gate, { name: 'scripted', task: 't1', blocked: (reason) => blocked.push(reason) }), callers, blocked };
}

const deny = (reason: string): Authorization => ({ decision: 'deny', verdict: verdict('deny', reason) });
const allow = (ended?: (end: Ended) => void): Authorization => ({
  decision: 'allow',
  verdict: verdict('allow', ''),
  ...(ended === undefined ? {} : { ended }),
});

test('a child is known by its task, and ended at the tenth denial in a row, with the reasons', async () => {
  const { gate, callers, blocked } = held(Array.from({ length: 10 }, (_, i) => deny(`reason ${i % 5}`)));
  for (let i = 0; i < 9; i++) await gate.authorize(action, { signal });
  expect(blocked).toEqual([]);
  await gate.authorize(action, { signal });
  expect(blocked).toEqual(['it was denied 10 times in a row: reason 0; reason 1; reason 2; and 2 more']);
  expect(callers).toEqual(Array.from({ length: 10 }, () => ({ name: 'scripted', task: 't1' })));
});

test('only a completed step clears the denials: one that is allowed and fails does not', async () => {
  const nine = Array.from({ length: 9 }, () => deny('no'));
  const told: Ended[] = [];
  const { gate, blocked } = held([...nine, allow((end) => told.push(end)), deny('no'), ...nine]);
  for (let i = 0; i < 9; i++) await gate.authorize(action, { signal });
  const step = await gate.authorize(action, { signal });
  if (step.decision !== 'allow') throw new Error('not allowed');
  step.ended?.({ status: 'failed', exitCode: 1 });
  await gate.authorize(action, { signal });
  expect({ blocked, told }).toEqual({ blocked: ['it was denied 10 times in a row: no'], told: [{ status: 'failed', exitCode: 1 }] });
});

test('a completed step begins anew', async () => {
  const nine = Array.from({ length: 9 }, () => deny('no'));
  const { gate, blocked } = held([...nine, allow(), ...nine]);
  for (let i = 0; i < 9; i++) await gate.authorize(action, { signal });
  const step = await gate.authorize(action, { signal });
  if (step.decision !== 'allow') throw new Error('not allowed');
  step.ended?.({ status: 'completed', exitCode: 0 });
  for (let i = 0; i < 9; i++) await gate.authorize(action, { signal });
  expect(blocked).toEqual([]);
});
