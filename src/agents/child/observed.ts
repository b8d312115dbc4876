import { visible } from '../../shell/visible.ts';
import type { DirectedEnd } from '../pursue/director.ts';
import type { ChildEvent, ChildOutcome } from '../runner.ts';
import type { CheckResult, ReviewResult, Work } from '../work/work.ts';

/** What is seen of one child while it works, for the evidence at its end. */
export interface Observed {
  take(event: ChildEvent): void;
  /** Calls of tools so far. */
  calls(): number;
  work(kept: Pick<Work, 'changes' | 'patch' | 'place'>, directed: DirectedEnd | undefined, outcome: ChildOutcome): Work;
}

/** Exit codes that are kept, the latest. */
const EXITS_KEPT = 20;
const COMMAND_SHOWN = 200;

export function createObserved(): Observed {
  let exitCodes: Work['exitCodes'] = [];
  let calls = 0;
  /** As they came, the latest of each name: what was seen counts also where nobody came to a decision. */
  const checks = new Map<string, CheckResult>();
  let review: ReviewResult | undefined;
  return {
    take(event) {
      if (event.kind === 'call') calls += 1;
      if (event.kind === 'checked') checks.set(event.result.name, event.result);
      if (event.kind === 'reviewed') review = event.result;
      if (event.kind !== 'ran' || event.exitCode === undefined) return;
      const command = visible(event.what).replaceAll('\n', ' ').slice(0, COMMAND_SHOWN);
      exitCodes = [...exitCodes, { command, exitCode: event.exitCode }].slice(-EXITS_KEPT);
    },
    calls: () => calls,
    work: (kept, directed, { overBudget }) => ({
      ...kept,
      exitCodes,
      signals: [...(directed?.signals ?? []), ...(overBudget === true ? (['budget-exhausted'] as const) : [])],
      checks: [...(directed?.checks ?? checks.values())],
      ...(directed?.confidence === undefined ? {} : { confidence: directed.confidence }),
      ...(review === undefined ? {} : { review: directed?.review ?? review }),
    }),
  };
}
