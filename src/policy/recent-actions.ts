import type { Action, Verdict } from './action.ts';

/** The last actions of a session with their verdicts, the oldest first; the classifier reads them. */
export type Recent = readonly { readonly action: string; readonly verdict: string }[];

/** Remembers the last actions. Their texts are put together for who reads them: most are never read. */
export interface RecentActions {
  add(action: Action, verdict: Verdict): void;
  list(): Recent;
}

const KEPT = 20;

export function createRecentActions(): RecentActions {
  const kept: { readonly action: Exclude<Action, { kind: 'session' }>; readonly verdict: Verdict }[] = [];
  return {
    add(action, verdict) {
      if (action.kind === 'session') return;
      kept.push({ action, verdict });
      if (kept.length > KEPT) kept.shift();
    },
    list: () =>
      kept.map(({ action: { tool, command }, verdict: { decision, rule } }) => ({
        action: `${tool}: ${command ?? ''}`,
        verdict: `${decision} (${rule})`,
      })),
  };
}
