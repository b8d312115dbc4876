import type { Session } from '../session/session.ts';
import { hasEnded, type Task } from '../session/task-model.ts';
import { agentChild } from './dispatch-agent.ts';
import { type DispatchArgs, dispatchInput } from './dispatch-input.ts';
import { type ChildRequest, dispatchJudged, parkJudged } from './dispatch-judged.ts';
import { followedTask, resumedChild, say } from './dispatch-message.ts';
import { dispatchOutput, type Refused } from './dispatch-result.ts';
import { shellChild } from './dispatch-shell.ts';
import type { Tool, ToolCall } from './tool.ts';
import { renderRefusal } from './verdict.ts';

export const dispatchChildTask: Tool<typeof dispatchInput, typeof dispatchOutput> = {
  name: 'dispatch_child_task',
  title: 'Start a child task',
  description:
    'Starts a child and answers at once with its task_id. "shell" runs `command`, judged as a whole first; an agent with a model does `objective`, each of its calls judged. The same request while one is in flight gets the same task. Read it with task_output.',
  input: dispatchInput,
  output: dispatchOutput,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async handle(args, call) {
    const live = await liveChild(args, call.session);
    if (live !== undefined) return await say(live, args, call);
    const request = await childRequest(args, call);
    return 'refused' in request ? request.refused : await dispatchJudged(request, call);
  },

  async park(args, call, approval) {
    // What is said to a child waits for nobody: when it is answered, the child may be elsewhere.
    const live = await liveChild(args, call.session);
    if (live !== undefined) return { result: { status: 'needs_approval', task_id: live.id, approval: approval.number } };
    const request = await childRequest(args, call);
    return 'refused' in request ? { result: request.refused } : await parkJudged(request, call, approval);
  },

  render(result) {
    if (result.error !== undefined) return `unavailable: ${result.next ?? ''}`;
    const task = result.task_id === undefined ? '' : ` ${result.task_id}`;
    const place = result.position === undefined ? '' : `, position ${result.position}`;
    const asked = result.approval === undefined ? '' : `\nquestion ${result.approval} waits for a person`;
    const told = result.delivered === undefined ? '' : '\nthe message is on its way';
    return result.verdict === undefined
      ? `${result.status}${task}, agent ${result.agent ?? ''}, ${result.assurance ?? ''}, access ${result.access ?? ''}${place}${told}`
      : `${renderRefusal(result.status, result.verdict)}${asked}${task === '' ? '' : `\ntask_output of${task} tells what became of it`}`;
  },
};

const isFollowUp = ({ resume, message }: DispatchArgs): boolean => resume !== undefined || message !== undefined;

/** The child that a message is for, while it works. */
async function liveChild(args: DispatchArgs, session: Session): Promise<Task | undefined> {
  if (!isFollowUp(args)) return undefined;
  const task = await followedTask(args, session);
  return hasEnded(task.snapshot().status) ? undefined : task;
}

async function childRequest(args: DispatchArgs, call: ToolCall): Promise<ChildRequest | Refused> {
  const { session } = call;
  if (isFollowUp(args)) return await resumedChild(await followedTask(args, session), args, session);
  // Without a name it is whoever can do it: a script needs a shell.
  const isScript = args.agent === 'shell' || (args.agent === undefined && args.command !== undefined);
  return isScript ? shellChild(args, session) : await agentChild(args, call);
}
