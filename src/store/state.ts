/**
 * What lies in the file, for people who look at it and for whatever removes what is old. Only the file has one: without it nothing
 * outlives the process.
 */
export interface StateStore {
  /** Absolute path of the database. */
  readonly file: string;
  /** Of the SQLite that holds it, e.g. 3.51.3. */
  readonly sqlite: string;
  counts(): StateCounts;
  /** Of one task, wherever it runs; `undefined` for one that is not there. */
  task(taskId: string): TaskUse | undefined;
  /** Ids of the tasks of a session. */
  tasksOf(sessionId: string): readonly string[];
  /** Tasks that have ended, those that ended first before the others, from behind a place in that order on. */
  ended(wanted: { readonly after: EndedTask | undefined; readonly limit: number }): readonly EndedTask[];
  /** Removes those of these tasks that have ended, with their events, in one transaction. Returns their ids. */
  forgetTasks(taskIds: readonly string[]): readonly string[];
  /** Removes the sessions without tasks and without todo items that are not open and were not used since then. Returns how many. */
  forgetSessions(usedBefore: number): number;
  /** Gives some of the file's free space back to the disk when much of it is free. True when there is more to give. */
  shrink(): boolean;
  /** Rewrites the file without its free space; everybody else waits meanwhile. */
  vacuum(): void;
}

export interface StateCounts {
  /** Version of the tables. */
  readonly schema: number;
  readonly sessions: { readonly open: number; readonly kept: number };
  readonly todoItems: number;
  readonly tasks: { readonly queued: number; readonly held: number; readonly ended: number };
  readonly events: number;
  readonly grants: number;
  /** Agents and levels that were proven on this machine. */
  readonly proofs: number;
  /** Other living processes that have the file open. */
  readonly processes: number;
}

export interface TaskUse {
  readonly sessionId: string;
  readonly phase: 'queued' | 'held' | 'ended';
  /** The process that holds it. */
  readonly pid: number | undefined;
}

export interface EndedTask {
  readonly id: string;
  readonly sessionId: string;
  /** Counts the tasks, in the order they came. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  /** What its last event says it left in files; `undefined` when it says nothing. */
  readonly outputBytes: number | undefined;
}
