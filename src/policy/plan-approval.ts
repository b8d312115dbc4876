import type { Action } from './action.ts';
import type { CommandVerdict } from './decide.ts';
import { BY_PERSON, withoutAnalysis } from './without-analysis.ts';

type Plan = Extract<Action, { kind: 'plan' }>;

/** UTF-16 units; as much as a person at a terminal is shown of a question. */
const LONGEST_PLAN = 16_384;

/** Why nobody can be asked about a plan, in our own words; `undefined` when they can. */
export function whyNoPlan({ plan }: Plan): string | undefined {
  if (plan.trim() === '') return 'the plan is empty';
  return plan.length > LONGEST_PLAN ? `the plan is longer than ${LONGEST_PLAN} characters, and nobody would be shown all of it` : undefined;
}

/** A plan always asks, under every preset and whatever rules say: only a person raises what a child may do, and only for this plan. */
export function decidePlan({ agent, access }: Plan): CommandVerdict {
  return withoutAnalysis({
    decision: 'ask',
    tier: 5,
    rule: 'plan:approval',
    reason: `${agent}: it would go on with access ${access}`,
    change: BY_PERSON,
  });
}
