import { expect, test } from 'vitest';
import { resultMessage } from '../../../src/agents/claude/messages.ts';
import { turnEndOf, useOf } from '../../../src/agents/claude/turn-end.ts';
import type { TurnEnd } from '../../../src/agents/protocol.ts';
import { RESULT } from './recorded.ts';

const failed = { ...RESULT, subtype: 'error_during_execution', is_error: true, result: undefined };

test.each<[string, object, boolean, TurnEnd]>([
  ['done', RESULT, false, { kind: 'done', text: 'done' }],
  ['done before it could be cancelled', RESULT, true, { kind: 'done', text: 'done' }],
  ['nothing said', { ...RESULT, result: '' }, false, { kind: 'done', text: '' }],
  ['no text told', { ...RESULT, result: undefined }, false, { kind: 'done', text: 'said' }],
  ['refused', { ...RESULT, stop_reason: 'refusal' }, false, { kind: 'refused', text: 'done' }],
  ['cancelled', { ...failed, terminal_reason: 'aborted_tools' }, true, { kind: 'cancelled', text: 'said' }],
  ['interrupted by itself', { ...failed, terminal_reason: 'aborted_streaming' }, false, { kind: 'cancelled', text: 'said' }],
  ['turns', { ...failed, subtype: 'error_max_turns', errors: ['a', 'b'] }, false, { kind: 'limit', text: 'said', why: 'a; b' }],
  ['money', { ...failed, subtype: 'error_max_budget_usd' }, false, { kind: 'limit', text: 'said', why: 'error_max_budget_usd' }],
  ['an error', { ...failed, errors: ['broken'] }, false, { kind: 'failed', text: 'said', why: 'broken' }],
  [
    'an error of the provider',
    { ...RESULT, is_error: true, result: 'API Error: 500' },
    false,
    { kind: 'failed', text: 'said', why: 'API Error: 500' },
  ],
  ['not told whether it is one', { ...RESULT, is_error: undefined }, false, { kind: 'failed', text: 'said', why: 'done' }],
])('%s', (_, result, cancelled, end) => {
  expect(turnEndOf(resultMessage.parse(result), 'said', cancelled)).toEqual(end);
});

test('what it has cost is summed over the models, cached tokens included', () => {
  const one = { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 4, cacheCreationInputTokens: 8 };
  const of = (more: object) =>
    useOf(resultMessage.parse({ ...RESULT, modelUsage: { a: one, b: { inputTokens: 16, outputTokens: 32 } }, ...more }));
  expect(of({})).toEqual({ inputTokens: 29, outputTokens: 34, usd: 0.0056 });
  expect(of({ total_cost_usd: undefined })).toEqual({ inputTokens: 29, outputTokens: 34, usd: null });
  expect(of({ total_cost_usd: -1 })).toEqual({ inputTokens: 29, outputTokens: 34, usd: null });
  expect(of({ modelUsage: undefined })).toBeUndefined();
});
