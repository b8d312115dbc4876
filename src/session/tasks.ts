import { LRUCache } from 'lru-cache';
import { describeError } from '../shell/describe-error.ts';
import type { StoredTask, TaskEvent } from '../store/tasks/engine.ts';
import { createTaskGroups } from './create-task-groups.ts';
import type { TaskBoard, TaskBoardDeps } from './task-board.ts';
import { createTaskEndings } from './task-endings.ts';
import type { TaskState } from './task-life.ts';
import { type ChildQuestion, stopReport, type Task, type TaskSpec } from './task-model.ts';
import { takeOverTasks } from './task-recovery.ts';
import { createTaskRegistry } from './task-registry.ts';
import { createTaskRequests } from './task-requests.ts';
import { restoredTask } from './task-restored.ts';
import { createTaskRun } from './task-run.ts';
import { servedBy } from './task-served.ts';
import { createTaskStarts } from './task-starts.ts';
import { createTaskState } from './task-state.ts';
import { createTaskTree } from './task-tree.ts';
import { createWait } from './task-wait.ts';
import { watched } from './task-watched.ts';

/** Tasks of earlier processes in memory. */
const RESTORED = 100;
/** Tasks that a list shows; others are read by their id. */
const LISTED = 100;

export function createTaskBoard(deps: TaskBoardDeps): TaskBoard {
  const { sessionId, engine, worker, openOutput, durable, now, log, limits } = deps;
  const listeners = new Set<(event: TaskEvent) => void>();
  const questionListeners = new Set<(question: ChildQuestion) => void>();
  /** Everything started here and not awaited by a caller; closing waits for it. */
  const working = new Set<Promise<void>>();
  const registry = createTaskRegistry({ now, limits, dropped: removeTraces });
  const waiting = createWait(onChange);
  const endings = createTaskEndings({ ...deps, registry });
  const groups = createTaskGroups({
    sessionId,
    engine,
    registry,
    now,
    get,
    defer: (state, end) => settled(endings.defer(state, end)),
    stop: (state, end) => track(endings.ask(state, { ...end, force: false })),
  });
  const tree = createTaskTree({ registry, endings, failed });
  const runs = createTaskRun({ ...deps, runner: watched({ runner: deps.runner, registry, groups, tree }) });
  const restored = new LRUCache<string, Promise<Task>>({ max: RESTORED });
  const restore = (stored: StoredTask): Promise<Task> => {
    const known = restored.get(stored.id) ?? restoredTask(stored, { engine, openOutput, now });
    // Of one that has ended nothing changes any more.
    if (stored.phase === 'ended') restored.set(stored.id, known);
    return known;
  };
  const isClosed = (): boolean => closing !== undefined;
  const requests = createTaskRequests({ sessionId, engine, registry, stateOf, restore, isClosed });
  const starts = createTaskStarts({ ...deps, registry, requests, runs, groups, tree, stateOf, track, isClosed });
  let closing: Promise<void> | undefined;

  const stopServing = worker.serve(sessionId, {
    ...servedBy(registry, engine, groups),
    running: () => starts.starting() + registry.running(),
    begin(claimed) {
      const state = registry.get(claimed.claim.taskId);
      if (state === undefined) return;
      state.claimed(claimed);
      track(runs.run(state, starts.fresh(state.task.id)).then(worker.pump));
    },
    ordered(taskId, order) {
      const state = registry.get(taskId);
      if (state !== undefined) track(endings.ask(state, { ...order, by: 'person' }));
    },
  });

  function failed(error: unknown): void {
    log(`a task: ${describeError(error)}`);
  }

  /** Resolves when the work is done; never rejects. */
  async function settled(work: Promise<void>): Promise<void> {
    const done = work.catch(failed).finally(() => working.delete(done));
    working.add(done);
    await done;
  }

  function track(work: Promise<void>): void {
    void settled(work);
  }

  function tellAll<T>(those: ReadonlySet<(told: T) => void>, told: T): void {
    for (const listener of those) {
      try {
        listener(told);
      } catch (error) {
        log(`a listener of tasks: ${describeError(error)}`);
      }
    }
  }

  function removeTraces({ task, kept }: TaskState): void {
    waiting.forget(task.id);
    if (kept && durable) return;
    const output = task.output();
    if (output !== undefined) track(output.remove());
    if (kept) track(engine.remove(task.id).then(() => undefined));
  }

  function onChange(listener: (event: TaskEvent) => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  function stateOf(spec: TaskSpec, id: string): TaskState {
    let complained = false;
    const state = createTaskState(spec, {
      id,
      sessionId,
      engine,
      now,
      position: () => {
        const index = registry.queued().indexOf(id);
        return index < 0 ? undefined : index + 1;
      },
      changed(event) {
        groups.changed(state);
        tellAll(listeners, event);
      },
      asked: (question) => tellAll(questionListeners, question),
      lost: () => log(`task ${id} belongs to another server now; what ran here was ended`),
      unwritten: (error) => {
        if (!complained) log(`task ${id} could not be written down and is tried again: ${describeError(error)}`);
        complained = true;
      },
    });
    return state;
  }

  async function get(id: string): Promise<Task | undefined> {
    registry.sweep();
    const known = registry.get(id);
    if (known !== undefined) return known.task;
    const stored = await engine.get(id);
    return stored === undefined || stored.sessionId !== sessionId ? undefined : await restore(stored);
  }

  async function list(): Promise<readonly Task[]> {
    registry.sweep();
    const mine = registry.listed();
    const known = new Set(mine.map(({ id }) => id));
    const stored = await engine.list({ sessionId, limit: LISTED });
    const others = stored.filter(({ id }) => !known.has(id)).reverse();
    return [...(await Promise.all(others.map(restore))), ...mine];
  }

  async function recover(): Promise<void> {
    const taken = await takeOverTasks({ sessionId, engine, stateOf, now });
    for (const state of taken) registry.adopt(state);
    await groups.adopt(taken);
    for (const state of taken) {
      if (state.task.snapshot().startedAt !== undefined) state.opened(openOutput(state.task.id));
      track(runs.goOn(state).then(worker.pump));
    }
  }

  async function close(): Promise<void> {
    const staying = registry.all().filter(({ spec, status, signal }) => spec.survive === true && status === 'running' && !signal.aborted);
    const going = registry.all().filter((state) => !staying.includes(state));
    await endings.stopAll(going, { by: 'shutdown', reason: 'the session was closed', force: false });
    stopServing();
    groups.close();
    // What survives is left to its supervisor: nobody waits for it here.
    for (const state of staying) state.leave();
    while (working.size > 0) await Promise.all(working);
    for (const state of going) registry.drop(state);
    listeners.clear();
  }

  return {
    find: requests.find,
    start: starts.start,
    startForeground: starts.startForeground,
    park: starts.park,
    get,
    list,
    groupProblem: groups.problem,
    group: groups.view,
    own: () => {
      registry.sweep();
      return registry.listed();
    },
    async wait({ ids, ms, signal }) {
      const tasks =
        ids === undefined
          ? (await list()).map((task) => ({ id: task.id, task }))
          : await Promise.all(ids.map(async (id) => ({ id, task: await get(id) })));
      return await waiting.wait({ tasks, ms, signal });
    },
    async stop(id, order) {
      const state = registry.get(id);
      if (state !== undefined) return await endings.stop(state, order);
      const task = await get(id);
      return task === undefined ? undefined : stopReport(task.snapshot(), 'already_ended');
    },
    onChange,
    questions: () => registry.all().flatMap(({ task }) => task.questions()),
    onQuestion(listener) {
      questionListeners.add(listener);
      return () => {
        questionListeners.delete(listener);
      };
    },
    recover,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
