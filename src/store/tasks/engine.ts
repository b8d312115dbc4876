/**
 * Keeps tasks and says who may run them. Every promise resolves when its change is durable, as far as the store is; a change that could
 * not be kept rejects with `StoreFailed`, and nothing of it is there. One suite tests every implementation (`test/store/tasks`).
 *
 * A task is `queued` until a worker claims it, then `held` by that worker, then `ended`, once and for good. Whoever holds a task has a
 * claim: its fence is a number that every later claim of the task exceeds, so that a worker that lost its task can write nothing more.
 */
export interface TaskEngine {
  /**
   * Keeps a new task with its first event, or returns the one that has its key already; then nothing is kept. `claimed`: the caller holds
   * it from its beginning, beyond every limit; else it waits in its queue.
   */
  dispatch(task: TaskRecord, first: FirstEvent, how: { readonly claimed: boolean }): Promise<Dispatched>;
  /**
   * Takes the next task of these queues, with the event `running`. Queues take turns: the one that has fewest running comes first, then
   * the one that waited longest; in a queue the order is that of their dispatch. `undefined` when none waits, or none may run.
   * @param limits tasks of one queue, and of all of this worker's, that may run at a time
   * @param except ids of tasks that may not begin now; those behind them may
   */
  claim(wanted: {
    readonly queues: readonly string[];
    readonly limits: { readonly queue: number; readonly worker: number };
    readonly except?: readonly string[] | undefined;
    /** Milliseconds since 1970. */
    readonly at: number;
  }): Promise<Claimed | undefined>;
  /** Says that this worker lives. Returns those of its claims that it has lost: what they run must end at once. */
  heartbeat(claims: readonly Claim[]): Promise<readonly Claim[]>;
  /** Takes the next event of a held task; false, and nothing is kept, when the claim is no longer good or the sequence has a gap. */
  append(claim: Claim, event: TaskEvent): Promise<boolean>;
  /** Appends the last event. True for exactly one call; false when it has ended before, or the claim is no longer good. */
  complete(claim: Claim, event: TaskEvent): Promise<boolean>;
  /**
   * Gives a held task back to its queue, at its old place, with this event: for those that may be run again. One that was to be cancelled
   * ends with `stopped` instead of waiting.
   */
  release(claim: Claim, event: TaskEvent): Promise<boolean>;
  /**
   * Ends a queued task with the event `stopped`, whose data is `{"stoppedBy": by}`, and `"deferred": true` beside it when the order says
   * so; writes the order down for the worker that holds it.
   * The first order of a task counts; a later one only adds its `force`.
   * @returns what the task was
   */
  cancel(taskId: string, order: CancelOrder): Promise<'queued' | 'held' | 'ended' | 'unknown'>;
  /** Orders for tasks that this worker holds, the oldest first; the same again until the task has ended. */
  orders(): Promise<readonly { readonly taskId: string; readonly order: CancelOrder }[]>;
  /** Held tasks whose worker has died, or has shown no life for so long that it lost them, the oldest first. */
  orphans(): Promise<readonly TaskRecord[]>;
  /** Takes an orphan: true for one caller only, whose claim is the only good one from then on. */
  takeOver(taskId: string): Promise<Claim | undefined>;

  /** The task with this id. */
  get(taskId: string): Promise<StoredTask | undefined>;
  /** The task that has this key. */
  find(wanted: Pick<TaskRecord, 'sessionId' | 'tool' | 'key'>): Promise<StoredTask | undefined>;
  /** The newest first. */
  list(wanted: {
    readonly sessionId?: string | undefined;
    readonly state?: TaskPhase | undefined;
    readonly limit: number;
  }): Promise<readonly StoredTask[]>;
  /** Of a queued task: how many of its queue come before it, plus one; never more than `MAX_POSITION`, which means that place or a later one. */
  position(taskId: string): Promise<number | undefined>;
  /** Events from a sequence number on; none for an unknown task. */
  events(taskId: string, fromSeq: number): Promise<readonly TaskEvent[]>;
  /** The same and then every later one as it is kept, until the last or the signal. */
  watch(taskId: string, fromSeq: number, signal: AbortSignal): AsyncIterable<TaskEvent>;
  /** Forgets an ended task; any other stays. */
  remove(taskId: string): Promise<boolean>;
}

/** Counting further would cost more the longer the queue is. */
export const MAX_POSITION = 1_001;

/** What is kept of a task from its beginning on, and never changes. */
export interface TaskRecord {
  /** At least 122 random bits. */
  readonly id: string;
  readonly sessionId: string;
  /** Tasks of one queue run in their order; workers say which queues they serve. */
  readonly queue: string;
  readonly tool: string;
  /** Unique within session and tool: the caller's idempotency key, else the id itself. */
  readonly key: string;
  /** Digest of the arguments that the task was made from. */
  readonly digest: string;
  /** JSON text of what is to be done; whoever dispatches it knows what is in it. */
  readonly spec: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export type TaskPhase = 'queued' | 'held' | 'ended';

/** A task as it is now. */
export interface StoredTask extends TaskRecord {
  readonly phase: TaskPhase;
  /** Of its last event. */
  readonly status: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly endedAt?: number;
}

/** One change in the life of a task: what is known of it is folded from these. */
export interface TaskEvent {
  readonly taskId: string;
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: string;
  /** For people. */
  readonly detail?: string;
  /** JSON text; whoever appends it knows what is in it. */
  readonly data?: string;
}

export type FirstEvent = Omit<TaskEvent, 'seq' | 'taskId'>;

/** The right to write a task. */
export interface Claim {
  readonly taskId: string;
  readonly fence: number;
}

export interface Claimed {
  readonly task: TaskRecord;
  readonly claim: Claim;
  /** The event `running` that the claim has appended. */
  readonly event: TaskEvent;
}

export type Dispatched =
  | { readonly kind: 'new'; readonly claim: Claim | undefined }
  | { readonly kind: 'known'; readonly task: StoredTask };

/** Who wants a task to end, and why. */
export interface CancelOrder {
  readonly by: string;
  readonly reason: string;
  /** Ends the grace. */
  readonly force: boolean;
  /** It is not to begin, because it is not wanted any more; means nothing for one that is held. */
  readonly deferred?: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}
