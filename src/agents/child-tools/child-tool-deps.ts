import type { Access, Execution } from '../../policy/action.ts';
import type { OutputLog } from '../../shell/process/output.ts';
import type { RunEnd } from '../../shell/process/run.ts';
import type { Hold } from '../hold/hold.ts';

/** Starts what the gate has allowed, and waits for its end. */
export type RunAllowed = (
  execution: Execution,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<{ readonly end: RunEnd; readonly output: OutputLog }>;

/** What the tools of one child share. */
export interface ChildToolDeps {
  readonly hold: Hold;
  /** The child's directory; absolute, real. */
  readonly cwd: string;
  readonly access: Access;
  /** The user's, where some files are secret for lying there; as the user database has it, for `HOME` may come from a repository. */
  readonly home: string;
  readonly run: RunAllowed;
  /** Runs what a tool of ours needs for itself, and the child has not asked for; absent, `run`. */
  readonly runOwn?: RunAllowed | undefined;
}
