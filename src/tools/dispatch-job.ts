import type { Budget } from '../agents/pursue/budget.ts';
import type { VerifyPlan } from '../agents/pursue/verify-plan.ts';
import type { ChildJob, ModelWork } from '../agents/runner.ts';
import type { Access } from '../policy/action.ts';
import type { GroupSpec, HeldBy, TaskKey, TaskSpec } from '../session/task-model.ts';
import type { Chosen, HeldStatus } from './choose-agent.ts';
import type { DispatchArgs } from './dispatch-input.ts';

/** A request for a child with a model, checked. */
export interface AgentRequest extends Chosen {
  readonly objective: string;
  readonly prompt: string;
  readonly cwd: string;
  readonly access: Access;
  readonly budget: Budget;
  readonly hint: DispatchArgs['model_hint'];
  /** The agent's own id of a conversation to go on with. */
  readonly resume: string | undefined;
  readonly pursue: boolean;
  readonly verify: VerifyPlan | undefined;
  readonly expectsChange: boolean;
  readonly planFirst: boolean;
  readonly isolation: ModelWork['isolation'];
  readonly from: ModelWork['from'];
  readonly within: ModelWork['within'];
  readonly group: GroupSpec | undefined;
  /** The task that it is a child of. */
  readonly parent: string | undefined;
  /** Whose items of the list it goes on with. */
  readonly plan?: string | undefined;
  readonly key: TaskKey;
}

/** What is started for it. */
export function specOf(request: AgentRequest, action: TaskSpec['action'], verdict: TaskSpec['verdict']): TaskSpec {
  const { status, objective, budget, group, parent } = request;
  return {
    tool: 'dispatch_child_task',
    agent: status.id,
    title: objective,
    action,
    verdict,
    timeoutMs: budget.wallMs,
    limit: 'budget',
    job: jobOf(request),
    held: heldBy(request),
    ...(group === undefined ? {} : { group }),
    ...(parent === undefined ? {} : { parent }),
  };
}

function jobOf(request: AgentRequest): ChildJob {
  const { status, definition, prompt, resume, pursue, budget, verify, expectsChange, planFirst, isolation, from, within } = request;
  const model = modelOf(request);
  const work: ModelWork = {
    prompt,
    model,
    resume,
    pursue,
    budget,
    verify,
    expectsChange,
    planFirst,
    isolation,
    from,
    within,
    only: definition?.only,
  };
  if (status.kind === 'loop') return { kind: 'loop', ...work };
  const { entry, found, level, stamp } = status;
  if (found.kind !== 'found' || level === 'sandboxed') throw new Error('an agent that can not be started was chosen');
  return { kind: 'agent', ...work, entry, found: found.agent, stamp, level };
}

/** The agent's own name of the model that is wished for; `undefined` for its usual one. */
function modelOf({ status, definition, hint }: Pick<AgentRequest, 'status' | 'definition' | 'hint'>): string | undefined {
  const wished = hint ?? hintIn(definition?.model);
  const models = status.kind === 'loop' ? status.models : status.entry.models;
  return wished === undefined ? undefined : models[wished];
}

function hintIn(model: string | undefined): DispatchArgs['model_hint'] {
  return model === 'fast' || model === 'balanced' || model === 'deep' ? model : undefined;
}

function heldBy(request: AgentRequest): HeldBy {
  const { status, hint, pursue, isolation, definition, budget, verify, planFirst, plan } = request;
  const { turns, tokens, usd } = budget;
  const bounds = {
    ...(turns === undefined ? {} : { turns }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(usd === undefined ? {} : { usd }),
  };
  return {
    assurance: status.level,
    version: versionOf(status),
    ...(hint === undefined ? {} : { model: { hint, routed: modelOf(request) !== undefined } }),
    mode: pursue ? 'pursue' : 'once',
    ...(isolation === 'none' ? {} : { isolation }),
    ...(definition === undefined ? {} : { definition: definition.name }),
    ...(status.kind === 'agent' && status.proof !== undefined ? { proof: status.proof.digest } : {}),
    ...(Object.keys(bounds).length === 0 ? {} : { budget: bounds }),
    ...(verify === undefined ? {} : { verify: keptVerify(verify) }),
    ...(planFirst ? { planFirst } : {}),
    ...(plan === undefined ? {} : { plan }),
  };
}

function keptVerify({ checks, reviewer, criteria }: VerifyPlan): NonNullable<HeldBy['verify']> {
  const { agent, objective } = reviewer ?? {};
  return {
    checks: [...checks],
    criteria: criteria.map((each) => ({ ...each })),
    ...(reviewer === undefined
      ? {}
      : { reviewer: { ...(agent === undefined ? {} : { agent }), ...(objective === undefined ? {} : { objective }) } }),
  };
}

function versionOf(status: HeldStatus): string {
  return status.kind === 'loop' ? status.model : (status.proof?.version ?? 'unknown');
}
