import * as z from 'zod';
import type { Answer } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { Known, Task } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { reminded, verdictSchema } from './schemas.ts';
import { ToolError } from './tool.ts';

export const dispatchOutput = z.strictObject({
  status: z.string().describe('of the task, or denied, needs_approval, unavailable'),
  task_id: z.string().optional(),
  agent: z.string().optional(),
  version: z.string().optional(),
  assurance: z.string().optional(),
  model: z.strictObject({ hint: z.string(), routed: z.boolean() }).optional(),
  access: z.string().optional(),
  cwd: z.string().optional(),
  limits: z
    .strictObject({
      wall_ms: z.number(),
      concurrency: z.number(),
      turns: z.number().optional(),
      tokens: z.number().optional(),
      usd: z.number().optional(),
    })
    .optional(),
  mode: z.string().optional(),
  isolation: z.string().optional(),
  definition: z.string().optional(),
  group: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  position: z.number().optional(),
  sandbox: z.literal('none').optional(),
  approval: z.number().optional(),
  delivered: z.boolean().optional(),
  verdict: verdictSchema.optional(),
  error: z.string().optional(),
  agents: z.array(z.strictObject({ id: z.string(), assurance: z.string().optional(), why: z.string() })).optional(),
  keys: z.array(z.string()).optional(),
  servers: z.array(z.string()).optional(),
  usable: z.array(z.string()).optional(),
  next: z.string().optional(),
  ...reminded,
});

export type DispatchResult = z.output<typeof dispatchOutput>;

/** Nobody can do it; the result says why. */
export interface Refused {
  readonly refused: DispatchResult;
}

/** A dispatch that waits for a person. */
export interface ParkedDispatch {
  readonly result: DispatchResult;
  readonly resume?: (answer: Answer) => void;
}

export function describeKnown(known: Known, session: Session): DispatchResult {
  if (known.kind === 'same') return describeTask(known.task, session);
  throw new ToolError('This `idempotency_key` belongs to a task with other arguments; use another key.');
}

/** Who else works in the same tree: what a child writes may meet theirs. */
function teamWarnings({ team }: Session): readonly string[] {
  return team.others().map(({ client, pid, edited }) => {
    const what = edited.length === 0 ? '' : `, changed ${edited.join(', ')}`;
    return `another session works in this tree: ${client} (pid ${pid})${what}`;
  });
}

export function describeTask(task: Task, session: Session): DispatchResult {
  const { id, status, agent, access, cwd, timeoutMs, position, approval, held, group, reason, deferred } = task.snapshot();
  const warnings = access === 'read-only' ? [] : teamWarnings(session);
  return {
    status,
    task_id: id,
    agent,
    version: held === undefined ? session.shellVersion() : visible(held.version),
    // Every command of a script goes through the gate before it starts; nothing holds it after that.
    assurance: held?.assurance ?? 'gated',
    ...(held?.model === undefined ? {} : { model: held.model }),
    access,
    cwd: visible(cwd),
    limits: { wall_ms: timeoutMs, concurrency: session.limits.concurrency, ...held?.budget },
    ...(held?.mode === 'pursue' ? { mode: held.mode } : {}),
    ...(held?.isolation === undefined ? {} : { isolation: held.isolation }),
    ...(held?.definition === undefined ? {} : { definition: visible(held.definition) }),
    ...(group === undefined ? {} : { group: visible(group.name) }),
    ...(deferred === true ? { next: visible(reason ?? '') } : {}),
    ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
    sandbox: 'none',
    ...(position === undefined ? {} : { position }),
    ...(approval === undefined ? {} : { approval }),
  };
}
