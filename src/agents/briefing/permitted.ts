import type { Action, AuthorizeOptions, Ended, Execution, Gate } from '../../policy/action.ts';

/** What the gate said of something that is read for a briefing. */
export type Permitted =
  | { readonly allowed: true; readonly execution: Execution | undefined; readonly ended: (end: Ended) => void }
  /** Our own words. */
  | { readonly allowed: false; readonly reason: string };

/** Puts a read before the gate. Nobody is asked about it: what needs a person is left to whoever asks for the child. */
export async function permitted(gate: Gate, action: Action, signal: AuthorizeOptions['signal']): Promise<Permitted> {
  const authorization = await gate.authorize(action, { signal });
  if (authorization.decision === 'allow') {
    const { execution, ended = () => undefined } = authorization;
    return { allowed: true, execution, ended };
  }
  const { reason } = authorization.verdict;
  if (authorization.decision === 'deny') return { allowed: false, reason };
  gate.withdraw(authorization.approval.id);
  return { allowed: false, reason: `a person would have to allow it: ${reason}` };
}
