import { createHash } from 'node:crypto';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { GroupSpec, TaskKey, TaskSpec } from '../session/task-model.ts';
import { childAccess, type DispatchArgs, groupOf, refuseFields, wallMsOf } from './dispatch-input.ts';
import type { ChildRequest } from './dispatch-judged.ts';
import { directoryOf, executionOf } from './request.ts';
import { ToolError } from './tool.ts';

/** A request for a shell child, checked. */
interface ShellRequest {
  readonly command: string;
  readonly title: string;
  readonly cwd: string;
  readonly access: Access;
  readonly wallMs: number;
  readonly survive: boolean;
  readonly group: GroupSpec | undefined;
  readonly key: TaskKey;
}

/** The request for a script, which is judged as a whole. Throws what is wrong with the arguments, in the caller's words. */
export function shellChild(args: DispatchArgs, session: Session): ChildRequest {
  const request = shellRequest(args, session);
  const { command, title, cwd, access, key } = request;
  const action = { kind: 'delegate', tool: 'dispatch_child_task', agent: 'shell', objective: title, command, cwd, access } as const;
  return { action, specOf: (verdict) => specOf(request, action, verdict), executionOf, key };
}

const ONLY_AGENTS = [
  'scope_summary',
  'constraints',
  'evidence_refs',
  'model_hint',
  'min_assurance',
  'message',
  'resume',
  'mode',
  'verify',
  'isolation',
  'plan_first',
] as const;

/** Takes the arguments; throws what is wrong with them, in the caller's words. */
function shellRequest(args: DispatchArgs, session: Session): ShellRequest {
  if (args.command === undefined) throw new ToolError('agent "shell" needs `command`: the script to run.');
  refuseFields(args, ONLY_AGENTS, 'a script takes no such field; leave it out, or name an agent with a model.');
  const { turns, tokens, usd } = args.budget ?? {};
  if (turns ?? tokens ?? usd) throw new ToolError('A script has a budget of time alone: `budget.wall_ms`.');
  const cwd = directoryOf(args.cwd, session);
  const group = groupOf(args);
  const problem = group === undefined ? undefined : session.tasks.groupProblem(group);
  if (problem !== undefined) throw new ToolError(problem);
  const access = childAccess(args, session);
  const wallMs = wallMsOf(args);
  const survive = args.survive ?? false;
  if (survive && session.keeps.durability === 'memory') {
    throw new ToolError(`\`survive\` needs a state on disk, or nobody would find the child again. ${session.keeps.why ?? ''}`.trimEnd());
  }
  const title = args.objective ?? args.command;
  const digest = createHash('sha256')
    .update(JSON.stringify(['shell', args.command, args.objective ?? null, cwd, access, wallMs, survive, group ?? null]))
    .digest('hex');
  return {
    command: args.command,
    title,
    cwd,
    access,
    wallMs,
    survive,
    group,
    key: { tool: 'dispatch_child_task', key: args.idempotency_key, digest },
  };
}

function specOf(request: ShellRequest, action: TaskSpec['action'], verdict: TaskSpec['verdict']): TaskSpec {
  return {
    tool: 'dispatch_child_task',
    agent: 'shell',
    title: request.title,
    action,
    verdict,
    timeoutMs: request.wallMs,
    limit: 'budget',
    survive: request.survive,
    ...(request.group === undefined ? {} : { group: request.group }),
  };
}
