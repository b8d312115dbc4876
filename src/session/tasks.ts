import type { AgentRunner } from '../agents/runner.ts';
import type { Answer, Approval, Ended, Execution, Gate } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import type { Store, TaskEvent } from '../store/store.ts';
import { childGate } from './child-gate.ts';
import {
  type ForegroundTask,
  hasEnded,
  type Known,
  type Parked,
  type Started,
  type StartRequest,
  type StopOrder,
  type StopReport,
  stopReport,
  type Task,
  type TaskKey,
  type TaskLimits,
  type TaskSpec,
  type WaitFor,
  type WaitResult,
} from './task-model.ts';
import { createTaskQueue } from './task-queue.ts';
import { createTaskRegistry } from './task-registry.ts';
import type { TaskState } from './task-state.ts';
import { createWait } from './task-wait.ts';

/** The commands and children of one session. A foreign id is answered exactly like an unknown one: with `undefined`. */
export interface TaskBoard {
  /** What an earlier request with this key has made. */
  find(key: TaskKey): Known | undefined;
  start(request: StartRequest): Started;
  /** Starts at once what a caller waits for; `undefined` when the session has ended. */
  startForeground(spec: TaskSpec, execution: Execution, ended?: (end: Ended) => void): ForegroundTask | undefined;
  /** Keeps a request whose question a person has not answered yet; `approval` is that question. */
  park(spec: TaskSpec, approval: Pick<Approval, 'id' | 'number'>, key?: TaskKey): Parked;
  get(id: string): Task | undefined;
  /** In the order they were made. */
  list(): readonly Task[];
  wait(what: WaitFor): Promise<WaitResult>;
  /** Idempotent. Siblings are not touched. */
  stop(id: string, order: StopOrder): Promise<StopReport | undefined>;
  /** Told of every change after it is stored; returns the way to stop it. */
  onChange(listener: (event: TaskEvent) => void): () => void;
  /** Stops everything, deletes all output and starts nothing more. Idempotent. */
  close(): Promise<void>;
}

export interface TaskBoardDeps {
  readonly sessionId: string;
  readonly runner: AgentRunner;
  readonly gate: Gate;
  readonly store: Store;
  readonly now: () => number;
  readonly log: (line: string) => void;
  readonly limits: TaskLimits;
}

/** What a closing session leaves to its commands between TERM and KILL: Claude Code 2.1.329 kills a server 500 ms after it asked it to end. */
const CLOSE_GRACE_MS = 150;

export function createTaskBoard(deps: TaskBoardDeps): TaskBoard {
  const listeners = new Set<(event: TaskEvent) => void>();
  /** Everything started here and not awaited by a caller; closing waits for it. */
  const working = new Set<Promise<void>>();
  const queue = createTaskQueue(deps.limits.concurrency);
  const registry = createTaskRegistry({ ...deps, position: queue.position, changed: tellListeners, dropped: removeTraces });
  const waiting = createWait({ get: (id) => registry.get(id)?.task, list: listed, onChange });
  let closing: Promise<void> | undefined;

  function own(work: Promise<void>): void {
    const settled = work.catch((error: unknown) => deps.log(`a task: ${describeError(error)}`)).finally(() => working.delete(settled));
    working.add(settled);
  }

  function tellListeners(event: TaskEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        deps.log(`a listener of tasks: ${describeError(error)}`);
      }
    }
  }

  function removeTraces({ task }: TaskState): void {
    waiting.forget(task.id);
    const output = task.output();
    if (output !== undefined) own(output.remove());
  }

  function listed(): readonly Task[] {
    return registry.all().flatMap((state) => (state.listed ? [state.task] : []));
  }

  function onChange(listener: (event: TaskEvent) => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  function run(state: TaskState, execution: Execution | undefined): void {
    const { spec, task, signal, hurry } = state;
    state.change('running');
    const running = deps.runner
      .run(
        { taskId: task.id, action: spec.action, execution, timeoutMs: spec.timeoutMs },
        {
          gate: childGate(deps.gate, { name: spec.agent, task: task.id, blocked: state.block }),
          access: spec.action.access,
          signal,
          hurry,
          report: (event) => state.opened(event.output),
        },
      )
      .catch((error: unknown) => {
        deps.log(`the ${spec.agent} runner: ${describeError(error)}`);
        return { status: 'failed', reason: 'it could not be run; the reason is in the log' } as const;
      });
    own(
      running.then((outcome) => {
        state.finish(outcome);
        queue.leave(task.id);
      }),
    );
  }

  function runNow(state: TaskState, execution: Execution): void {
    queue.occupy(state.task.id);
    run(state, execution);
  }

  function tellWhenEnded({ task }: TaskState, ended: ((end: Ended) => void) | undefined): void {
    if (ended === undefined) return;
    own(
      task.ended.then(() => {
        const { status, end } = task.snapshot();
        ended({ status, exitCode: end?.exitCode ?? undefined });
      }),
    );
  }

  async function resume(state: TaskState, answer: Answer): Promise<void> {
    const authorization = await deps.gate.authorize(state.spec.action, { signal: state.signal, answer });
    if (hasEnded(state.task.snapshot().status)) return;
    if (authorization.decision === 'allow' && authorization.execution !== undefined) {
      tellWhenEnded(state, authorization.ended);
      runNow(state, authorization.execution);
    } else state.finish({ status: 'blocked', reason: authorization.verdict.reason });
  }

  /** What an earlier request has made, else nothing may be made, else `undefined`. */
  function madeBefore(key: TaskKey | undefined): Known | { readonly kind: 'closed' } | undefined {
    if (closing !== undefined) return { kind: 'closed' };
    registry.sweep();
    return key === undefined ? undefined : registry.find(key);
  }

  async function stop(id: string, order: StopOrder): Promise<StopReport | undefined> {
    const state = registry.get(id);
    if (state === undefined) return undefined;
    const { status } = state.task.snapshot();
    if (hasEnded(status)) return stopReport(state.task.snapshot(), 'already_ended');
    state.askToStop(order);
    if (status !== 'running') {
      state.finish({ status: 'stopped', reason: '' });
      queue.leave(id);
    }
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, deps.limits.stopWaitMs);
    await Promise.race([state.task.ended, limit.promise]);
    clearTimeout(timer);
    const last = state.task.snapshot();
    return stopReport(last, hasEnded(last.status) ? 'stopped' : 'stopping');
  }

  async function close(): Promise<void> {
    const order = { by: 'shutdown', reason: 'the session was closed', force: false } as const;
    const stops = registry.all().map(({ task }) => stop(task.id, order));
    const timer = setTimeout(() => {
      for (const state of registry.all()) state.askToStop({ ...order, force: true });
    }, CLOSE_GRACE_MS);
    await Promise.all(stops);
    while (working.size > 0) await Promise.all(working);
    clearTimeout(timer);
    for (const state of registry.all()) registry.drop(state);
    await Promise.all(working);
    listeners.clear();
  }

  return {
    find(key) {
      registry.sweep();
      return registry.find(key);
    },
    start({ spec, execution, approved, key, ended }) {
      const before = madeBefore(key);
      if (before !== undefined) return before;
      const state = registry.createListed(spec, key);
      tellWhenEnded(state, ended);
      if (approved) runNow(state, execution);
      else {
        // What was judged just now may start now; after a wait it is judged again.
        let fresh: Execution | undefined = execution;
        state.change('queued');
        queue.enter(state.task.id, () => run(state, fresh));
        fresh = undefined;
      }
      return { kind: 'new', task: state.task };
    },
    startForeground(spec, execution, ended) {
      if (closing !== undefined) return undefined;
      const state = registry.create(spec);
      const { task } = state;
      tellWhenEnded(state, ended);
      run(state, execution);
      return {
        task,
        hold() {
          if (closing !== undefined) return;
          if (!hasEnded(task.snapshot().status)) queue.occupy(task.id);
          state.list({ key: task.id, digest: '' });
        },
        discard: () => registry.drop(state),
      };
    },
    park(spec, approval, key) {
      const before = madeBefore(key);
      if (before !== undefined) return before;
      const state = registry.createListed(spec, key);
      let answered = false;
      state.change('waiting_approval', approval.number);
      own(
        state.task.ended.then(() => {
          // Whoever stops it while it waits takes the question back; nothing is left of one that was answered.
          if (!answered) deps.gate.withdraw(approval.id);
        }),
      );
      const answerOnce = (answer: Answer): void => {
        if (answered || hasEnded(state.task.snapshot().status)) return;
        answered = true;
        own(resume(state, answer));
      };
      return { kind: 'new', task: state.task, resume: answerOnce };
    },
    get(id) {
      registry.sweep();
      return registry.get(id)?.task;
    },
    list() {
      registry.sweep();
      return listed();
    },
    wait(what) {
      registry.sweep();
      return waiting.wait(what);
    },
    stop(id, order) {
      registry.sweep();
      return stop(id, order);
    },
    onChange,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
