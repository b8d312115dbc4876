import { expect, test } from 'vitest';
import { createUsage } from '../../../src/agents/acp/usage.ts';

const turn = (inputTokens: number, outputTokens: number) => ({ stopReason: 'end_turn' as const, usage: { inputTokens, outputTokens } });

test('tokens of turns are added up, those of a conversation are not, and what is less than a turn is not told', () => {
  const told = (of: Parameters<typeof createUsage>[0]) => {
    const usage = createUsage(of);
    return [usage.turn(turn(100, 20)), usage.turn(turn(200, 40))];
  };
  expect(told(undefined)).toEqual([
    { inputTokens: 100, outputTokens: 20, usd: null },
    { inputTokens: 300, outputTokens: 60, usd: null },
  ]);
  expect(told('conversation')).toEqual([
    { inputTokens: 100, outputTokens: 20, usd: null },
    { inputTokens: 200, outputTokens: 40, usd: null },
  ]);
  expect(told('untold')).toEqual([undefined, undefined]);
});

test('money is that of the conversation, in dollars alone', () => {
  const usage = createUsage();
  expect(usage.cost({ amount: 0.5, currency: 'EUR' })).toBeUndefined();
  expect(usage.cost({ amount: 0.5, currency: 'USD' })).toEqual({ inputTokens: 0, outputTokens: 0, usd: 0.5 });
  expect(usage.turn(turn(1, 2))).toEqual({ inputTokens: 1, outputTokens: 2, usd: 0.5 });
});
