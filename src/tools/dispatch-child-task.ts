import * as z from 'zod';
import type { Session } from '../session/session.ts';
import type { Known, Task, TaskSpec } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { type DispatchArgs, dispatchInput, type ShellRequest, shellRequest } from './dispatch-request.ts';
import { closedSession, executionOf } from './request.ts';
import { reminded, verdictSchema } from './schemas.ts';
import { type Tool, ToolError } from './tool.ts';
import { describeVerdict, renderRefusal } from './verdict.ts';

const output = z.strictObject({
  status: z.string().describe('of the task, or denied, needs_approval, unavailable'),
  task_id: z.string().optional(),
  agent: z.string().optional(),
  version: z.string().optional(),
  assurance: z.string().optional(),
  access: z.string().optional(),
  cwd: z.string().optional(),
  limits: z.strictObject({ wall_ms: z.number(), concurrency: z.number() }).optional(),
  position: z.number().optional(),
  sandbox: z.literal('none').optional(),
  approval: z.number().optional(),
  verdict: verdictSchema.optional(),
  error: z.string().optional(),
  detected: z.strictObject({ agents: z.array(z.string()), keys: z.array(z.string()) }).optional(),
  usable: z.array(z.string()).optional(),
  next: z.string().optional(),
  ...reminded,
});

type Result = z.output<typeof output>;

export const dispatchChildTask: Tool<typeof dispatchInput, typeof output> = {
  name: 'dispatch_child_task',
  title: 'Start a child task',
  description:
    'Starts a child and answers at once with its task_id. Agent "shell" runs `command`, judged as a whole first. The same request while one is in flight gets the same task. Read it with task_output.',
  input: dispatchInput,
  output,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async handle(args, call) {
    const { session, signal } = call;
    if (!asksForShell(args)) return await unavailable(args.agent, session);
    const request = shellRequest(args, session);
    const known = await session.tasks.find(request.key);
    if (known !== undefined) return describeKnown(known, session);
    const authorization = await session.gate.authorize(actionOf(request), { signal, answer: call.answer, canAsk: call.canAsk });
    const spec = specOf(request, authorization.verdict);
    if (authorization.decision === 'allow') {
      const execution = executionOf(authorization);
      const started = await session.tasks.start({
        spec,
        execution,
        approved: call.answer !== undefined,
        key: request.key,
        ended: authorization.ended,
      });
      if (started.kind === 'closed') throw closedSession();
      return started.kind === 'new' ? describeTask(started.task, session) : describeKnown(started, session);
    }
    const refusal = {
      agent: 'shell',
      access: request.access,
      cwd: visible(request.cwd),
      verdict: describeVerdict(authorization.verdict, request.command),
    };
    if (authorization.decision === 'deny') return { status: 'denied', ...refusal };
    call.needsApproval(authorization.approval);
    return { status: 'needs_approval', ...refusal };
  },

  async park(args, call, approval) {
    const { session } = call;
    const request = shellRequest(args, session);
    const { verdict } = await session.gate.explain(actionOf(request));
    const parked = await session.tasks.park(specOf(request, verdict), approval, request.key);
    if (parked.kind === 'closed') throw closedSession();
    // The same request has made the task meanwhile, and that one has its own question.
    if (parked.kind !== 'new') return { result: describeKnown(parked, session) };
    const described = describeTask(parked.task, session);
    return {
      result: { ...described, status: 'needs_approval', verdict: describeVerdict(verdict, request.command) },
      resume: parked.resume,
    };
  },

  render(result) {
    if (result.error !== undefined) return `unavailable: ${result.next ?? ''}`;
    const task = result.task_id === undefined ? '' : ` ${result.task_id}`;
    const place = result.position === undefined ? '' : `, position ${result.position}`;
    const asked = result.approval === undefined ? '' : `\nquestion ${result.approval} waits for a person`;
    return result.verdict === undefined
      ? `${result.status}${task}, agent ${result.agent ?? ''}, access ${result.access ?? ''}${place}`
      : `${renderRefusal(result.status, result.verdict)}${asked}${task === '' ? '' : `\ntask_output of${task} tells what became of it`}`;
  },
};

/** Without a name it is whoever can do it: a script needs a shell. */
function asksForShell({ agent, command }: DispatchArgs): boolean {
  return agent === 'shell' || (agent === undefined && command !== undefined);
}

function actionOf({ command, title, cwd, access }: ShellRequest): TaskSpec['action'] {
  return { kind: 'delegate', tool: 'dispatch_child_task', agent: 'shell', objective: title, command, cwd, access };
}

function specOf(request: ShellRequest, verdict: TaskSpec['verdict']): TaskSpec {
  const action = actionOf(request);
  return {
    tool: 'dispatch_child_task',
    agent: 'shell',
    title: request.title,
    action,
    verdict,
    timeoutMs: request.wallMs,
    limit: 'budget',
    survive: request.survive,
  };
}

function describeKnown(known: Known, session: Session): Result {
  if (known.kind === 'same') return describeTask(known.task, session);
  throw new ToolError('This `idempotency_key` belongs to a task with other arguments; use another key.');
}

function describeTask(task: Task, session: Session): Result {
  const { id, status, agent, access, cwd, timeoutMs, position, approval } = task.snapshot();
  return {
    status,
    task_id: id,
    agent,
    version: session.shellVersion(),
    // Every command goes through the gate before it starts; nothing holds it after that.
    assurance: 'gated',
    access,
    cwd: visible(cwd),
    limits: { wall_ms: timeoutMs, concurrency: session.limits.concurrency },
    sandbox: 'none',
    ...(position === undefined ? {} : { position }),
    ...(approval === undefined ? {} : { approval }),
  };
}

async function unavailable(agent: string | undefined, session: Session): Promise<Result> {
  const { agents, keys } = await session.detectAgents();
  const name = agent === undefined ? undefined : visible(agent.slice(0, 100));
  return {
    status: 'unavailable',
    error: 'agent_unavailable',
    ...(name === undefined ? {} : { agent: name }),
    detected: { agents: [...agents], keys: [...keys] },
    usable: ['shell'],
    next: `${whyNot(name, agents)}. Use agent "shell" with \`command\`, or do it yourself.`,
  };
}

function whyNot(agent: string | undefined, installed: readonly string[]): string {
  if (agent === undefined) return 'An objective needs a model agent, and this version drives none';
  return installed.includes(agent)
    ? `"${agent}" is installed, but this version does not drive it`
    : `"${agent}" is not known or not installed`;
}
