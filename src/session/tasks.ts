import { LRUCache } from 'lru-cache';
import type { Answer, Execution } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import type { StoredTask, TaskEvent } from '../store/tasks/engine.ts';
import type { TaskBoard, TaskBoardDeps } from './task-board.ts';
import { createTaskEndings } from './task-endings.ts';
import { type ChildQuestion, hasEnded, type Started, type StartRequest, stopReport, type Task, type TaskSpec } from './task-model.ts';
import { takeOverTasks } from './task-recovery.ts';
import { createTaskRegistry, engineKey } from './task-registry.ts';
import { createTaskRequests } from './task-requests.ts';
import { restoredTask } from './task-restored.ts';
import { createTaskRun, tellWhenEnded } from './task-run.ts';
import { servedBy } from './task-served.ts';
import { createTaskState, type TaskState } from './task-state.ts';
import { createWait } from './task-wait.ts';

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
  const runs = createTaskRun(deps);
  const endings = createTaskEndings(deps);
  const restored = new LRUCache<string, Promise<Task>>({ max: RESTORED });
  const restore = (stored: StoredTask): Promise<Task> => {
    const known = restored.get(stored.id) ?? restoredTask(stored, { engine, openOutput, now });
    // Of one that has ended nothing changes any more.
    if (stored.phase === 'ended') restored.set(stored.id, known);
    return known;
  };
  const requests = createTaskRequests({ sessionId, engine, registry, stateOf, restore, isClosed: () => closing !== undefined });
  /** What the gate allowed a moment ago, for a task that may start in this moment. */
  const fresh = new Map<string, Execution>();
  /** Tasks that have a place and are not kept yet. */
  let starting = 0;
  let closing: Promise<void> | undefined;

  const stopServing = worker.serve(sessionId, {
    ...servedBy(registry, engine),
    running: () => starting + registry.running(),
    begin(claimed) {
      const state = registry.get(claimed.claim.taskId);
      if (state === undefined) return;
      state.claimed(claimed);
      track(runs.run(state, fresh.get(state.task.id)).then(worker.pump));
    },
    ordered(taskId, order) {
      const state = registry.get(taskId);
      if (state !== undefined) track(endings.ask(state, { ...order, by: 'person' }));
    },
  });

  function track(work: Promise<void>): void {
    const settled = work.catch((error: unknown) => log(`a task: ${describeError(error)}`)).finally(() => working.delete(settled));
    working.add(settled);
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

  const tellListeners = (event: TaskEvent): void => tellAll(listeners, event);

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
    return createTaskState(spec, {
      id,
      sessionId,
      engine,
      now,
      position: () => {
        const index = registry.queued().indexOf(id);
        return index < 0 ? undefined : index + 1;
      },
      changed: tellListeners,
      asked: (question) => tellAll(questionListeners, question),
      lost: () => log(`task ${id} belongs to another server now; what ran here was ended`),
      unwritten: (error) => {
        if (!complained) log(`task ${id} could not be written down and is tried again: ${describeError(error)}`);
        complained = true;
      },
    });
  }

  async function start({ spec, execution, approved, key, ended }: StartRequest): Promise<Started> {
    const atOnce = approved || worker.hasRoom(sessionId);
    if (atOnce) starting += 1;
    const made = await requests.keep(spec, key, { status: atOnce ? 'running' : 'queued' }).finally(() => {
      if (atOnce) starting -= 1;
    });
    if (made.kind !== 'new') return made;
    const { state } = made;
    tellWhenEnded(state, ended);
    if (atOnce) track(runs.run(state, execution).then(worker.pump));
    else {
      // What was judged just now may start now; after a wait it is judged again.
      fresh.set(state.task.id, execution);
      await worker.pump();
      fresh.delete(state.task.id);
    }
    return { kind: 'new', task: state.task };
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
    for (const state of await takeOverTasks({ sessionId, engine, stateOf, now })) {
      registry.adopt(state);
      if (state.task.snapshot().startedAt !== undefined) state.opened(openOutput(state.task.id));
      track(runs.goOn(state));
    }
  }

  async function close(): Promise<void> {
    const staying = registry.all().filter(({ spec, status, signal }) => spec.survive === true && status === 'running' && !signal.aborted);
    const going = registry.all().filter((state) => !staying.includes(state));
    await endings.stopAll(going, { by: 'shutdown', reason: 'the session was closed', force: false });
    stopServing();
    // What survives is left to its supervisor: nobody waits for it here.
    for (const state of staying) state.leave();
    while (working.size > 0) await Promise.all(working);
    for (const state of going) registry.drop(state);
    listeners.clear();
  }

  return {
    find: requests.find,
    start,
    startForeground(spec, execution, ended) {
      if (closing !== undefined) return undefined;
      const state = registry.create((id) => stateOf(spec, id));
      const { task } = state;
      tellWhenEnded(state, ended);
      state.begin();
      track(runs.run(state, execution).then(worker.pump));
      return {
        task,
        async hold() {
          if (closing === undefined) await state.dispatch(engineKey(task.id, undefined), { status: 'running' });
        },
        discard: () => registry.drop(state),
      };
    },
    async park(spec, approval, key) {
      const made = await requests.keep(spec, key, { status: 'waiting_approval', approval: approval.number });
      if (made.kind !== 'new') return made;
      const { state } = made;
      let answered = false;
      track(
        state.task.ended.then(() => {
          // Whoever stops it while it waits takes the question back; nothing is left of one that was answered.
          if (!answered) deps.gate.withdraw(approval.id);
        }),
      );
      const answerOnce = (answer: Answer): void => {
        if (answered || hasEnded(state.status)) return;
        answered = true;
        track(runs.resume(state, answer).then(worker.pump));
      };
      return { kind: 'new', task: state.task, resume: answerOnce };
    },
    get,
    list,
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
