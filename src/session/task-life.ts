import type { ChildEvent, ChildOutcome, Inbox } from '../agents/runner.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { Claim, Claimed, Dispatched, StoredTask, TaskEvent } from '../store/tasks/engine.ts';
import type { ChildReport } from './child-report.ts';
import type { StopOrder, Task, TaskSpec, TaskStatus } from './task-model.ts';

/** The life of one task of this process: the only place that changes its status. Changes take effect one after the other. */
export interface TaskState {
  readonly spec: TaskSpec;
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly hurry: AbortSignal;
  /** Aborted when it goes on without this process. */
  readonly left: AbortSignal;
  readonly status: TaskStatus;
  /** It runs, or did. */
  readonly begun: boolean;
  /** What is said to its child. */
  readonly inbox: Inbox;
  /** Kept by the engine and shown in lists. */
  readonly kept: boolean;
  /** The right to write it; none while it waits for its turn, is not kept, or has ended. */
  readonly claim: Claim | undefined;
  /** Has it kept from its first change on; that is durable when this resolves. Rejects with `StoreFailed`, then nothing is kept. */
  dispatch(key: EngineKey, first: FirstChange): Promise<Dispatched>;
  /** The engine gave it to this process. */
  claimed(given: Claimed): void;
  /** It is of an earlier process and goes on here. */
  takenOver(claim: Claim, stored: Pick<StoredTask, 'createdAt'>, events: readonly TaskEvent[]): void;
  /** What its child had done in an earlier process. */
  recalled(report: ChildReport | undefined): void;
  /** It starts, and is kept later if at all. */
  begin(): void;
  /** Does nothing once it has ended. Resolves when the change is kept. */
  change(status: 'running'): Promise<void>;
  opened(output: OutputLog): void;
  /** Its child tells what it does. */
  told(event: ChildEvent): void;
  /** Resolves when it has ended. */
  finish(outcome: ChildOutcome): Promise<void>;
  /** Somebody else has ended it: reads how. */
  endedElsewhere(): Promise<void>;
  /** Stops it because it only runs against its bounds. */
  block(reason: string): void;
  /** Stops it because it did what it was not allowed to. */
  breach(reason: string): void;
  /** The first call says who stops it and why. */
  askToStop(order: StopOrder): void;
  /** Another process has taken it: what it runs here must end. */
  lose(): void;
  /** Lets it go on without this process. */
  leave(): void;
  /** Writes what could not be written before, as far as that works now. */
  catchUp(): Promise<void>;
}

export interface EngineKey {
  readonly key: string;
  readonly digest: string;
}

export interface FirstChange {
  readonly status: 'queued' | 'running' | 'waiting_approval';
  readonly approval?: number;
}
