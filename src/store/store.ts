/** What survives, as the rooms above see it. Every call is synchronous and durable, as far as the store is, when it returns. */
export interface Store {
  readonly approvals: ApprovalStore;
  readonly grants: GrantStore;
  readonly tasks: TaskStore;
  readonly todos: TodoStore;
}

/** A question that waits for a person, bound to one session and to the bytes of one action. */
export interface ApprovalRow {
  readonly id: string;
  readonly number: number;
  readonly sessionId: string;
  readonly actionHash: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface ApprovalStore {
  /** Takes a pending row; false when the session has too many already, then nothing is kept. */
  insert(row: ApprovalRow): boolean;
  /** True exactly once, for a pending row of this session about this action; anything else changes nothing. */
  consume(wanted: Pick<ApprovalRow, 'id' | 'sessionId' | 'actionHash'>): boolean;
  /** Forgets one row of this session; an unknown or foreign id changes nothing. */
  withdraw(wanted: Pick<ApprovalRow, 'id' | 'sessionId'>): void;
  drop(sessionId: string): void;
}

/** What a person allowed for a session. Whoever inserts it knows what else is in it. */
export interface Grant {
  readonly key: string;
}

export interface GrantStore {
  insert(sessionId: string, grant: Grant): void;
  /** In the order they were given. */
  list(sessionId: string): readonly Grant[];
  drop(sessionId: string): void;
}

export interface TaskRow {
  readonly id: string;
  readonly sessionId: string;
  readonly tool: string;
  /** Unique within session and tool: the caller's idempotency key, else the id itself. */
  readonly key: string;
  /** Digest of the arguments that the task was made from. */
  readonly digest: string;
}

/** One change in the life of a task. */
export interface TaskEvent {
  readonly taskId: string;
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: string;
  readonly detail?: string;
}

export interface TaskStore {
  /** Keeps a new task. Returns the one that has its key already, then nothing is kept. */
  insert(row: TaskRow): TaskRow | undefined;
  /** The task that has this key, if any. */
  find(wanted: Pick<TaskRow, 'sessionId' | 'tool' | 'key'>): TaskRow | undefined;
  /** Takes the next event of a task that has not ended. Throws on a gap, an unknown task and an ended one: that is misuse. */
  append(event: TaskEvent): void;
  /** Appends the last event. True for the first caller only; later ones change nothing. */
  finish(event: TaskEvent): boolean;
  /** Events from a sequence number on; none for an unknown task. */
  events(taskId: string, fromSeq: number): readonly TaskEvent[];
  remove(taskId: string): void;
}

export interface TodoRow {
  /** Counts every change, from 1. */
  readonly version: number;
  /** JSON text; whoever saves it knows what is in it. */
  readonly list: string;
}

export interface TodoStore {
  load(sessionId: string): TodoRow | undefined;
  /** Keeps the list of version `row.version` over that of the version before; false when somebody else was faster. */
  save(sessionId: string, row: TodoRow): boolean;
  drop(sessionId: string): void;
}
