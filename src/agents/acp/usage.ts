import type { Quirks } from '../catalogue/entry.ts';
import type { TokenUse } from '../protocol.ts';
import type { PromptResponse } from './messages.ts';

/** What turns have cost: agents tell tokens at the end of a turn, and the money of the whole conversation now and then. */
export interface Usage {
  /** Takes the end of a turn; returns the sum so far, `undefined` when the agent has told nothing new. */
  turn(response: PromptResponse): TokenUse | undefined;
  /** Takes what the conversation has cost. */
  cost(cost: { readonly amount: number; readonly currency: string } | null | undefined): TokenUse | undefined;
}

/** @param of what the tokens are that the agent tells */
export function createUsage(of: Quirks['usage'] = 'turn'): Usage {
  let sum: TokenUse = { inputTokens: 0, outputTokens: 0, usd: null };
  return {
    turn({ usage, _meta }) {
      const counts = _meta?.quota.token_count;
      const told = usage ?? (counts === undefined ? undefined : { inputTokens: counts.input_tokens, outputTokens: counts.output_tokens });
      if (told === undefined || of === 'untold') return undefined;
      if (of === 'conversation') {
        sum = { ...sum, inputTokens: told.inputTokens, outputTokens: told.outputTokens };
        return sum;
      }
      sum = { ...sum, inputTokens: sum.inputTokens + told.inputTokens, outputTokens: sum.outputTokens + told.outputTokens };
      return sum;
    },
    cost(cost) {
      // Another currency, or credits, can not be counted against a budget in dollars.
      if (cost?.currency !== 'USD') return undefined;
      sum = { ...sum, usd: cost.amount };
      return sum;
    },
  };
}
