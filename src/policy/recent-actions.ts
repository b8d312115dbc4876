import type { Action, Verdict } from './action.ts';
import { describeAction } from './described.ts';

/** The last actions of a session with their verdicts, the oldest first; the classifier reads them. */
export type Recent = readonly { readonly action: string; readonly verdict: string }[];

/** Remembers the last actions. Their texts are put together for who reads them: most are never read. */
export interface RecentActions {
  add(action: Action, verdict: Verdict): void;
  list(): Recent;
}

const KEPT = 20;

/** UTF-16 units of what is no command: an agent can make any of it as long as it likes. */
const LONGEST = 2_000;

export function createRecentActions(): RecentActions {
  // Each takes the place of the oldest: moving all of them for each action costs more than anything else here.
  const kept: { readonly tool: string; readonly what: string; readonly verdict: Verdict }[] = [];
  let oldest = 0;
  return {
    add(action, verdict) {
      if (action.kind === 'session') return;
      const what = action.kind === 'command' ? action.command : describeAction(action).slice(0, LONGEST);
      const one = { tool: action.tool, what, verdict };
      if (kept.length < KEPT) {
        kept.push(one);
        return;
      }
      kept[oldest] = one;
      oldest = (oldest + 1) % KEPT;
    },
    list: () =>
      [...kept.slice(oldest), ...kept.slice(0, oldest)].map(({ tool, what, verdict: { decision, rule } }) => ({
        action: `${tool}: ${what}`,
        verdict: `${decision} (${rule})`,
      })),
  };
}
