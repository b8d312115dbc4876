import type { Action, Verdict } from './action.ts';

/** The last actions of a session with their verdicts, the oldest first; the classifier reads them. */
export type Recent = readonly { readonly action: string; readonly verdict: string }[];

export const NOTHING_RECENT: Recent = [];

const KEPT = 20;

export function remembered(recent: Recent, action: Action, { decision, rule }: Verdict): Recent {
  if (action.kind === 'session') return recent;
  const next = { action: `${action.tool}: ${action.command ?? ''}`, verdict: `${decision} (${rule})` };
  return [...recent.slice(1 - KEPT), next];
}
