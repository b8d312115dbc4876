import type { TokenUse } from '../protocol.ts';
import type { RunnerContext } from '../runner.ts';

/** What a child uses up together with those who look at its work: its budget is for all of them. */
export interface UseSum {
  /** Takes what the child tells, and hands it on with the sum in place of its own. */
  readonly report: RunnerContext['report'];
  /** What somebody else has used for it. */
  add(use: TokenUse): void;
  /** Another conversation of it begins, which counts from nothing. */
  begin(): void;
}

const NOTHING: TokenUse = { inputTokens: 0, outputTokens: 0, usd: 0 };

export function createUseSum(report: RunnerContext['report']): UseSum {
  let own = NOTHING;
  /** Of everybody else, and of its conversations before. */
  let others = NOTHING;
  return {
    report(event) {
      if (event.kind !== 'used') {
        report(event);
        return;
      }
      own = event.use;
      report({ kind: 'used', use: plus(own, others) });
    },
    add(use) {
      others = plus(others, use);
      report({ kind: 'used', use: plus(own, others) });
    },
    begin() {
      others = plus(others, own);
      own = NOTHING;
    },
  };
}

function plus(one: TokenUse, other: TokenUse): TokenUse {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    usd: one.usd === null || other.usd === null ? null : one.usd + other.usd,
  };
}
