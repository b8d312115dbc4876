import { dispatchAgent, parkAgent } from './dispatch-agent.ts';
import { type DispatchArgs, dispatchInput } from './dispatch-input.ts';
import { followUp } from './dispatch-message.ts';
import { dispatchOutput } from './dispatch-result.ts';
import { dispatchShell, parkShell } from './dispatch-shell.ts';
import type { Tool } from './tool.ts';
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
    if (args.resume !== undefined || args.message !== undefined) return await followUp(args, call);
    return asksForShell(args) ? await dispatchShell(args, call) : await dispatchAgent(args, call);
  },

  async park(args, call, approval) {
    return asksForShell(args) ? await parkShell(args, call, approval) : await parkAgent(args, call, approval);
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

/** Without a name it is whoever can do it: a script needs a shell. */
function asksForShell({ agent, command, resume }: DispatchArgs): boolean {
  return resume === undefined && (agent === 'shell' || (agent === undefined && command !== undefined));
}
