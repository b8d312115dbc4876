import type { ChildPlan } from '../agents/pursue/director.ts';
import type { AgentRunner, ChildOutcome, RunnerContext } from '../agents/runner.ts';
import type { Answer, Ended, Execution, Gate } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import { childGate } from './child-gate.ts';
import type { ChildReport } from './child-report.ts';
import type { Journal } from './journal/journal.ts';
import type { TaskState } from './task-life.ts';
import { hasEnded } from './task-model.ts';

export interface TaskRunDeps {
  readonly runner: AgentRunner;
  readonly gate: Gate;
  /** The part of the session's plan that is of this owner. */
  readonly planOf?: ((owner: string) => ChildPlan) | undefined;
  /** Where what a child with a model does is written down. */
  readonly journalOf?: ((taskId: string) => Journal) | undefined;
  /** What is written down of a child whose server has died. */
  readonly recall?: ((taskId: string) => Promise<ChildReport | undefined>) | undefined;
  readonly log: (line: string) => void;
}

/** How tasks get going and come to their end. Every promise resolves with the end or when the task is left, and none rejects for what a child does. */
export interface TaskRun {
  /** @param execution what the gate allowed just now; absent when time has passed since, then the gate is asked again */
  run(state: TaskState, execution: Execution | undefined): Promise<void>;
  /** Goes on with one that an earlier process has started; one that is gone has been interrupted. */
  goOn(state: TaskState): Promise<void>;
  /** Judges again with a person's answer, and runs or ends it as `blocked`. */
  resume(state: TaskState, answer: Answer): Promise<void>;
}

export function createTaskRun({ runner, gate, planOf, journalOf, recall, log }: TaskRunDeps): TaskRun {
  const contextOf = ({ task, spec, signal, hurry, left, inbox, block, breach, told }: TaskState): RunnerContext => ({
    gate: childGate(gate, { name: spec.agent, task: task.id, blocked: block }),
    access: spec.action.access,
    signal,
    hurry,
    left,
    inbox,
    breach,
    report: told,
    plan: spec.job === undefined ? undefined : planOf?.(spec.held?.plan ?? task.id),
  });

  const failed = ({ spec }: TaskState, error: unknown): ChildOutcome => {
    log(`the ${spec.agent} runner: ${describeError(error)}`);
    return { status: 'failed', reason: 'it could not be run; the reason is in the log' };
  };

  async function run(state: TaskState, execution: Execution | undefined): Promise<void> {
    const { spec, task } = state;
    const { action, timeoutMs, survive = false, job, review } = spec;
    const child = { taskId: task.id, action, execution, timeoutMs, survive, kept: state.kept, job, review };
    const journal = job === undefined ? undefined : journalOf?.(task.id);
    const context = contextOf(state);
    const report: RunnerContext['report'] = (event) => {
      journal?.take(event);
      context.report(event);
    };
    const outcome = await untilLeft(state, runner.run(child, { ...context, report }));
    // What it did is written down before anybody hears that it has ended.
    journal?.close();
    if (outcome !== 'left') await state.finish(outcome);
  }

  /** What a child comes to; `left` when it goes on without this process first. */
  async function untilLeft<T>(state: TaskState, outcome: Promise<T>): Promise<T | ChildOutcome | 'left'> {
    const { promise: left, resolve } = Promise.withResolvers<'left'>();
    const leave = (): void => resolve('left');
    state.left.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([outcome.catch((error: unknown) => failed(state, error)), left]);
    } finally {
      state.left.removeEventListener('abort', leave);
    }
  }

  return {
    run,
    async goOn(state) {
      const { survive = false } = state.spec;
      const outcome = await untilLeft(state, runner.goOn({ taskId: state.task.id, survive, agent: state.spec.agent }, contextOf(state)));
      if (outcome === 'left') return;
      const { startedAt, held, stoppedBy, reason: asked } = state.task.snapshot();
      if (held !== undefined) state.recalled(await recall?.(state.task.id));
      if (outcome !== undefined && outcome.status !== 'interrupted') return await state.finish(outcome);
      const why = startedAt === undefined ? UNANSWERED : INTERRUPTED;
      // It was asked to end in order, and its server had no time to see that through.
      const wasPaused = stoppedBy === 'shutdown' && held?.mode === 'pursue';
      const reason = wasPaused ? (asked ?? '') : outcome?.reason || why;
      await state.finish({ ...outcome, status: wasPaused ? 'paused' : 'interrupted', reason });
    },
    async resume(state, answer) {
      const authorization = await gate.authorize(state.spec.action, { signal: state.signal, answer });
      if (authorization.decision === 'allow') tellWhenEnded(state, authorization.ended);
      // Whoever stopped it meanwhile ends it.
      if (state.signal.aborted || hasEnded(state.status)) return;
      const execution = authorization.decision === 'allow' ? executionOf(state, authorization) : undefined;
      if (execution !== undefined) {
        await state.change('running');
        await run(state, execution);
      } else await state.finish({ status: 'blocked', reason: authorization.verdict.reason });
    },
  };
}

/** What an allowed task starts: a model agent nothing by the answer itself, for each of its calls is judged. */
function executionOf({ spec }: TaskState, { execution }: { readonly execution?: Execution }): Execution | undefined {
  return spec.job === undefined ? execution : { argv: [], cwd: spec.action.cwd, env: {} };
}

/** Why one that waited for a person never began. */
const UNANSWERED = 'its server ended, and with it the question that it waited for';
/** Why a task of a process that has died did not come to its end. */
export const INTERRUPTED = 'its server ended while it ran, and it is not run again by itself';

/** Tells the log of decisions how an allowed action ended. */
export function tellWhenEnded(state: TaskState, ended: ((end: Ended) => void) | undefined): void {
  if (ended === undefined) return;
  const { task } = state;
  void task.ended.then(() => {
    const { status, end } = task.snapshot();
    ended({ status, exitCode: end?.exitCode ?? undefined, ...(state.kept ? { task: task.id } : {}) });
  });
}
