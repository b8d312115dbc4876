import { isAtLeast } from '../agents/assurance/assurance.ts';
import type { Definition } from '../agents/definitions/definition.ts';
import type { VerifyPlan } from '../agents/pursue/verify-plan.ts';
import { ACCESS_LEVELS } from '../policy/action.ts';
import { MOST_WAITING } from '../session/inbox.ts';
import type { Session } from '../session/session.ts';
import { type HeldBy, hasEnded, type Task, type TaskSnapshot } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { chooseAgent, type HeldStatus, reviewerMissing } from './choose-agent.ts';
import { childOf, narrower } from './dispatch-agent.ts';
import { budgetOf, childAccess, type DispatchArgs, groupOf, refuseFields, verifyOf } from './dispatch-input.ts';
import type { AgentRequest } from './dispatch-job.ts';
import type { ChildRequest } from './dispatch-judged.ts';
import { requestKey } from './dispatch-key.ts';
import { type DispatchResult, describeTask, type Refused } from './dispatch-result.ts';
import { type ToolCall, ToolError } from './tool.ts';
import { describeVerdict } from './verdict.ts';

const GO_ON = 'Go on where you were interrupted. Your last message is the result.';
const FULL = `${MOST_WAITING} messages wait for this child already; wait until it has taken some, or stop it with task_stop.`;
const NOT_HEARD =
  'Nobody heard it: this child is ending, or its server has ended. Call again in a few seconds; then `resume` goes on with what it knew.';
const ONLY_NEW = [
  'objective',
  'agent',
  'command',
  'cwd',
  'scope_summary',
  'constraints',
  'evidence_refs',
  'survive',
  'isolation',
  'plan_first',
] as const;

/** The child that a follow-up is for. Throws what is wrong with the arguments, in the caller's words. */
export async function followedTask(args: DispatchArgs, session: Session): Promise<Task> {
  if (args.resume === undefined) throw new ToolError('`message` needs `resume`: the task_id of the child that it is for.');
  refuseFields(args, ONLY_NEW, 'a follow-up keeps what the child was started with; leave it out, or start another child.');
  const task = await session.tasks.get(args.resume);
  if (task === undefined) throw new ToolError('This session has no such task; task_output without a task_id lists them.');
  return task;
}

/** Says something to a child that works. */
export async function say(task: Task, args: DispatchArgs, call: ToolCall): Promise<DispatchResult> {
  const { session, signal, answer, canAsk } = call;
  if (args.message === undefined) throw new ToolError('This child has not ended; give `message`, or read it with task_output.');
  const { agent, cwd, access, held } = task.snapshot();
  refuseFields(args, ['idempotency_key'], 'a message to a child that works is delivered each time; leave it out.');
  if (held === undefined) throw new ToolError('This child is a script and can not be talked to; stop it with task_stop.');
  // What is said to a child is an objective like its first.
  const action = { kind: 'delegate', tool: 'dispatch_child_task', agent, objective: args.message, cwd, access } as const;
  const authorization = await session.gate.authorize(action, { signal, answer, canAsk });
  if (authorization.decision === 'allow') {
    const sent = task.send(args.message);
    authorization.ended?.({ status: sent === 'sent' ? 'completed' : 'failed', task: task.id });
    if (sent !== 'sent') throw new ToolError(sent === 'full' ? FULL : NOT_HEARD);
    return { ...describeTask(task, session), delivered: true };
  }
  const refusal = { task_id: task.id, agent, access, cwd: visible(cwd), verdict: describeVerdict(authorization.verdict, args.message) };
  if (authorization.decision === 'deny') return { status: 'denied', ...refusal };
  call.needsApproval(authorization.approval);
  return { status: 'needs_approval', ...refusal };
}

/** The request for another child that knows what this one knew; it can do no more than this one could. */
export async function resumedChild(task: Task, args: DispatchArgs, session: Session): Promise<ChildRequest | Refused> {
  const { agent, title, cwd, access: had, held, work } = task.snapshot();
  if (held === undefined) throw new ToolError('This child was a script; start another one.');
  const asked = args.access ?? args.read_only ?? args.readOnly;
  const definition = await definitionOf(held, session);
  const access = narrower(asked === undefined ? had : childAccess(args, session), definition?.access);
  if (ACCESS_LEVELS.indexOf(access) > ACCESS_LEVELS.indexOf(had))
    throw new ToolError(`This child had access "${had}", and one that goes on has no more; start another one.`);
  const chosen = await chooseAgent({ agent, minAssurance: heldAs(held.assurance, args.min_assurance), access }, session);
  if ('refused' in chosen) return chosen;
  const resume = conversationOf(task, chosen.status);
  const other = session.tasks.own().find((one) => isGoingOn(one.snapshot(), resume));
  if (other !== undefined) throw new ToolError(`${other.id} goes on with this already; talk to that one, or wait for its end.`);
  const mode = args.mode ?? held.mode ?? 'once';
  const verify = verifyOf(args);
  const missing = await reviewerMissing(verify, chosen.status.id, session);
  if (missing !== undefined) return missing;
  const request: AgentRequest = {
    status: chosen.status,
    definition,
    objective: args.message ?? title,
    // One that was interrupted at once has not heard it yet.
    prompt: args.message ?? `${GO_ON}\n\nThe objective was: ${title}`,
    cwd,
    access,
    budget: budgetOf(args, mode),
    hint: args.model_hint,
    resume,
    pursue: mode === 'pursue',
    verify: verify ?? verifyAgain(held.verify),
    // What it changed before counts; of one whose end nobody saw it is not known.
    expectsChange: work?.changes?.total === 0,
    planFirst: held.planFirst === true && access !== 'read-only',
    isolation: held.isolation ?? 'none',
    from: placeOf(task),
    within: undefined,
    group: groupOf(args),
    parent: undefined,
    plan: held.plan ?? task.id,
    key: requestKey(args, ['resume', task.id, args.message, access, args.budget, args.model_hint, mode, args.verify, args.group]),
  };
  return childOf(request, session);
}

/** What narrowed it narrows it still, as long as a person trusts that. */
async function definitionOf({ definition: name }: HeldBy, session: Session): Promise<Definition | undefined> {
  if (name === undefined) return undefined;
  const found = await session.definitions.find(name);
  if (found?.definition === undefined)
    throw new ToolError(`This child was made by the definition "${visible(name)}", which is not trusted any more; start another one.`);
  return found.definition;
}

function verifyAgain(kept: HeldBy['verify']): VerifyPlan | undefined {
  if (kept === undefined) return undefined;
  const { checks, reviewer, criteria } = kept;
  return { checks, criteria, reviewer: reviewer && { agent: reviewer.agent, objective: reviewer.objective } };
}

/** Where an isolated child worked. */
function placeOf(task: Task): AgentRequest['from'] {
  const { work, report } = task.snapshot();
  const place = work?.place ?? report?.place;
  return place && { taskId: task.id, place };
}

/** Two at once in one conversation would undo each other. */
function isGoingOn({ status, resumes, report }: TaskSnapshot, conversation: string): boolean {
  return !hasEnded(status) && (resumes === conversation || report?.conversation === conversation);
}

type Floor = DispatchArgs['min_assurance'];

/** A conversation that was held is not gone on with where it is held less. */
function heldAs(before: NonNullable<TaskSnapshot['held']>['assurance'] | undefined, asked: Floor): Floor {
  if (before === undefined || before === 'observed') return asked;
  return asked !== undefined && isAtLeast(asked, before) ? asked : before;
}

/** What the conversation goes on by. Throws, in the caller's words, where it can not. */
function conversationOf(task: Task, status: HeldStatus): string {
  const { report } = task.snapshot();
  const id = report?.conversation;
  const way = status.kind === 'loop' ? 'resume' : status.entry.resume?.[status.level === 'caged' ? 'caged' : 'gated'];
  // The agent's own name of it may become an argument of its program: one that reads like an option is none.
  const known = id !== undefined && !id.startsWith('-');
  if (way !== undefined && known) return status.kind === 'loop' ? task.id : id;
  const why = way === undefined ? `${status.id} can not go on with a conversation of another process` : 'it never came to a conversation';
  throw new ToolError(`${why}; start another child and tell it what this one found.`);
}
