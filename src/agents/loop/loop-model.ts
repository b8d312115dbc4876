import { addCost, type Costs, NO_COSTS } from '../../model/cost.ts';
import type { ModelClient, ModelRole, Usage } from '../../model/model.ts';

/** Told of each answer of a model that is paid for; `usd` is `null` when the price or a count is not known. */
export type Account = (role: ModelRole, usage: Usage, usd: number | null) => void;

/** The model that the user has configured for our own loop. */
export interface LoopModel {
  /** As the provider calls it. */
  readonly model: string;
  readonly smallModel: string | undefined;
  /** Tokens that it can see at once. */
  readonly contextTokens: number;
  connect(account: Account): ModelClient;
}

/** What the calls of one child have come to. */
export interface Spending {
  readonly account: Account;
  readonly costs: () => Costs;
}

export function createSpending(): Spending {
  let costs = NO_COSTS;
  return {
    account(role, usage, usd) {
      costs = addCost(costs, { role, usage, usd });
    },
    costs: () => costs,
  };
}
