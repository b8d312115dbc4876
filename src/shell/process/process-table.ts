/** What the system says about one living process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  readonly session: number;
  /** With the pid this names a process for good: a number used again has another start. */
  readonly start: string;
}

/** By what a process can be ours without descending from one that is. */
export interface Marks {
  /** Value of the marker in its environment. */
  readonly task: string | undefined;
  /** Its limit of file locks; see tag.ts. */
  readonly tag: string | undefined;
  /** Our ends of its standard output and error, as /proc/PID/fd names them. */
  readonly pipes: readonly string[];
}

/** The processes of this machine, read now. All of it is synchronous: what is read must still hold when the signal goes out. */
export interface ProcessTable {
  /** Every living process that was started at or after `since` (all when undefined). */
  list(since: ProcessFacts | undefined): readonly ProcessFacts[];
  /** As `list`, but may stop looking early: for the moment after a command of under half a second. */
  listRecent(since: ProcessFacts | undefined): readonly ProcessFacts[];
  /** Undefined when it is gone or only waits to be reaped. */
  facts(pid: number): ProcessFacts | undefined;
  carries(pid: number, marks: Marks): boolean;
  /** The name a process has given itself, or the program's; at most 256 characters, foreign text. */
  argv0(pid: number): string;
  /** The marks of a process that was just started; `task` as given. */
  marksOf(pid: number, task: string | undefined, tag: string | undefined): Marks;
}

export const LONGEST_NAME = 256;
