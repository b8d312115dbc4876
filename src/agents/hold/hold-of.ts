import path from 'node:path';
import type { Action, Answer, Approval, Authorization, Gate } from '../../policy/action.ts';
import { describeError } from '../../shell/describe-error.ts';
import type { RunnerContext } from '../runner.ts';
import type { Held, Hold } from './hold.ts';
import { whatIs } from './what-is.ts';

export interface HoldDeps extends Pick<RunnerContext, 'report'> {
  /** Of this child: it counts its denials. */
  readonly gate: Gate;
  /** Aborted when the child is to stop. */
  readonly stopping: AbortSignal;
  readonly log: (line: string) => void;
}

/** The hold of one child over the gate of its parent. */
export function holdOf({ gate, report, stopping, log }: HoldDeps): Hold {
  return {
    async judge(action, signal) {
      try {
        const either = AbortSignal.any([signal, stopping]);
        let authorization = await gate.authorize(action, { signal: either });
        if (authorization.decision === 'ask') authorization = await afterAsking(action, authorization.approval, either);
        if (authorization.decision === 'ask') gate.withdraw(authorization.approval.id);
        const held = telling(heldBy(authorization), action, report);
        // Nobody waits for the answer any more: what would begin now would begin unseen.
        const late = held.allowed && either.aborted;
        if (late) held.ended({ status: 'refused' });
        const said: Held = late ? { allowed: false, reason: 'the call was cancelled' } : held;
        const { rule, reason } = authorization.verdict;
        report({ kind: 'answered', allowed: said.allowed, reason: said.allowed ? reason : said.reason, rule, what: whatIs(action) });
        return said;
      } catch (error) {
        log(`a call of a child could not be judged and was refused: ${describeError(error)}`);
        report({ kind: 'answered', allowed: false, reason: FAILED, what: whatIs(action) });
        return { allowed: false, reason: FAILED };
      }
    },
  };

  /** Whoever answers first: the host's person, somebody at a terminal, or the end of its time. */
  async function afterAsking(action: Action, approval: Approval, signal: AbortSignal): Promise<Authorization> {
    const { promise: byHost, resolve: answer } = Promise.withResolvers<Answer>();
    const over = new AbortController();
    report({ kind: 'waiting', approval, what: whatIs(action), answer, over: over.signal });
    try {
      const unanswered: Answer = { approvalId: approval.id, choice: 'unanswered' };
      const elsewhere = gate.settled(approval.id, AbortSignal.any([signal, over.signal])).then((settled) => settled ?? unanswered);
      return await gate.authorize(action, { signal, answer: await Promise.race([byHost, elsewhere]) });
    } finally {
      over.abort();
      gate.withdraw(approval.id);
      report({ kind: 'waited', approval });
    }
  }
}

const FAILED = 'it could not be judged, so the answer is no';

function heldBy(authorization: Authorization): Held {
  if (authorization.decision === 'allow') {
    const { execution, ended = () => undefined, warnings } = authorization;
    return { allowed: true, execution, ended, ...(warnings === undefined ? {} : { warnings }) };
  }
  const { reason, change } = authorization.verdict;
  return { allowed: false, reason: change === undefined ? reason : `${reason}. ${change}` };
}

/** What a child has written is told when that was done. */
function telling(held: Held, action: Action, report: HoldDeps['report']): Held {
  if (!held.allowed || action.kind !== 'path' || action.use !== 'write') return held;
  return {
    ...held,
    ended(end) {
      if (end.status === 'completed') report({ kind: 'wrote', path: path.resolve(action.cwd, action.path) });
      held.ended(end);
    },
  };
}
