import * as z from 'zod';
import type { Authorization } from '../policy/action.ts';
import { hasEnded, type Task, type TaskSpec } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { visibleExcerpt } from './excerpt.ts';
import { describeProcesses, killedSchema, renderProcesses } from './killed.ts';
import { reminded, verdictSchema } from './schemas.ts';
import { describeVerdict, renderRefusal } from './verdict.ts';

export const bashOutput = z.strictObject({
  status: z.enum(['completed', 'failed', 'timed_out', 'cancelled', 'running', 'denied', 'needs_approval']),
  exit_code: z.number().optional(),
  signal: z.string().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  truncated: z.boolean().optional(),
  output_uri: z.string().optional(),
  duration_ms: z.number().optional(),
  task_id: z.string().optional(),
  approval: z.number().optional(),
  error: z.string().optional(),
  killed: killedSchema.optional(),
  survivors: killedSchema.optional(),
  verdict: verdictSchema,
  sandbox: z.literal('none'),
  undo: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  ...reminded,
});

export type BashResult = z.output<typeof bashOutput>;

/** What every result of a command says, whatever became of it. */
export function judgement({ verdict, title }: TaskSpec): Pick<BashResult, 'verdict' | 'sandbox'> {
  return { verdict: describeVerdict(verdict, title), sandbox: 'none' };
}

/** By what name a person takes back what it changes, and what else there is to know; each only where there is something. */
export function notesOf({ undo, warnings }: Pick<Allowed, 'undo' | 'warnings'>): Pick<BashResult, 'undo' | 'warnings'> {
  return { ...(undo === undefined ? {} : { undo }), ...(warnings === undefined ? {} : { warnings: [...warnings] }) };
}

type Allowed = Extract<Authorization, { decision: 'allow' }>;

/** What a command has done so far, with head and tail of its output. */
export async function describeRun(task: Task, spec: TaskSpec, capBytes: number): Promise<BashResult> {
  // Read before the output: what has ended now has all its output.
  const snapshot = task.snapshot();
  const { end, reason } = snapshot;
  const output = task.output();
  const [stdout, stderr] = await Promise.all([visibleExcerpt(output, 'stdout', capBytes), visibleExcerpt(output, 'stderr', capBytes)]);
  const status = statusOf(snapshot);
  // An exit code speaks for itself, unless something else went wrong beside it: a full disk, an output that somebody holds.
  const error = end?.error ?? (status === 'completed' || typeof end?.exitCode === 'number' ? undefined : reason);
  return {
    status,
    ...(typeof end?.exitCode === 'number' ? { exit_code: end.exitCode } : {}),
    ...(typeof end?.signal === 'string' ? { signal: end.signal } : {}),
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.truncated || stderr.truncated,
    ...(end === undefined ? {} : { duration_ms: end.durationMs }),
    ...(error === undefined ? {} : { error: visible(error) }),
    ...(end === undefined || end.killed.length === 0 ? {} : { killed: describeProcesses(end.killed) }),
    ...(end === undefined || end.survivors.length === 0 ? {} : { survivors: describeProcesses(end.survivors) }),
    ...judgement(spec),
  };
}

function statusOf({ status, stoppedBy }: ReturnType<Task['snapshot']>): BashResult['status'] {
  if (!hasEnded(status)) return 'running';
  if (status === 'stopped') return stoppedBy === 'timeout' ? 'timed_out' : 'cancelled';
  return status === 'completed' ? 'completed' : 'failed';
}

export function renderBash(result: BashResult): string {
  if (result.status === 'denied' || result.status === 'needs_approval') {
    return lines(
      renderRefusal(result.status, result.verdict),
      result.approval === undefined ? '' : `question ${result.approval} waits for a person`,
      result.task_id === undefined ? '' : `task_output of ${result.task_id} tells what became of it`,
    );
  }
  return lines(
    headline(result),
    result.error,
    ...(result.warnings ?? []).map((warning) => `note: ${warning}`),
    renderProcesses('killed', result.killed),
    renderProcesses('still alive', result.survivors),
    result.stdout,
    result.stderr === undefined || result.stderr === '' ? '' : `[stderr]\n${result.stderr}`,
  );
}

function headline(result: BashResult): string {
  const how = result.exit_code !== undefined ? `, exit ${result.exit_code}` : result.signal !== undefined ? `, ${result.signal}` : '';
  const took = result.duration_ms === undefined ? '' : `, ${result.duration_ms} ms`;
  const rest = result.task_id === undefined ? '' : `; ${result.status === 'running' ? 'goes on as' : 'whole output:'} ${result.task_id}`;
  const undo = result.undo === undefined ? '' : `; undo: ${result.undo}`;
  return `${result.status}${how}${took}, sandbox: none${rest}${undo}`;
}

const lines = (...texts: readonly (string | undefined)[]): string =>
  texts.flatMap((text) => (text === undefined || text === '' ? [] : [text])).join('\n');
