import type { Session } from '../session/session.ts';
import { hasEnded, type Task, type TaskSnapshot } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { type BashResult, describeRun, renderBash } from './bash-result.ts';
import { outputUri } from './request.ts';
import { taskOutput } from './task-output.ts';
import type { Tool } from './tool.ts';
import { describeVerdict } from './verdict.ts';

/** What a call that went on as a task gives in the end. */
export interface TaskResult {
  readonly value: Record<string, unknown>;
  readonly text: string;
  /** The host shows it as a task that went wrong. */
  readonly isError: boolean;
}

/**
 * Whether a call is a request for a task, so that a question about it waits with the task; a question about any other waits with the
 * call. Takes a tool and its arguments as the client sent them.
 */
export function asksForTask({ name, park }: Tool, args: Readonly<Record<string, unknown>>): boolean {
  // Somebody waits for what a command in the foreground prints.
  return park !== undefined && (name !== 'bash' || args['background'] === true);
}

/** Takes an ended task; returns what the call that made it would have returned, had it waited. */
export async function taskResult(session: Session, task: Task): Promise<TaskResult> {
  const snapshot = task.snapshot();
  if (!hasEnded(snapshot.status)) throw new Error('the result of a task that has not ended');
  if (snapshot.tool === 'bash') {
    const value = await bashResult(session, task, snapshot);
    return { value, text: renderBash(value), isError: false };
  }
  const signal = new AbortController().signal;
  const value = await taskOutput.handle(taskOutput.input.parse({ task_id: task.id, view: 'final' }), {
    session,
    signal,
    needsApproval: () => undefined,
  });
  return { value, text: taskOutput.render(value), isError: snapshot.status !== 'completed' };
}

/** As with a command that nobody put in the background: how it ended is part of the result and no error. */
async function bashResult(session: Session, task: Task, snapshot: TaskSnapshot): Promise<BashResult> {
  const { tool, agent, title, command, access, cwd, verdict, timeoutMs, status, reason } = snapshot;
  if (status === 'blocked') {
    const why = reason === undefined ? {} : { error: visible(reason) };
    return { status: 'denied', task_id: task.id, ...why, verdict: describeVerdict(verdict, title), sandbox: 'none' };
  }
  const action = { kind: 'command', tool, command, cwd, access } as const;
  const spec = { tool, agent, title, action, verdict, timeoutMs, limit: 'timeout' } as const;
  return { ...(await describeRun(task, spec, session.limits.outputBytes)), task_id: task.id, output_uri: outputUri(task.id) };
}
