import type { ChildOutcome } from '../agents/runner.ts';
import type { TaskState } from './task-life.ts';
import type { GroupSpec, TaskSnapshot } from './task-model.ts';

/** The groups of one session: who of them may begin, and who ends because of the others. */
export interface TaskGroups {
  /** What a dispatch would change of a group that is under way, in words for the caller. */
  problem(asked: GroupSpec): string | undefined;
  /** Keeps a place for one more. Rejects with `StoreFailed`. */
  enter(asked: GroupSpec): Promise<GroupPlace>;
  /** Resolves when a task that is to be deferred is. */
  deferred(state: TaskState): Promise<void>;
  /** Ids of those that wait for their turn and may not have it now. */
  heldBack(): readonly string[];
  /** Told of every change of a task after it is kept. */
  changed(state: TaskState): void;
  /** Told that a task has used more. */
  used(state: TaskState): void;
  /** Resolves when a child that came to this may end: of several that could win, one after the other does. */
  mayEnd(state: TaskState, outcome: ChildOutcome): Promise<void>;
  /** Takes tasks of an earlier process that go on here. */
  adopt(states: readonly TaskState[]): Promise<void>;
  /** Ends again what could not be ended. */
  again(): void;
  view(name: string): Promise<GroupView | undefined>;
  close(): void;
}

/** A place in a group, until its task is kept or is not. */
export interface GroupPlace {
  /** The values of the group, whatever the dispatch said. */
  readonly spec: GroupSpec;
  /** Nobody begins in it any more. */
  isOver(): boolean;
  /** Whether one more may run now. */
  mayBegin(): boolean;
  /** Its task begins at once. */
  take(): void;
  /** That task is kept, or is not: it counts by itself. */
  free(): void;
  leave(): void;
}

/** A group at one moment. */
export interface GroupView {
  readonly name: string;
  readonly spec: GroupSpec;
  /** In the order of their making. */
  readonly members: readonly TaskSnapshot[];
  readonly winner?: string;
  /** Why its budget is spent. */
  readonly spent?: string;
}

/** In whose name a group ends its members, and why. */
export interface GroupEnd {
  readonly by: 'policy' | 'budget';
  readonly reason: string;
}
