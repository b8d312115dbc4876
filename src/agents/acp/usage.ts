import type { TokenUse } from '../protocol.ts';
import type { PromptResponse } from './messages.ts';

/** Adds up what turns have cost: agents tell the tokens of a turn at its end, and the money of the whole conversation now and then. */
export interface Usage {
  /** Takes the end of a turn; returns the sum so far, `undefined` when the agent has told nothing new. */
  turn(response: PromptResponse): TokenUse | undefined;
  /** Takes what the conversation has cost. */
  cost(cost: { readonly amount: number; readonly currency: string } | null | undefined): TokenUse | undefined;
}

export function createUsage(): Usage {
  let sum: TokenUse = { inputTokens: 0, outputTokens: 0, usd: null };
  return {
    turn({ usage, _meta }) {
      const counts = _meta?.quota.token_count;
      const told = usage ?? (counts === undefined ? undefined : { inputTokens: counts.input_tokens, outputTokens: counts.output_tokens });
      if (told === undefined) return undefined;
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
