import { createHash } from 'node:crypto';
import type { Access, Approval } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { TaskKey, TaskSpec } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { childAccess, type DispatchArgs, refuseFields, wallMsOf } from './dispatch-input.ts';
import { type DispatchResult, describeKnown, describeTask, type ParkedDispatch } from './dispatch-result.ts';
import { closedSession, directoryOf, executionOf } from './request.ts';
import { type ToolCall, ToolError } from './tool.ts';
import { describeVerdict } from './verdict.ts';

/** A request for a shell child, checked. */
interface ShellRequest {
  readonly command: string;
  readonly title: string;
  readonly cwd: string;
  readonly access: Access;
  readonly wallMs: number;
  readonly survive: boolean;
  readonly key: TaskKey;
}

/** Runs a script as a child, judged as a whole first. */
export async function dispatchShell(args: DispatchArgs, call: ToolCall): Promise<DispatchResult> {
  const { session, signal } = call;
  const request = shellRequest(args, session);
  const known = await session.tasks.find(request.key);
  if (known !== undefined) return describeKnown(known, session);
  const authorization = await session.gate.authorize(actionOf(request), { signal, answer: call.answer, canAsk: call.canAsk });
  const spec = specOf(request, authorization.verdict);
  if (authorization.decision === 'allow') {
    const execution = executionOf(authorization);
    const { ended } = authorization;
    const started = await session.tasks.start({ spec, execution, approved: call.answer !== undefined, key: request.key, ended });
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
}

export async function parkShell(args: DispatchArgs, { session }: ToolCall, approval: Approval): Promise<ParkedDispatch> {
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
}

const ONLY_AGENTS = ['scope_summary', 'constraints', 'evidence_refs', 'model_hint', 'min_assurance', 'message', 'resume'] as const;

/** Takes the arguments; throws what is wrong with them, in the caller's words. */
function shellRequest(args: DispatchArgs, session: Session): ShellRequest {
  if (args.command === undefined) throw new ToolError('agent "shell" needs `command`: the script to run.');
  refuseFields(args, ONLY_AGENTS, 'a script takes no such field; leave it out, or name an agent with a model.');
  const cwd = directoryOf(args.cwd, session);
  const access = childAccess(args, session);
  const wallMs = wallMsOf(args);
  const survive = args.survive ?? false;
  if (survive && session.keeps.durability === 'memory') {
    throw new ToolError(`\`survive\` needs a state on disk, or nobody would find the child again. ${session.keeps.why ?? ''}`.trimEnd());
  }
  const title = args.objective ?? args.command;
  const digest = createHash('sha256')
    .update(JSON.stringify(['shell', args.command, args.objective ?? null, cwd, access, wallMs, survive]))
    .digest('hex');
  return {
    command: args.command,
    title,
    cwd,
    access,
    wallMs,
    survive,
    key: { tool: 'dispatch_child_task', key: args.idempotency_key, digest },
  };
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
