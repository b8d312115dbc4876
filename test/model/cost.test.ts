import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCost, type CostEntry, costOf, NO_COSTS, type Prices } from '../../src/model/cost.ts';
import type { ModelRole } from '../../src/model/model.ts';

const usage = (inputTokens?: number, outputTokens?: number, cachedInputTokens?: number) => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
});

const PRICES: Prices = {
  small: { input: 1, cachedInput: 0.1, output: 5 },
  large: { input: 2.5, cachedInput: 1.25, output: 10 },
  'large-2024-05-13': { input: 5, output: 15 },
};

describe('the price of a call', () => {
  test.each<readonly [string, ReturnType<typeof usage>, number | null]>([
    ['small', usage(1_000_000, 100_000), 1.5],
    ['small-20251001', usage(1_000_000, 0, 500_000), 0.55],
    ['large-2024-08-06', usage(1_000_000, 0), 2.5],
    ['large-2024-05-13', usage(1_000_000, 0), 5],
    ['large-2024-05-13', usage(1_000_000, 0, 1), null],
    ['small', usage(0, 0), 0],
    ['small', usage(10, undefined), null],
    ['small', usage(undefined, 10), null],
    ['llama-of-my-own', usage(10, 10), null],
    ['constructor', usage(10, 10), null],
    ['', usage(10, 10), null],
  ])('%s %o', (model, tokens, usd) => {
    expect(costOf(model, tokens, PRICES)).toBe(usd);
  });
});

describe('sums', () => {
  test('by role and in all; an unknown part makes the money unknown and leaves the tokens', () => {
    const entries: readonly CostEntry[] = [
      { role: 'classifier', usage: usage(10, 2, 4), usd: 0.25 },
      { role: 'classifier', usage: usage(20, 3), usd: 0.5 },
      { role: 'child', usage: usage(7, undefined), usd: null },
      { role: 'child', usage: usage(1, 1), usd: 1 },
    ];
    expect(entries.reduce(addCost, NO_COSTS)).toEqual({
      total: { calls: 4, unknownUsage: 1, inputTokens: 38, outputTokens: 6, cachedInputTokens: 4, usd: null },
      byRole: {
        classifier: { calls: 2, unknownUsage: 0, inputTokens: 30, outputTokens: 5, cachedInputTokens: 4, usd: 0.75 },
        child: { calls: 2, unknownUsage: 1, inputTokens: 8, outputTokens: 1, cachedInputTokens: 0, usd: null },
      },
    });
    expect(NO_COSTS).toEqual({
      total: { calls: 0, unknownUsage: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0 },
      byRole: {},
    });
  });

  test('the whole is the sum of the roles, in whatever order', () => {
    const count = fc.option(fc.nat({ max: 1000 }), { nil: undefined });
    const entry = fc.record({
      role: fc.constantFrom<ModelRole>('child', 'classifier', 'reviewer', 'summary'),
      usage: fc.record({ inputTokens: count, outputTokens: count, cachedInputTokens: count }),
      usd: fc.option(fc.nat({ max: 1000 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const costs = entries.reduce(addCost, NO_COSTS);
        expect(entries.toReversed().reduce(addCost, NO_COSTS)).toEqual(costs);
        const roles = Object.values(costs.byRole);
        expect(roles.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(costs.total.inputTokens);
        expect(roles.some(({ usd }) => usd === null)).toBe(costs.total.usd === null);
        expect(costs.total.calls).toBe(entries.length);
      }),
    );
  });
});
