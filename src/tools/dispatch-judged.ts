import type { Approval, Authorization, Execution } from '../policy/action.ts';
import { hasEnded, type TaskKey, type TaskSpec } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { type DispatchResult, describeKnown, describeTask, type ParkedDispatch } from './dispatch-result.ts';
import { closedSession } from './request.ts';
import type { ToolCall } from './tool.ts';
import { describeVerdict } from './verdict.ts';

/** A child that somebody wants to have started, checked. */
export interface ChildRequest {
  readonly action: TaskSpec['action'];
  readonly specOf: (verdict: TaskSpec['verdict']) => TaskSpec;
  /** What starts when it is allowed. */
  readonly executionOf: (allowed: Extract<Authorization, { decision: 'allow' }>) => Execution;
  readonly key: TaskKey;
}

/** Puts a child before the gate, and starts what it allows; the same request again gets the same task. */
export async function dispatchJudged(request: ChildRequest, call: ToolCall): Promise<DispatchResult> {
  const { action, key } = request;
  const { session, signal } = call;
  const known = await session.tasks.find(key);
  if (known !== undefined) return describeKnown(known, session);
  const authorization = await session.gate.authorize(action, { signal, answer: call.answer, canAsk: call.canAsk });
  if (authorization.decision === 'allow') {
    const { ended, verdict } = authorization;
    const execution = request.executionOf(authorization);
    const started = await session.tasks.start({
      spec: request.specOf(verdict),
      execution,
      approved: call.answer !== undefined,
      key,
      ended,
    });
    if (started.kind === 'closed') throw closedSession();
    return started.kind === 'new' ? describeTask(started.task, session) : describeKnown(started, session);
  }
  const refusal = {
    agent: action.kind === 'delegate' ? action.agent : 'shell',
    access: action.access,
    cwd: visible(action.cwd),
    verdict: describeVerdict(authorization.verdict, textOf(action)),
  };
  if (authorization.decision === 'deny') return { status: 'denied', ...refusal };
  call.needsApproval(authorization.approval);
  return { status: 'needs_approval', ...refusal };
}

/** Keeps a child whose question nobody has answered yet. */
export async function parkJudged(request: ChildRequest, { session }: ToolCall, approval: Approval): Promise<ParkedDispatch> {
  const { action, key } = request;
  const { verdict } = await session.gate.explain(action);
  const parked = await session.tasks.park(request.specOf(verdict), approval, key);
  if (parked.kind === 'closed') throw closedSession();
  // The same request has made the task meanwhile, and that one has its own question.
  if (parked.kind !== 'new') return { result: describeKnown(parked, session) };
  const described = describeTask(parked.task, session);
  // Its group wants no more of it: nobody has to answer.
  if (hasEnded(parked.task.snapshot().status)) return { result: described };
  return {
    result: { ...described, status: 'needs_approval', verdict: describeVerdict(verdict, textOf(action)) },
    resume: parked.resume,
  };
}

/** What the spans of a verdict count in. */
function textOf(action: TaskSpec['action']): string {
  return action.command ?? (action.kind === 'delegate' ? action.objective : '');
}
