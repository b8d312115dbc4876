import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakerState, CLOSED, failed, probe, succeeded } from '../../../src/policy/engine/breaker.ts';
import { advance, createEngine, type Engine, type EngineEvent, engineNow } from '../../../src/policy/engine/engine.ts';

const MINUTE = 60_000;

/** `D` a classifier's denial, `A` its allow, `P` a person's approval. */
const EVENTS: Readonly<Record<string, EngineEvent>> = { D: 'classifier-deny', A: 'classifier-allow', P: 'person-approval' };

function played(events: string, from: Engine = createEngine('llm')): Engine {
  return [...events].reduce((engine, event) => advance(engine, EVENTS[event] ?? 'probe', 0), from);
}

describe('the denial tracker', () => {
  test.each([
    ['DD', { consecutive: 2, cumulative: 2 }, 'llm'],
    ['DDD', { consecutive: 3, cumulative: 3 }, 'rules'],
    ['DDADD', { consecutive: 2, cumulative: 4 }, 'llm'],
    ['DDPDD', { consecutive: 2, cumulative: 4 }, 'llm'],
    ['DDA'.repeat(9), { consecutive: 0, cumulative: 18 }, 'llm'],
    ['DDA'.repeat(10), { consecutive: 0, cumulative: 20 }, 'rules'],
    // A person who approves gives the classifier another chance, but not after twenty denials.
    ['DDDP', { consecutive: 0, cumulative: 3 }, 'llm'],
    [`${'DDA'.repeat(10)}P`, { consecutive: 0, cumulative: 20 }, 'rules'],
  ])('%s', (events, denials, kind) => {
    const engine = played(events);
    expect({ denials: engine.denials, kind: engineNow(engine, 0).kind }).toEqual({ denials, kind });
  });

  test('who chooses the model again begins anew', () => {
    const engine = advance(played('DDA'.repeat(10)), 'set-llm', 0);
    expect([engine, engineNow(engine, 0)]).toEqual([createEngine('llm'), { kind: 'llm', why: 'chosen' }]);
  });

  test('nothing but an allow or an approval clears the denials in a row', () => {
    const others = fc.constantFrom<EngineEvent>('probe', 'classifier-deny', 'classifier-failure', 'set-rules');
    fc.assert(
      fc.property(fc.array(others, { maxLength: 30 }), (events) => {
        const engine = events.reduce((state, event) => advance(state, event, 0), createEngine('llm'));
        const denials = events.filter((event) => event === 'classifier-deny').length;
        expect(engine.denials).toEqual({ consecutive: denials, cumulative: denials });
      }),
    );
  });
});

describe('the circuit breaker', () => {
  const failing = (times: readonly number[]) => times.reduce((breaker, at) => failed(breaker, at), CLOSED);

  test('opens at the fifth failure within ten minutes', () => {
    const four = failing([0, 1, 2, 3]);
    expect([breakerState(four, 3), breakerState(failed(four, 4), 4)]).toEqual(['closed', 'open']);
  });

  test('forgets failures that are older than the window', () => {
    const breaker = failing([0, 1, 2, 3, 10 * MINUTE]);
    expect(breaker).toEqual({ failures: [1, 2, 3, 10 * MINUTE], openedAt: undefined, probedAt: undefined });
  });

  test('lets one call through after the window, which closes it or opens it for another', () => {
    const open = failing([0, 1, 2, 3, 4]);
    const late = 4 + 10 * MINUTE;
    const probing = probe(open, late);
    expect([breakerState(open, late - 1), breakerState(open, late), breakerState(probing, late)]).toEqual(['open', 'half-open', 'open']);
    expect(succeeded(probing)).toEqual(CLOSED);
    const again = failed(probing, late + 1);
    expect([breakerState(again, late + 1), breakerState(again, late + 1 + 10 * MINUTE)]).toEqual(['open', 'half-open']);
  });

  test('a success that began before it opened does not close it', () => {
    const open = failing([0, 1, 2, 3, 4]);
    expect(succeeded(open)).toEqual(open);
  });

  test('a probe whose end nobody hears of blocks for one window only', () => {
    const probing = probe(failing([0, 1, 2, 3, 4]), 20 * MINUTE);
    expect([breakerState(probing, 29 * MINUTE), breakerState(probing, 30 * MINUTE)]).toEqual(['open', 'half-open']);
  });
});

test('failures and denials are told apart', () => {
  const resting = Array.from({ length: 5 }).reduce<Engine>((engine) => advance(engine, 'classifier-failure', 0), createEngine('llm'));
  expect([
    engineNow(resting, 0),
    engineNow(resting, 10 * MINUTE),
    engineNow(played('DDD'), 0),
    engineNow(createEngine('rules'), 0),
  ]).toEqual([
    { kind: 'rules', why: 'failures' },
    { kind: 'llm', why: 'chosen' },
    { kind: 'rules', why: 'denials' },
    { kind: 'rules', why: 'chosen' },
  ]);
});
