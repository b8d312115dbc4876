import * as z from 'zod';
import type { Authorization } from '../policy/action.ts';
import { type ForegroundTask, hasEnded, type Task, type TaskSpec } from '../session/task-model.ts';
import { StoreFailed } from '../store/store.ts';
import { type BashResult, bashOutput, describeRun, judgement, notesOf, renderBash } from './bash-result.ts';
import { reportProgress } from './progress.ts';
import { accessOf, closedSession, directoryOf, executionOf, MAX_RUN_MS, outputUri } from './request.ts';
import { accessSchema } from './schemas.ts';
import type { Tool, ToolCall } from './tool.ts';
import { describeVerdict } from './verdict.ts';

const DEFAULT_RUN_MS = 600_000;

const input = z.strictObject({
  command: z.string().min(1),
  cwd: z.string().optional().describe('Relative to the workspace, the default'),
  timeout_ms: z.int().min(1).max(MAX_RUN_MS).default(DEFAULT_RUN_MS).describe('The tree is ended then'),
  background: z.boolean().default(false).describe('Answer at once with a task_id'),
  access: accessSchema.optional().describe('Can only lower'),
});

type Args = z.output<typeof input>;

export const bash: Tool<typeof input, typeof bashOutput> = {
  name: 'bash',
  title: 'Run a shell command',
  description:
    'Runs a bash command after judging it; a refusal tells why and what would change it. No stdin. Long output comes back as head and tail. What runs over 45 s goes on as a task: see task_output.',
  input,
  output: bashOutput,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async handle(args, call) {
    const begun = performance.now() - (call.waitedMs ?? 0);
    const { session, signal } = call;
    const authorization = await session.gate.authorize(actionOf(args, call), { signal, answer: call.answer, canAsk: call.canAsk });
    if (authorization.decision !== 'allow') return refused(authorization, args, call);
    const execution = executionOf(authorization);
    const spec = specOf(args, call, authorization.verdict);
    const notes = notesOf(authorization);
    if (args.background) {
      const started = await session.tasks.start({ spec, execution, approved: call.answer !== undefined, ended: authorization.ended });
      if (started.kind !== 'new') throw closedSession();
      return { status: 'running', task_id: started.task.id, output_uri: outputUri(started.task.id), ...judgement(spec), ...notes };
    }
    const foreground = session.tasks.startForeground(spec, execution, authorization.ended);
    if (foreground === undefined) throw closedSession();
    const answer = await answerInWindow(foreground, spec, call, session.limits.answerWindowMs - (performance.now() - begun));
    return { ...answer, ...notes };
  },

  async park(args, call, approval) {
    const { verdict } = await call.session.gate.explain(actionOf(args, call));
    const spec = specOf(args, call, verdict);
    const parked = await call.session.tasks.park(spec, approval);
    if (parked.kind !== 'new') throw closedSession();
    const result: BashResult = { status: 'needs_approval', task_id: parked.task.id, approval: approval.number, ...judgement(spec) };
    return { result, resume: parked.resume };
  },

  render: renderBash,
};

function actionOf(args: Args, { session }: ToolCall): TaskSpec['action'] {
  const access = accessOf(args.access, session);
  return { kind: 'command', tool: 'bash', command: args.command, cwd: directoryOf(args.cwd, session), access };
}

function specOf(args: Args, call: ToolCall, verdict: TaskSpec['verdict']): TaskSpec {
  const action = actionOf(args, call);
  return { tool: 'bash', agent: 'shell', title: args.command, action, verdict, timeoutMs: args.timeout_ms, limit: 'timeout' };
}

function refused(authorization: Exclude<Authorization, { decision: 'allow' }>, args: Args, call: ToolCall): BashResult {
  const verdict = describeVerdict(authorization.verdict, args.command);
  if (authorization.decision === 'deny') return { status: 'denied', verdict, sandbox: 'none' };
  call.needsApproval(authorization.approval);
  // The number is told once the question is kept with a task: in a host that cannot ask it waits for nobody.
  return { status: 'needs_approval', verdict, sandbox: 'none' };
}

/** Waits for the end, the answer window or the caller's cancellation, whichever is first. */
async function answerInWindow(foreground: ForegroundTask, spec: TaskSpec, call: ToolCall, windowMs: number): Promise<BashResult> {
  const { task } = foreground;
  const stopProgress = call.progress === undefined ? () => undefined : reportProgress(task, call.progress);
  let kept = false;
  try {
    await endOrWindow(task, windowMs, call.signal);
    if (call.signal.aborted) await stop('the call was cancelled');
    const result = await describeRun(task, spec, call.session.limits.outputBytes);
    if (result.status !== 'running' && result.truncated !== true) return result;
    try {
      await foreground.hold();
      kept = true;
    } catch (error) {
      if (!(error instanceof StoreFailed)) throw error;
      if (hasEnded(task.snapshot().status)) return { ...result, error: `The rest of its output is not kept. ${error.message}` };
      // Nobody could read it or stop it any more.
      await stop('it could not be kept as a task');
      const { error: _, ...stopped } = await describeRun(task, spec, call.session.limits.outputBytes);
      return { ...stopped, error: `It was stopped, because it could not be kept as a task. ${error.message}` };
    }
    return { ...result, task_id: task.id, output_uri: outputUri(task.id) };
  } finally {
    stopProgress();
    if (!kept && hasEnded(task.snapshot().status)) foreground.discard();
  }

  async function stop(reason: string): Promise<void> {
    await call.session.tasks.stop(task.id, { by: 'host', reason, force: false });
  }
}

async function endOrWindow(task: Task, windowMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const release = (): void => resolve();
  const timer = setTimeout(release, Math.max(0, windowMs));
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();
  await Promise.race([task.ended, promise]);
  clearTimeout(timer);
  signal.removeEventListener('abort', release);
}
