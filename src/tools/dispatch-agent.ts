import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { type Assurance, isAtLeast } from '../agents/assurance/assurance.ts';
import type { AgentStatus } from '../agents/assurance/roster.ts';
import type { Access, Approval } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { TaskKey, TaskSpec } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { childAccess, type DispatchArgs, refuseFields, wallMsOf } from './dispatch-input.ts';
import { type DispatchResult, describeKnown, describeTask, type ParkedDispatch } from './dispatch-result.ts';
import { closedSession, directoryOf, noExecution } from './request.ts';
import { type ToolCall, ToolError } from './tool.ts';
import { unavailable } from './unavailable-agent.ts';
import { describeVerdict } from './verdict.ts';

/** A request for a child with a model, checked. */
export interface AgentRequest {
  readonly status: AgentStatus & { readonly level: Assurance };
  readonly objective: string;
  readonly prompt: string;
  readonly cwd: string;
  readonly access: Access;
  readonly wallMs: number;
  readonly hint: DispatchArgs['model_hint'];
  /** The agent's own id of a conversation to go on with. */
  readonly resume: string | undefined;
  readonly key: TaskKey;
}

/** Starts an agent that has a model of its own. */
export async function dispatchAgent(args: DispatchArgs, call: ToolCall): Promise<DispatchResult> {
  const request = await agentRequest(args, call);
  return 'status' in request && 'key' in request ? await startAgent(request, call) : request;
}

export async function parkAgent(args: DispatchArgs, call: ToolCall, approval: Approval): Promise<ParkedDispatch> {
  const request = await agentRequest(args, call);
  if (!('key' in request)) return { result: request };
  return await parkRequest(request, call, approval);
}

async function parkRequest(request: AgentRequest, { session }: ToolCall, approval: Approval): Promise<ParkedDispatch> {
  const { verdict } = await session.gate.explain(actionOf(request));
  const parked = await session.tasks.park(specOf(request, verdict), approval, request.key);
  if (parked.kind === 'closed') throw closedSession();
  if (parked.kind !== 'new') return { result: describeKnown(parked, session) };
  const described = describeTask(parked.task, session);
  return {
    result: { ...described, status: 'needs_approval', verdict: describeVerdict(verdict, request.objective) },
    resume: parked.resume,
  };
}

/** Puts the delegation before the gate, and starts what it allows. */
export async function startAgent(request: AgentRequest, call: ToolCall): Promise<DispatchResult> {
  const { session, signal } = call;
  const known = await session.tasks.find(request.key);
  if (known !== undefined) return describeKnown(known, session);
  const authorization = await session.gate.authorize(actionOf(request), { signal, answer: call.answer, canAsk: call.canAsk });
  if (authorization.decision === 'allow') {
    const { ended, verdict } = authorization;
    const started = await session.tasks.start({
      spec: specOf(request, verdict),
      execution: noExecution(request.cwd),
      approved: call.answer !== undefined,
      key: request.key,
      ended,
    });
    if (started.kind === 'closed') throw closedSession();
    return started.kind === 'new' ? describeTask(started.task, session) : describeKnown(started, session);
  }
  const refusal = {
    agent: request.status.entry.id,
    access: request.access,
    cwd: visible(request.cwd),
    verdict: describeVerdict(authorization.verdict, request.objective),
  };
  if (authorization.decision === 'deny') return { status: 'denied', ...refusal };
  call.needsApproval(authorization.approval);
  return { status: 'needs_approval', ...refusal };
}

/** Takes the arguments; returns why there is nobody to do it; throws what is wrong with them, in the caller's words. */
async function agentRequest(args: DispatchArgs, call: ToolCall): Promise<AgentRequest | DispatchResult> {
  const { session } = call;
  const { objective } = args;
  refuseFields(args, ['command'], 'only agent "shell" runs a script; leave it out, or name "shell".');
  refuseFields(args, ['survive'], 'an agent ends with the server that holds it; leave it out, and `resume` it afterwards.');
  const named = directoryOf(args.cwd, session);
  // The place itself, whatever its name leads to later. One that is not there is the gate's to refuse.
  const cwd = await realpath(named).catch(() => named);
  const access = childAccess(args, session);
  const chosen = await chooseAgent(args, access, session);
  if (!('status' in chosen)) return chosen.refused;
  if (objective === undefined) throw new ToolError(`agent "${chosen.status.entry.id}" needs \`objective\`: what it is to do.`);
  const prompt = await session.briefing({
    objective,
    scope: args.scope_summary,
    constraints: args.constraints ?? [],
    evidence: args.evidence_refs ?? [],
    cwd,
    access,
    signal: call.signal,
  });
  if (!prompt.ok) throw new ToolError(prompt.problem);
  const wallMs = wallMsOf(args);
  const { model_hint: hint, scope_summary: scope, constraints, evidence_refs: evidence } = args;
  const asked = [chosen.status.entry.id, objective, scope, constraints, evidence, cwd, access, wallMs, hint, args.min_assurance];
  return {
    status: chosen.status,
    objective,
    prompt: prompt.text,
    cwd,
    access,
    wallMs,
    hint,
    resume: undefined,
    key: requestKey(args, asked),
  };
}

export function requestKey(args: DispatchArgs, asked: readonly unknown[]): TaskKey {
  const digest = createHash('sha256')
    .update(JSON.stringify(asked.map((one) => one ?? null)))
    .digest('hex');
  return { tool: 'dispatch_child_task', key: args.idempotency_key, digest };
}

/** The agent that is asked for, or the one that is held best; held as strongly as somebody wants. */
export async function chooseAgent(
  { agent, min_assurance: asked }: Pick<DispatchArgs, 'agent' | 'min_assurance'>,
  access: Access,
  session: Session,
): Promise<{ readonly status: AgentStatus & { readonly level: Assurance } } | { readonly refused: DispatchResult }> {
  const floor = session.agents.floor(access, asked);
  // Looking at one is quicker than looking at all.
  const named = agent === undefined ? undefined : await session.agents.find(agent);
  if (named !== undefined && isHeld(named, floor)) return { status: named };
  const all = await session.agents.list();
  const usable = all.filter((status) => isHeld(status, floor));
  const best = agent === undefined ? strongest(usable) : undefined;
  if (best !== undefined) return { status: best };
  return {
    refused: unavailable({ agent, floor, access, all, usable: usable.map(({ entry }) => entry.id), keys: await session.agents.keys() }),
  };
}

type HeldStatus = AgentStatus & { readonly level: Assurance };

const isHeld = (status: AgentStatus, floor: Assurance): status is HeldStatus =>
  status.level !== undefined && isAtLeast(status.level, floor);

function strongest<T extends { readonly level: Assurance }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best !== undefined && isAtLeast(best.level, one.level) ? best : one), undefined);
}

function actionOf({ status, objective, cwd, access }: AgentRequest): TaskSpec['action'] {
  return { kind: 'delegate', tool: 'dispatch_child_task', agent: status.entry.id, objective, cwd, access };
}

function specOf(request: AgentRequest, verdict: TaskSpec['verdict']): TaskSpec {
  const { status, objective, prompt, wallMs, hint, resume } = request;
  const { entry, found, level, proof, stamp } = status;
  if (found.kind !== 'found' || level === 'sandboxed') throw new Error('an agent that can not be started was chosen');
  const model = hint === undefined ? undefined : entry.models[hint];
  return {
    tool: 'dispatch_child_task',
    agent: entry.id,
    title: objective,
    action: actionOf(request),
    verdict,
    timeoutMs: wallMs,
    limit: 'budget',
    job: { entry, found: found.agent, stamp, level, prompt, model, resume },
    held: {
      assurance: level,
      version: proof?.version ?? 'unknown',
      ...(hint === undefined ? {} : { model: { hint, routed: model !== undefined } }),
    },
  };
}
