import type { AgentRunner } from '../agents/runner.ts';
import type { Approval, Ended, Execution, Gate } from '../policy/action.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { TaskEngine, TaskEvent } from '../store/tasks/engine.ts';
import type { GroupView } from './task-groups.ts';
import type {
  ChildQuestion,
  ForegroundTask,
  GroupSpec,
  Known,
  Parked,
  Started,
  StartRequest,
  StopOrder,
  StopReport,
  Task,
  TaskKey,
  TaskLimits,
  TaskSpec,
  WaitFor,
  WaitResult,
} from './task-model.ts';
import type { TaskRunDeps } from './task-run.ts';
import type { TaskWorker } from './task-worker.ts';

/**
 * The commands and children of one session. A foreign id is answered exactly like an unknown one: with `undefined`. What could not be kept
 * rejects with `StoreFailed`, and was not started.
 */
export interface TaskBoard {
  /** What an earlier request with this key has made. */
  find(key: TaskKey): Promise<Known | undefined>;
  /** `closed` also when its parent does not work any more. In a group it is as that is; see `groupProblem`. */
  start(request: StartRequest): Promise<Started>;
  /** Starts at once what a caller waits for; `undefined` when the session has ended. */
  startForeground(spec: TaskSpec, execution: Execution, ended?: (end: Ended) => void): ForegroundTask | undefined;
  /** Keeps a request whose question a person has not answered yet; `approval` is that question. */
  park(spec: TaskSpec, approval: Pick<Approval, 'id' | 'number'>, key?: TaskKey): Promise<Parked>;
  get(id: string): Promise<Task | undefined>;
  /** The latest ones, in the order they were made. */
  list(): Promise<readonly Task[]>;
  /** Those of this process, in the order they were made. */
  own(): readonly Task[];
  wait(what: WaitFor): Promise<WaitResult>;
  /**
   * What is wrong with a group that a dispatch names, in words for the caller: it is under way, and its first child has said otherwise how
   * it is. Values that are not given, and `none`, are those that it has.
   */
  groupProblem(asked: GroupSpec): string | undefined;
  /** `undefined` when no child of the session ever named it. */
  group(name: string): Promise<GroupView | undefined>;
  /** Idempotent. Siblings are not touched; children end with it, and before it. */
  stop(id: string, order: StopOrder): Promise<StopReport | undefined>;
  /** Told of every change after it is kept; returns the way to stop it. */
  onChange(listener: (event: TaskEvent) => void): () => void;
  /** What running children ask a person in this moment. */
  questions(): readonly ChildQuestion[];
  /** Told of every question of a running child; returns the way to stop it. */
  onQuestion(listener: (question: ChildQuestion) => void): () => void;
  /** Goes on with what an earlier process has left: what survived it is taken over, the rest was interrupted. */
  recover(): Promise<void>;
  /** Stops everything but what is to survive, and starts nothing more. Idempotent. */
  close(): Promise<void>;
}

export interface TaskBoardDeps {
  readonly sessionId: string;
  readonly runner: AgentRunner;
  readonly gate: Gate;
  readonly planOf?: TaskRunDeps['planOf'];
  readonly journalOf?: TaskRunDeps['journalOf'];
  readonly recall?: TaskRunDeps['recall'];
  readonly engine: TaskEngine;
  readonly worker: TaskWorker;
  /** What a task of an earlier process wrote. */
  readonly openOutput: (taskId: string) => OutputLog;
  /** Tasks are forgotten by whoever keeps the file; one that is only in memory goes when the board forgets it. */
  readonly durable: boolean;
  readonly now: () => number;
  readonly log: (line: string) => void;
  readonly limits: TaskLimits;
}
