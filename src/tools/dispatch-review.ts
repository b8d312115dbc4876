import { roleOf } from '../agents/definitions/role.ts';
import type { Budget } from '../agents/pursue/budget.ts';
import type { Reviewed, ReviewRequest } from '../agents/pursue/director.ts';
import { reviewPrompt } from '../agents/pursue/review-prompt.ts';
import type { VerifyPlan } from '../agents/pursue/verify-plan.ts';
import type { ChildSpec, ReviewCall } from '../agents/runner.ts';
import type { Session } from '../session/session.ts';
import type { Task } from '../session/task-model.ts';
import { StoreFailed } from '../store/store.ts';
import { type Chosen, chooseReviewer } from './choose-agent.ts';
import { specOf } from './dispatch-job.ts';
import { requestKey } from './dispatch-key.ts';
import { ToolError } from './tool.ts';

interface Authored {
  /** What was asked for; foreign text. */
  readonly objective: string;
  /** The agent that did it. */
  readonly author: string;
  readonly budget: Budget;
}

/** Milliseconds that a reviewer has at most. */
const REVIEW_MS = 900_000;
/** Nothing of what it finds is lost when it says more; a verdict is short. */
const NOBODY = { agent: '', taskId: '', text: undefined };

/** Has the work of a child looked at by another one, which only reads; the reviewer is a task of its own, and ends with the child. */
export function reviewBy(
  reviewer: NonNullable<VerifyPlan['reviewer']>,
  authored: Authored,
  session: Session,
): NonNullable<ChildSpec['review']> {
  return async (request, call) => {
    try {
      const chosen = await chooseReviewer(reviewer.agent, authored.author, session);
      if ('refused' in chosen) return { ...NOBODY, problem: chosen.refused.next ?? 'no agent of this machine can review it' };
      return await review(chosen, request, { reviewer, authored, session, call });
    } catch (error) {
      return {
        ...NOBODY,
        problem: `the reviewer could not be started${error instanceof ToolError || error instanceof StoreFailed ? `: ${error.message}` : ''}`,
      };
    }
  };
}

interface Reviewing {
  readonly reviewer: NonNullable<VerifyPlan['reviewer']>;
  readonly authored: Authored;
  readonly session: Session;
  readonly call: ReviewCall;
}

async function review(chosen: Chosen, request: ReviewRequest, { reviewer, authored, session, call }: Reviewing): Promise<Reviewed> {
  const { parent, judge, signal } = call;
  const { id: agent } = chosen.status;
  const objective = reviewPrompt({ ...request, objective: authored.objective, focus: reviewer.objective });
  const { cwd } = request;
  const action = { kind: 'delegate', tool: 'dispatch_child_task', agent, objective, cwd, access: 'read-only' } as const;
  const held = await judge(action, signal);
  if (!held.allowed) return { ...NOBODY, agent, problem: `the reviewer was not allowed to start: ${held.reason}` };
  const told = { objective, scope: undefined, constraints: [], evidence: [], cwd, access: 'read-only', signal } as const;
  const role = chosen.definition === undefined ? {} : { role: roleOf(chosen.definition) };
  const prompt = await session.briefing({ ...told, ...role });
  if (!prompt.ok) {
    held.ended({ status: 'failed' });
    return { ...NOBODY, agent, problem: prompt.problem };
  }
  const wanted = {
    ...chosen,
    objective: `Review of: ${authored.objective}`,
    prompt: prompt.text,
    cwd,
    access: 'read-only' as const,
    // What it uses counts for its parent when it has ended; until then it is held by the same bounds.
    budget: { ...authored.budget, wallMs: Math.min(REVIEW_MS, authored.budget.wallMs) },
    hint: undefined,
    resume: undefined,
    pursue: false,
    verify: undefined,
    expectsChange: false,
    planFirst: false,
    isolation: 'none' as const,
    from: undefined,
    within: request.workspace,
    group: undefined,
    parent,
    key: requestKey({}, ['review', parent, request.round]),
  };
  const { verdict } = await session.gate.explain({ kind: 'session', tool: 'verify' });
  const started = await session.tasks.start({
    spec: specOf(wanted, action, verdict),
    execution: { argv: [], cwd, env: {} },
    ended: held.ended,
    // Its parent waits for it and holds a place already.
    approved: true,
    key: wanted.key,
  });
  if (started.kind !== 'new') return { ...NOBODY, agent, problem: 'the session has ended' };
  return await outcomeOf(started.task, { agent, session, signal });
}

async function outcomeOf(
  task: Task,
  { agent, session, signal }: { readonly agent: string; readonly session: Session; readonly signal: AbortSignal },
): Promise<Reviewed> {
  const stop = (): void => void session.tasks.stop(task.id, { by: 'host', reason: 'its parent has ended', force: true });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await task.ended;
  signal.removeEventListener('abort', stop);
  const { status, reason, final, report } = task.snapshot();
  const use = report?.use;
  if (status === 'completed' && final !== undefined) return { agent, taskId: task.id, text: final.text, problem: undefined, use };
  return {
    agent,
    taskId: task.id,
    text: undefined,
    problem: `the reviewer ended as ${status}${reason === undefined ? '' : `: ${reason}`}`,
    use,
  };
}
