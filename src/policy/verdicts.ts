import type { Verdict } from './action.ts';
import type { Overflow } from './questions.ts';

/** A denial that nothing in a command is to blame for. */
export function refusal(tier: Verdict['tier'], rule: string, reason: string, change?: string): Verdict {
  return {
    decision: 'deny',
    tier,
    rule,
    reason,
    ...(change === undefined ? {} : { change }),
    signals: [],
    prefix: { kind: 'no_prefix', reason },
  };
}

/** The verdict that an approval of some kind makes of a verdict that asked. */
export function answered(verdict: Verdict, change: Pick<Verdict, 'decision' | 'tier' | 'rule' | 'reason'>): Verdict {
  const { change: _, ...rest } = verdict;
  return { ...rest, ...change };
}

/** How an answer came to us, in words: a host, or a terminal, says that a person gave it. */
export function reporter(approver: string): string {
  return approver === 'host' ? 'the host reported' : 'the terminal reported';
}

const TOO_MANY: Readonly<Record<Overflow, { readonly rule: string; readonly reason: string; readonly change: string }>> = {
  session: {
    rule: 'approval:overflow',
    reason: 'too many questions wait for a person already',
    change: 'Wait until they are answered.',
  },
  child: {
    rule: 'approval:overflow-child',
    reason: 'too many questions of this child wait for a person already',
    change: 'Wait until they are answered.',
  },
  children: {
    rule: 'approval:overflow-children',
    reason: 'too many questions of children wait for a person already',
    change: 'Wait until they are answered.',
  },
  same: {
    rule: 'approval:overflow-same',
    reason: 'too many questions about exactly this wait for a person already',
    change: 'Wait until one of them is answered.',
  },
};

/** More questions than anybody would answer. */
export function tooMany(verdict: Verdict, overflow: Overflow): Verdict {
  const { rule, reason, change } = TOO_MANY[overflow];
  return { ...verdict, decision: 'deny', rule, reason: `${reason}; ${verdict.reason}`, change };
}

/** What becomes of an action that is no longer what a classifier was asked about. */
export const CHANGED = {
  decision: 'deny',
  tier: 4,
  rule: 'classifier:changed',
  reason: 'what the command would do changed while the classifier looked at it',
} as const;

/** What becomes of every further plan of a child after a person has said no to one. */
export const PLAN_REFUSED = {
  decision: 'deny',
  tier: 5,
  rule: 'plan:refused',
  reason: 'a person has refused a plan of this child, and that is final: it stays read-only',
} as const;

/** What becomes of an allowed action that can not be written down. */
export const UNWRITABLE = {
  decision: 'deny',
  tier: 2,
  rule: 'audit:unwritable',
  reason: 'the decision could not be written to the audit log, and nothing runs unrecorded; the reason is in the log',
} as const;

export const SESSION_VERDICT: Verdict = {
  decision: 'allow',
  tier: 1,
  rule: 'tier1:session',
  reason: 'touches only the session of the caller',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'no command' },
};
