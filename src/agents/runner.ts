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
  readonly report: (event: ChildEvent) => void;
}

/** How a child ended; a runner never throws for what a child does. */
export interface ChildOutcome {
  readonly status: 'completed' | 'failed' | 'blocked' | 'stopped' | 'timed_out';
  /** Our own words; empty when the status says all. */
  readonly reason: string;
  /** Absent when no process was started. */
  readonly end?: RunEnd;
}

/** Drives one kind of child. Knows no session and no tool. */
export interface AgentRunner {
  readonly agent: string;
  run(spec: ChildSpec, context: RunnerContext): Promise<ChildOutcome>;
}
