import type { Answer, Execution } from '../policy/action.ts';
import type { TaskBoard, TaskBoardDeps } from './task-board.ts';
import type { GroupPlace, TaskGroups } from './task-groups.ts';
import type { TaskState } from './task-life.ts';
import { type GroupSpec, hasEnded, type Parked, type Started, type StartRequest, type TaskSpec } from './task-model.ts';
import { engineKey, type TaskRegistry } from './task-registry.ts';
import type { TaskRequests } from './task-requests.ts';
import { type TaskRun, tellWhenEnded } from './task-run.ts';
import type { TaskTree } from './task-tree.ts';

/** How tasks come into being. */
export interface TaskStarts extends Pick<TaskBoard, 'start' | 'startForeground' | 'park'> {
  /** Tasks that have a place and are not kept yet. */
  starting(): number;
  /** What the gate allowed a moment ago, for a task that may start in this moment. */
  fresh(taskId: string): Execution | undefined;
}

export interface TaskStartsDeps extends Pick<TaskBoardDeps, 'sessionId' | 'worker' | 'gate'> {
  readonly registry: TaskRegistry;
  readonly requests: TaskRequests;
  readonly runs: TaskRun;
  readonly groups: TaskGroups;
  readonly tree: TaskTree;
  readonly stateOf: (spec: TaskSpec, id: string) => TaskState;
  readonly track: (work: Promise<void>) => void;
  readonly isClosed: () => boolean;
}

export function createTaskStarts(deps: TaskStartsDeps): TaskStarts {
  const { sessionId, worker, gate, registry, requests, runs, groups, tree, stateOf, track, isClosed } = deps;
  const fresh = new Map<string, Execution>();
  let starting = 0;

  /** Makes it where its parent and its group have a place for it; `closed` when that parent takes none any more. */
  function placed<T>(spec: TaskSpec, make: Make<T>): Promise<T | { readonly kind: 'closed' }> {
    const { parent } = spec;
    if (parent === undefined) return grouped(spec, make);
    return tree.mayHaveChild(parent) ? tree.making(parent, () => grouped(spec, make)) : Promise.resolve({ kind: 'closed' });
  }

  function grouped<T>(spec: TaskSpec, make: Make<T>): Promise<T> {
    return spec.group === undefined ? make(spec, undefined) : inGroup(spec, spec.group, make);
  }

  async function inGroup<T>(spec: TaskSpec, group: GroupSpec, make: Make<T>): Promise<T> {
    const place = await groups.enter(group);
    try {
      return await make({ ...spec, group: place.spec }, place);
    } finally {
      place.leave();
    }
  }

  async function start(given: TaskSpec, request: StartRequest, place: Place): Promise<Started> {
    const { execution, approved, key, ended } = request;
    // Its parent has a place already, and waits for it: if it waited for another one, neither would go on.
    const hasPlace = approved || given.parent !== undefined;
    const atOnce = hasPlace ? place?.isOver() !== true : worker.hasRoom(sessionId) && place?.mayBegin() !== false;
    if (atOnce) {
      starting += 1;
      place?.take();
    }
    const made = await requests.keep(given, key, { status: atOnce ? 'running' : 'queued' }).finally(() => {
      if (!atOnce) return;
      starting -= 1;
      place?.free();
    });
    if (made.kind !== 'new') return made;
    const { state } = made;
    tellWhenEnded(state, ended);
    // What wanted its parent to end meanwhile did not know of it.
    if (given.parent !== undefined && !tree.mayHaveChild(given.parent)) await tree.ask(state);
    if (place !== undefined) await groups.deferred(state);
    if (atOnce) track(runs.run(state, execution).then(worker.pump));
    else if (!hasEnded(state.status)) {
      // What was judged just now may start now; after a wait it is judged again.
      fresh.set(state.task.id, execution);
      await worker.pump();
      fresh.delete(state.task.id);
    }
    return { kind: 'new', task: state.task };
  }

  async function park(spec: TaskSpec, { approval, key }: ParkRequest): Promise<Parked> {
    const made = await requests.keep(spec, key, { status: 'waiting_approval', approval: approval.number });
    if (made.kind !== 'new') return made;
    const { state } = made;
    let answered = false;
    track(
      state.task.ended.then(async () => {
        // Whoever stops it while it waits takes the question back; nothing is left of one that was answered.
        if (answered) return;
        gate.withdraw(approval.id);
        // The engine has counted it among those that run.
        await worker.pump();
      }),
    );
    const answerOnce = (answer: Answer): void => {
      if (answered || hasEnded(state.status)) return;
      answered = true;
      track(runs.resume(state, answer).then(worker.pump));
    };
    if (spec.group !== undefined) await groups.deferred(state);
    return { kind: 'new', task: state.task, resume: answerOnce };
  }

  return {
    starting: () => starting,
    fresh: (taskId) => fresh.get(taskId),
    start: (request) => placed<Started>(request.spec, (spec, place) => start(spec, request, place)),
    startForeground(spec, execution, ended) {
      if (isClosed()) return undefined;
      const state = registry.create((id) => stateOf(spec, id));
      const { task } = state;
      tellWhenEnded(state, ended);
      state.begin();
      track(runs.run(state, execution).then(worker.pump));
      return {
        task,
        async hold() {
          if (!isClosed()) await state.dispatch(engineKey(task.id, undefined), { status: 'running' });
        },
        discard: () => registry.drop(state),
      };
    },
    park: (spec, approval, key) => placed<Parked>(spec, (own) => park(own, { approval, key })),
  };
}

type Place = GroupPlace | undefined;
type Make<T> = (spec: TaskSpec, place: Place) => Promise<T>;

interface ParkRequest {
  readonly approval: Parameters<TaskBoard['park']>[1];
  readonly key: Parameters<TaskBoard['park']>[2];
}
