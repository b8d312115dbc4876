import { realpath } from 'node:fs/promises';
import { roleOf } from '../agents/definitions/role.ts';
import { ACCESS_LEVELS, type Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import { chooseAgent, reviewerMissing } from './choose-agent.ts';
import { budgetOf, childAccess, type DispatchArgs, groupOf, refuseFields, verifyOf } from './dispatch-input.ts';
import { type AgentRequest, specOf } from './dispatch-job.ts';
import type { ChildRequest } from './dispatch-judged.ts';
import { requestKey } from './dispatch-key.ts';
import type { Refused } from './dispatch-result.ts';
import { reviewBy } from './dispatch-review.ts';
import { directoryOf } from './request.ts';
import { type ToolCall, ToolError } from './tool.ts';

/** The request for an agent with a model, or why nobody can do it. */
export async function agentChild(args: DispatchArgs, call: ToolCall): Promise<ChildRequest | Refused> {
  const request = await agentRequest(args, call);
  return 'refused' in request ? request : childOf(request, call.session);
}

/** Nothing runs by the answer itself: each call of the agent is judged. */
export function childOf(request: AgentRequest, session: Session): ChildRequest {
  const { status, objective, cwd, access, key, verify, budget, group } = request;
  const problem = group === undefined ? undefined : session.tasks.groupProblem(group);
  if (problem !== undefined) throw new ToolError(problem);
  const action = { kind: 'delegate', tool: 'dispatch_child_task', agent: status.id, objective, cwd, access } as const;
  const review = verify?.reviewer && reviewBy(verify.reviewer, { objective, author: status.id, budget }, session);
  return {
    action,
    specOf: (verdict) => ({ ...specOf(request, action, verdict), ...(review === undefined ? {} : { review }) }),
    executionOf: () => ({ argv: [], cwd, env: {} }),
    key,
  };
}

/** Takes the arguments; returns why there is nobody to do it; throws what is wrong with them, in the caller's words. */
async function agentRequest(args: DispatchArgs, call: ToolCall): Promise<AgentRequest | Refused> {
  const { session } = call;
  const { objective, mode = 'once', isolation = 'none', plan_first: planFirst = false, model_hint: hint } = args;
  refuseFields(args, ['command'], 'only agent "shell" runs a script; leave it out, or name "shell".');
  refuseFields(args, ['survive'], 'an agent ends with the server that holds it; leave it out, and `resume` it afterwards.');
  const budget = budgetOf(args, mode);
  const verify = verifyOf(args);
  const named = directoryOf(args.cwd, session);
  // The place itself, whatever its name leads to later. One that is not there is the gate's to refuse.
  const cwd = await realpath(named).catch(() => named);
  const asked = childAccess(args, session);
  const chosen = await chooseAgent({ agent: args.agent, minAssurance: args.min_assurance, access: asked }, session);
  if ('refused' in chosen) return chosen;
  const { status, definition } = chosen;
  const missing = await reviewerMissing(verify, status.id, session);
  if (missing !== undefined) return missing;
  if (objective === undefined || objective.trim() === '')
    throw new ToolError(`agent "${args.agent ?? status.id}" needs \`objective\`: what it is to do.`);
  const group = groupOf(args);
  if ((budget.usd ?? group?.budget?.usd) !== undefined && status.kind === 'loop' && !status.priced)
    throw new ToolError(
      '`budget.usd`: what the configured model costs is not known; a person writes it into the settings (`model.prices`).',
    );
  const access = narrower(asked, definition?.access);
  if (planFirst && access === 'read-only')
    throw new ToolError('`plan_first`: this child only reads; give `access: "workspace-write"`, or leave it out.');
  const prompt = await session.briefing({
    objective,
    scope: args.scope_summary,
    constraints: args.constraints ?? [],
    evidence: args.evidence_refs ?? [],
    cwd,
    access,
    signal: call.signal,
    ...(definition === undefined ? {} : { role: roleOf(definition) }),
  });
  if (!prompt.ok) throw new ToolError(prompt.problem);
  return {
    ...chosen,
    objective,
    prompt: prompt.text,
    cwd,
    access,
    budget,
    hint,
    resume: undefined,
    pursue: mode === 'pursue',
    verify,
    expectsChange: true,
    planFirst,
    isolation,
    from: undefined,
    within: undefined,
    group,
    parent: undefined,
    key: requestKey(args, [status.id, definition?.sha256, cwd, access, ...asking(args)]),
  };
}

/** What makes a request another one besides who does it and where. */
function asking(args: DispatchArgs): readonly unknown[] {
  const { objective, scope_summary, constraints, evidence_refs, budget, model_hint, min_assurance } = args;
  const { mode, verify, isolation, plan_first, group } = args;
  const told = [objective, scope_summary, constraints, evidence_refs];
  return [...told, budget, model_hint, min_assurance, mode, verify, isolation, plan_first, group];
}

/** The narrower of what is asked for and what a definition leaves. */
export function narrower(access: Access, bound: Access | undefined): Access {
  return bound !== undefined && ACCESS_LEVELS.indexOf(bound) < ACCESS_LEVELS.indexOf(access) ? bound : access;
}
