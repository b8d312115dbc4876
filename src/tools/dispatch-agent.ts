import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { type Assurance, isAtLeast } from '../agents/assurance/assurance.ts';
import type { AgentStatus } from '../agents/assurance/roster.ts';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { TaskKey, TaskSpec } from '../session/task-model.ts';
import { childAccess, type DispatchArgs, refuseFields, wallMsOf } from './dispatch-input.ts';
import type { ChildRequest } from './dispatch-judged.ts';
import type { Refused } from './dispatch-result.ts';
import { directoryOf } from './request.ts';
import { type ToolCall, ToolError } from './tool.ts';
import { unavailable } from './unavailable-agent.ts';

/** A request for a child with a model, checked. */
export interface AgentRequest {
  readonly status: HeldStatus;
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

/** The request for an agent with a model, or why nobody can do it. */
export async function agentChild(args: DispatchArgs, call: ToolCall): Promise<ChildRequest | Refused> {
  const request = await agentRequest(args, call);
  return 'refused' in request ? request : childOf(request);
}

/** Nothing runs by the answer itself: each call of the agent is judged. */
export function childOf(request: AgentRequest): ChildRequest {
  const { status, objective, cwd, access, key } = request;
  const action = { kind: 'delegate', tool: 'dispatch_child_task', agent: status.entry.id, objective, cwd, access } as const;
  return { action, specOf: (verdict) => specOf(request, action, verdict), executionOf: () => ({ argv: [], cwd, env: {} }), key };
}

/** Takes the arguments; returns why there is nobody to do it; throws what is wrong with them, in the caller's words. */
async function agentRequest(args: DispatchArgs, call: ToolCall): Promise<AgentRequest | Refused> {
  const { session } = call;
  const { objective } = args;
  refuseFields(args, ['command'], 'only agent "shell" runs a script; leave it out, or name "shell".');
  refuseFields(args, ['survive'], 'an agent ends with the server that holds it; leave it out, and `resume` it afterwards.');
  const named = directoryOf(args.cwd, session);
  // The place itself, whatever its name leads to later. One that is not there is the gate's to refuse.
  const cwd = await realpath(named).catch(() => named);
  const access = childAccess(args, session);
  const chosen = await chooseAgent(args, access, session);
  if ('refused' in chosen) return chosen;
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
): Promise<{ readonly status: HeldStatus } | Refused> {
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

function specOf(request: AgentRequest, action: TaskSpec['action'], verdict: TaskSpec['verdict']): TaskSpec {
  const { status, objective, prompt, wallMs, hint, resume } = request;
  const { entry, found, level, proof, stamp } = status;
  if (found.kind !== 'found' || level === 'sandboxed') throw new Error('an agent that can not be started was chosen');
  const model = hint === undefined ? undefined : entry.models[hint];
  return {
    tool: 'dispatch_child_task',
    agent: entry.id,
    title: objective,
    action,
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
