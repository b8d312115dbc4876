import type { Access, Action, Execution, Gate } from '../policy/action.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { RunEnd } from '../shell/process/run.ts';

/** What one child is to do. */
export interface ChildSpec {
  readonly taskId: string;
  readonly action: Exclude<Action, { kind: 'session' }>;
  /** What the gate allowed just now; absent when time has passed since, then the runner asks again before it starts. */
  readonly execution?: Execution | undefined;
  readonly timeoutMs: number;
  /** It goes on when this process ends. */
  readonly survive: boolean;
  /** It is a task from its beginning: its output is read by others, also after this process. */
  readonly kept: boolean;
}

/** What a child tells while it works. */
export type ChildEvent = { readonly kind: 'output'; readonly output: OutputLog };

export interface RunnerContext {
  readonly gate: Gate;
  readonly access: Access;
  /** Aborted when the child is to stop: it is asked, gets a grace, and is ended. */
  readonly signal: AbortSignal;
  /** Aborted when nobody wants to wait for that grace. */
  readonly hurry: AbortSignal;
  /** Aborted when a child that survives goes on without this process: nobody waits for its end here any more. */
  readonly left: AbortSignal;
  readonly report: (event: ChildEvent) => void;
}

/** How a child ended; a runner never throws for what a child does. */
export interface ChildOutcome {
  readonly status: 'completed' | 'failed' | 'blocked' | 'stopped' | 'timed_out' | 'interrupted';
  /** Our own words; empty when the status says all. */
  readonly reason: string;
  /** Absent when no process was started. */
  readonly end?: RunEnd;
}

/** Drives one kind of child. Knows no session and no tool. */
export interface AgentRunner {
  readonly agent: string;
  run(spec: ChildSpec, context: RunnerContext): Promise<ChildOutcome>;
  /** Follows a child that another process has started, to its end; `undefined` when nothing is left that could be followed. */
  goOn(child: Pick<ChildSpec, 'taskId' | 'survive'>, context: RunnerContext): Promise<ChildOutcome | undefined>;
}
