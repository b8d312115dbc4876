import { whatIs } from './hold/what-is.ts';
import type { ChildOutcome, ChildSpec, RunnerContext } from './runner.ts';

/** A child that waited in a queue is judged again: rules and grants may have changed since. `undefined` when it may still begin. */
export async function judgedAgain(
  action: ChildSpec['action'],
  { gate, signal, report }: Pick<RunnerContext, 'gate' | 'signal' | 'report'>,
): Promise<ChildOutcome | undefined> {
  const authorization = await gate.authorize(action, { signal });
  const { rule, reason } = authorization.verdict;
  // It is one of the decisions that the log has of this task.
  report({ kind: 'answered', allowed: authorization.decision === 'allow', reason, rule, what: whatIs(action) });
  // Nobody waits for the answer: the task ends here.
  if (authorization.decision === 'ask') gate.withdraw(authorization.approval.id);
  if (signal.aborted) return { status: 'stopped', reason: '' };
  if (authorization.decision === 'allow') return undefined;
  return { status: 'blocked', reason: `no longer allowed when its turn came: ${reason}` };
}
