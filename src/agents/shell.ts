import type { Ended, Execution } from '../policy/action.ts';
import type { RunEnd, RunningCommand, RunSpec } from '../shell/process/run.ts';
import type { Starter } from '../shell/process/starter.ts';
import type { AgentRunner, ChildOutcome, ChildSpec, RunnerContext } from './runner.ts';

export interface ShellRunnerDeps {
  readonly starter: Pick<Starter, 'command' | 'detached'>;
  /** Absolute, real. */
  readonly workspace: string;
  /** Finds such a command by its output directory. */
  readonly attach: (outputDir: string, taskId: string) => Promise<DetachedCommand>;
  /** Ends what is left of a command by its directory and its mark, and lets nothing begin any more. */
  readonly stopDetached: (outputDir: string, taskId: string) => Promise<{ readonly end: RunEnd | undefined }>;
  /** The whole environment of a command. */
  readonly environment: (of: { readonly cwd: string; readonly taskId: string }) => Promise<Record<string, string>>;
  /** The private directory for the output of one task. */
  readonly outputDir: (taskId: string) => string;
}

/** Runs a script that the gate has allowed, exactly as it was judged. */
export function createShellRunner(deps: ShellRunnerDeps): AgentRunner {
  return {
    agent: 'shell',
    async run(spec, context) {
      const allowed = spec.execution === undefined ? await allowedNow(spec, context) : { execution: spec.execution };
      if ('reason' in allowed) return allowed;
      const outcome = await started(allowed.execution, spec, context);
      allowed.ended?.({ status: outcome.status, exitCode: outcome.end?.exitCode ?? undefined, task: spec.taskId });
      return outcome;
    },
    async goOn({ taskId, survive }, context) {
      const outputDir = deps.outputDir(taskId);
      const command = survive ? await deps.attach(outputDir, taskId) : undefined;
      if (command?.record !== undefined) {
        context.report({ kind: 'output', output: command.output });
        return outcomeOf(await followed(command, context));
      }
      // The guard may have been killed as well, or a supervisor comes too late.
      const { end } = await deps.stopDetached(outputDir, taskId);
      return end === undefined ? undefined : outcomeOf(end);
    },
  };

  async function started(execution: Execution, spec: ChildSpec, context: RunnerContext): Promise<ChildOutcome> {
    const env = await deps.environment({ cwd: execution.cwd, taskId: spec.taskId });
    if (context.signal.aborted) return { status: 'stopped', reason: '' };
    const run: RunSpec = {
      argv: execution.argv,
      cwd: execution.cwd,
      env: withChanges(env, execution.env),
      timeoutMs: spec.timeoutMs,
      outputDir: deps.outputDir(spec.taskId),
      keepOrder: spec.kept,
    };
    const within = { access: context.access, workspace: deps.workspace, privateDir: undefined };
    if (spec.survive) {
      const detached = await deps.starter.detached(run, within);
      context.report({ kind: 'output', output: detached.output });
      return outcomeOf(await followed(detached, context));
    }
    const command = deps.starter.command(run, within);
    context.report({ kind: 'output', output: command.output });
    return outcomeOf(await supervised(command, context));
  }
}

/** A command whose output and end are in files. */
export interface DetachedCommand extends RunningCommand {
  /** Absent when nothing was ever started in its directory. */
  readonly record: object | undefined;
  /** Stops looking; it goes on. */
  release(): void;
}

async function followed(command: DetachedCommand, context: RunnerContext): Promise<RunEnd> {
  const release = (): void => command.release();
  if (context.left.aborted) release();
  else context.left.addEventListener('abort', release, { once: true });
  const end = await supervised(command, context);
  if (end.survivors.length === 0) return end;
  // When its supervisor was killed nobody saw the end of it, and nobody holds what goes on.
  const { killed, survivors } = await command.stop({ force: true });
  return { ...end, killed, survivors };
}

/** What a runner may start, and whom to tell how it ended. */
interface Allowed {
  readonly execution: Execution;
  readonly ended?: (end: Ended) => void;
}

/** A script that waited in a queue is judged again: links, directories and grants may have changed since. */
async function allowedNow(spec: ChildSpec, { gate, signal }: RunnerContext): Promise<Allowed | ChildOutcome> {
  const authorization = await gate.authorize(spec.action, { signal });
  // Nobody waits for the answer: the task ends here.
  if (authorization.decision === 'ask') gate.withdraw(authorization.approval.id);
  if (signal.aborted) return { status: 'stopped', reason: '' };
  if (authorization.decision === 'allow' && authorization.execution !== undefined) {
    const { execution, ended } = authorization;
    return { execution, ...(ended === undefined ? {} : { ended }) };
  }
  return { status: 'blocked', reason: `no longer allowed when its turn came: ${authorization.verdict.reason}` };
}

async function supervised(command: RunningCommand, { signal, hurry }: RunnerContext): Promise<RunEnd> {
  // Both give `command.done`, which is awaited below and never rejects.
  const stop = (): void => void command.stop();
  const force = (): void => void command.stop({ force: true });
  signal.addEventListener('abort', stop, { once: true });
  hurry.addEventListener('abort', force, { once: true });
  // It may have been asked while the command was being started.
  if (hurry.aborted) force();
  else if (signal.aborted) stop();
  const end = await command.done;
  signal.removeEventListener('abort', stop);
  hurry.removeEventListener('abort', force);
  return end;
}

/** What the end of a command means for the child that it was. */
export function outcomeOf(end: RunEnd): ChildOutcome {
  switch (end.reason) {
    case 'exited':
      return end.exitCode === 0
        ? { status: 'completed', reason: '', end }
        : { status: 'failed', reason: `it exited with code ${end.exitCode}`, end };
    case 'signalled':
      // Nobody saw it end.
      if (end.error !== undefined) return { status: 'interrupted', reason: end.error, end };
      return { status: 'failed', reason: `it was ended by ${end.signal ?? 'a signal'}`, end };
    case 'timed_out':
      return { status: 'timed_out', reason: 'its time limit was reached', end };
    case 'stopped':
      return { status: 'stopped', reason: '', end };
    case 'start_failed':
    case 'output_failed':
      return { status: 'failed', reason: end.error ?? 'it could not run', end };
  }
}

/** An environment with what an execution adds to it or takes from it. */
export function withChanges(env: Readonly<Record<string, string>>, changes: Execution['env']): Record<string, string> {
  const merged = Object.entries({ ...env, ...changes });
  return Object.fromEntries(merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
