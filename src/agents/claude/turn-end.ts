import type { TokenUse, TurnEnd } from '../protocol.ts';
import type { ResultMessage } from './messages.ts';

const LIMITS: ReadonlySet<string> = new Set(['error_max_turns', 'error_max_budget_usd', 'error_max_structured_output_retries']);

/** Takes the result of a turn, the last that was said in it and whether we had it cancelled; returns its end. */
export function turnEndOf(result: ResultMessage, said: string, cancelled: boolean): TurnEnd {
  const text = result.subtype === 'success' && !result.is_error && result.result !== undefined ? result.result : said;
  if (result.subtype === 'success' && !result.is_error) return { kind: result.stop_reason === 'refusal' ? 'refused' : 'done', text };
  const interrupted = result.terminal_reason?.startsWith('aborted_') === true;
  if (cancelled || interrupted) return { kind: 'cancelled', text };
  const why = result.errors?.join('; ') || result.result || result.subtype;
  return { kind: LIMITS.has(result.subtype) ? 'limit' : 'failed', text, why };
}

/** Takes a result; returns what the whole conversation has cost so far, with its sub-agents. `undefined` when it does not tell. */
export function useOf({ modelUsage, total_cost_usd: usd }: ResultMessage): TokenUse | undefined {
  const models = Object.values(modelUsage ?? {});
  if (models.length === 0) return undefined;
  const sum = (of: (one: (typeof models)[number]) => number): number => models.reduce((total, one) => total + of(one), 0);
  return {
    inputTokens: sum((one) => one.inputTokens + one.cacheReadInputTokens + one.cacheCreationInputTokens),
    outputTokens: sum((one) => one.outputTokens),
    usd: usd ?? null,
  };
}
