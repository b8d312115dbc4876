import { expect, test } from 'vitest';
import { createMeter, wordsFor } from '../../../src/agents/pursue/meter.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';

const TURN: ChildEvent = { kind: 'turn' };
const used = (inputTokens: number, outputTokens: number, usd: number | null = null): ChildEvent => ({
  kind: 'used',
  use: { inputTokens, outputTokens, usd },
});
const NO_COST = 'budget: its agent does not tell what it costs, so the bound can not be kept';
const NO_TOKENS = 'budget: its agent does not tell how many tokens it uses, so the bound can not be kept';

/** Takes events; tells after each whether another turn may begin, and at last whether it is over. */
function metered(bounds: { turns?: number; tokens?: number; usd?: number }, ...events: readonly ChildEvent[]) {
  const meter = createMeter({ wallMs: 1_000, ...bounds });
  const may = events.map((event) => {
    meter.take(event);
    return meter.mayTurn() ?? 'may';
  });
  return { may, after: meter.afterTurn(), spent: meter.spent.aborted ? meter.spent.reason : undefined };
}

test('where nothing is bounded nothing is spent, and nothing needs to be told', () => {
  expect(metered({}, TURN, used(1e9, 1e9, 1e9), TURN)).toEqual({ may: ['may', 'may', 'may'], after: undefined, spent: undefined });
});

test('turns: as many as there are, and one beyond them is ended', () => {
  const words = 'budget: 2 turns are used';
  expect(metered({ turns: 2 }, TURN, TURN)).toEqual({ may: ['may', words], after: undefined, spent: undefined });
  expect(metered({ turns: 2 }, TURN, TURN, TURN)).toEqual({ may: ['may', words, words], after: undefined, spent: words });
});

test('tokens: the latest counts, of input and output together', () => {
  expect(metered({ tokens: 100 }, TURN, used(60, 20), used(70, 29))).toEqual({
    may: ['may', 'may', 'may'],
    after: undefined,
    spent: undefined,
  });
  const words = 'budget: 100 tokens are used';
  expect(metered({ tokens: 100 }, TURN, used(60, 40))).toEqual({ may: ['may', words], after: undefined, spent: undefined });
  expect(metered({ tokens: 100 }, TURN, used(60, 41))).toEqual({ may: ['may', words], after: undefined, spent: words });
});

test('money: in the middle of a turn, too; what is over stays over', () => {
  const words = 'budget: 0.5 US dollars are used';
  expect(metered({ usd: 0.5 }, TURN, used(1, 1, 0.49), used(2, 2, 0.51), used(1, 1, 0.1))).toEqual({
    may: ['may', 'may', words, words],
    after: undefined,
    spent: words,
  });
});

test('what is bounded and not told can not be kept', () => {
  expect(metered({ usd: 1 }, TURN).after).toBe(NO_COST);
  expect(metered({ usd: 1 }, TURN, used(10, 10, null)).after).toBe(NO_COST);
  expect(metered({ usd: 1 }, TURN, used(10, 10, Number.NaN)).after).toBe(NO_COST);
  expect(metered({ usd: 1 }, TURN, used(10, 10, -1)).after).toBe(NO_COST);
  expect(metered({ usd: 1 }, TURN, used(10, 10, 0)).after).toBeUndefined();
  expect(metered({ tokens: 1_000 }, TURN).after).toBe(NO_TOKENS);
  expect(metered({ tokens: 1_000 }, TURN, used(0, 0, 0.1)).after).toBe(NO_TOKENS);
  expect(metered({ tokens: 1_000 }, TURN, used(10, Number.NaN)).after).toBe(NO_TOKENS);
  expect(metered({ tokens: 1_000 }, TURN, used(10, 10)).after).toBeUndefined();
});

test('an agent that stops telling is noticed after that turn', () => {
  expect(metered({ usd: 1 }, TURN, used(10, 10, 0.1), TURN).after).toBe(NO_COST);
  expect(metered({ usd: 1 }, TURN, used(10, 10, 0.1), TURN, used(20, 20, 0.2)).after).toBeUndefined();
});

test('what else a child tells uses nothing up', () => {
  const call: ChildEvent = { kind: 'call', tool: 'bash', hint: 'ls' };
  expect(metered({ turns: 1 }, call, call)).toEqual({ may: ['may', 'may'], after: undefined, spent: undefined });
});

test('every reason reads alike', () => {
  expect([
    wordsFor('wall', 30_000),
    wordsFor('wall', 1_500),
    wordsFor('wall', 90_000),
    wordsFor('wall', 2_700_000),
    wordsFor('wall', 7_200_000),
    wordsFor('turns', 1),
    wordsFor('turns', 3),
    wordsFor('tokens', 1),
    wordsFor('tokens', 20_000),
    wordsFor('usd', 0.25),
  ]).toEqual([
    'budget: 30 s are over',
    'budget: 1.5 s are over',
    'budget: 90 s are over',
    'budget: 45 min are over',
    'budget: 2 h are over',
    'budget: 1 turn is used',
    'budget: 3 turns are used',
    'budget: 1 token is used',
    'budget: 20000 tokens are used',
    'budget: 0.25 US dollars are used',
  ]);
});
