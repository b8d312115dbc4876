import type { ModelRole, Usage } from './model.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  /** Input that came from the provider's cache; absent when it is not known. */
  readonly cachedInput?: number | undefined;
  readonly output: number;
}

/** By the name of the model, without a date at its end. A person writes them down: prices change, and none is better than a wrong one. */
export type Prices = Readonly<Record<string, Price>>;

/** What a number of calls came to. */
export interface Cost {
  readonly calls: number;
  /** Calls whose tokens were not all told; the sums hold what was. */
  readonly unknownUsage: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedInputTokens: number;
  /** US dollars; `null` once any part is unknown, for a sum without it would be too low. */
  readonly usd: number | null;
}

export interface Costs {
  readonly total: Cost;
  readonly byRole: Readonly<Partial<Record<ModelRole, Cost>>>;
}

export interface CostEntry {
  readonly role: ModelRole;
  readonly usage: Usage;
  readonly usd: number | null;
}

const NOTHING: Cost = { calls: 0, unknownUsage: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0 };

/** Nothing called, nothing spent. */
export const NO_COSTS: Costs = { total: NOTHING, byRole: {} };

/** Takes the costs so far and one call's; returns the new costs. */
export function addCost(costs: Costs, entry: CostEntry): Costs {
  return {
    total: plus(costs.total, entry),
    byRole: { ...costs.byRole, [entry.role]: plus(costs.byRole[entry.role] ?? NOTHING, entry) },
  };
}

function plus(cost: Cost, { usage, usd }: CostEntry): Cost {
  return {
    calls: cost.calls + 1,
    unknownUsage: cost.unknownUsage + (usage.inputTokens === undefined || usage.outputTokens === undefined ? 1 : 0),
    inputTokens: cost.inputTokens + (usage.inputTokens ?? 0),
    outputTokens: cost.outputTokens + (usage.outputTokens ?? 0),
    cachedInputTokens: cost.cachedInputTokens + (usage.cachedInputTokens ?? 0),
    usd: cost.usd === null || usd === null ? null : cost.usd + usd,
  };
}

const DATED = /-(\d{8}|\d{4}-\d{2}-\d{2})$/;

/** Takes a model's name; returns its price, or `undefined` when we know none. */
function priceOf(model: string, prices: Prices): Price | undefined {
  if (Object.hasOwn(prices, model)) return prices[model];
  const name = model.replace(DATED, '');
  return Object.hasOwn(prices, name) ? prices[name] : undefined;
}

/**
 * Takes the model that was asked for and the tokens of a call; returns US dollars, or `null` when the price or a count is unknown. Where
 * the provider does not tell what came from its cache, all input is at the full price.
 */
export function costOf(model: string, usage: Usage, prices: Prices): number | null {
  const price = priceOf(model, prices);
  const { inputTokens, outputTokens, cachedInputTokens = 0 } = usage;
  if (price === undefined || inputTokens === undefined || outputTokens === undefined) return null;
  const cached = Math.min(cachedInputTokens, inputTokens);
  if (cached > 0 && price.cachedInput === undefined) return null;
  return ((inputTokens - cached) * price.input + cached * (price.cachedInput ?? 0) + outputTokens * price.output) / 1e6;
}
