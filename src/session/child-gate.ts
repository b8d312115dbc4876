import type { Caller, Gate, Verdict } from '../policy/action.ts';

/** A child that is denied so often in a row gets nowhere. */
const MAX_DENIALS = 10;
/** Nobody reads more reasons. */
const MAX_REASONS = 3;

interface Held extends Caller {
  /** Ends the child. */
  readonly blocked: (reason: string) => void;
}

/** The gate of a session as one of its children sees it: it decides alike, knows who asks, and ends a child that only runs against it. */
export function childGate(gate: Gate, { name, task, blocked }: Held): Gate {
  let denials: readonly Verdict[] = [];
  return {
    ...gate,
    authorize: async (action, options) => {
      const authorization = await gate.authorize(action, { ...options, caller: { name, task } });
      if (authorization.decision === 'deny') {
        denials = [...denials, authorization.verdict];
        if (denials.length === MAX_DENIALS) blocked(reasonOf(denials));
        return authorization;
      }
      if (authorization.decision === 'ask') return authorization;
      // An allowed action shows progress only when it was done.
      const ended = (end: Parameters<NonNullable<typeof authorization.ended>>[0]): void => {
        if (end.status === 'completed') denials = [];
        authorization.ended?.(end);
      };
      return { ...authorization, ended };
    },
  };
}

function reasonOf(denials: readonly Verdict[]): string {
  const reasons = [...new Set(denials.map(({ reason }) => reason))];
  const more = reasons.length > MAX_REASONS ? `; and ${reasons.length - MAX_REASONS} more` : '';
  return `it was denied ${denials.length} times in a row: ${reasons.slice(0, MAX_REASONS).join('; ')}${more}`;
}
