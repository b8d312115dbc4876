import type * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import type { TurnEnd } from '../protocol.ts';
import type { turnCompleted } from './messages.ts';

export type EndedTurn = z.output<typeof turnCompleted>['turn'];

const MAX_WHY = 2_000;

/** What a failure is, by the agent's word for it; whatever is not here is just that. */
const LIMITS: readonly unknown[] = ['contextWindowExceeded', 'sessionBudgetExceeded', 'usageLimitExceeded', 'rateLimitExceeded'];
const REFUSALS: readonly unknown[] = ['cyberPolicy', 'misalignmentPolicyViolation', 'inferenceHookDenied', 'tooManyDenials'];

/** @param text the agent's last message of the turn */
export function turnEndOf({ status, error }: EndedTurn, text: string): TurnEnd {
  if (status === 'completed') return { kind: 'done', text };
  if (status === 'interrupted') return { kind: 'cancelled', text };
  const why = visible((error?.message ?? 'it does not say why').slice(0, MAX_WHY));
  const info = error?.codexErrorInfo;
  if (info === 'unauthorized') return { kind: 'failed', text, why: `${why} (run \`codex login\`)` };
  if (LIMITS.includes(info)) return { kind: 'limit', text, why };
  return { kind: REFUSALS.includes(info) ? 'refused' : 'failed', text, why };
}
