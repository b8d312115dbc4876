import type { Access, Answer, Approval, Execution, Gate, Verdict } from '../policy/action.ts';
import type { RunEnd, RunningCommand } from '../shell/process/run.ts';
import { visible } from '../shell/visible.ts';
import { TODO_TOOL } from './todo-model.ts';

/** How the command of a check ended; `tail` is the end of its output, escaped. */
export type CheckRun =
  | { readonly kind: 'ran'; readonly exitCode: number; readonly tail: string }
  | { readonly kind: 'timed_out'; readonly tail: string }
  /** It was started and stopped, killed, or could not be started. */
  | { readonly kind: 'ended'; readonly reason: string; readonly tail: string }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'needs_approval'; readonly reason: string; readonly approval: Approval };

export interface CheckCall {
  /** Aborted: the whole tree of the check is stopped. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** A person's answer to the approval that an earlier run asked for. */
  readonly answer?: Answer | undefined;
}

export type RunCheck = (command: string, call: CheckCall) => Promise<CheckRun>;

export interface RunCheckDeps {
  readonly gate: Gate;
  readonly workspace: string;
  readonly access: Access;
  /** Starts exactly what the gate allowed, with the environment of the session and an output directory of its own. */
  readonly start: (execution: Execution, limits: { readonly timeoutMs: number }) => RunningCommand | Promise<RunningCommand>;
}

const TAIL_BYTES = 2_000;
/** Nobody wants the result of a check that is stopped, and a host that goes away kills us soon. */
const STOP_GRACE_MS = 150;

/** Takes what a check needs; returns the function that judges a command like any other and runs it in the workspace. */
export function createRunCheck({ gate, workspace, access, start }: RunCheckDeps): RunCheck {
  return async (command, { signal, timeoutMs, answer }) => {
    const authorization = await gate.authorize({ kind: 'command', tool: TODO_TOOL, command, cwd: workspace, access }, { signal, answer });
    if (authorization.decision === 'deny') return { kind: 'denied', reason: why(authorization.verdict) };
    if (authorization.decision === 'ask') {
      return { kind: 'needs_approval', reason: why(authorization.verdict), approval: authorization.approval };
    }
    if (authorization.execution === undefined) return { kind: 'denied', reason: 'the gate named nothing to run' };
    if (signal.aborted) return { kind: 'ended', reason: STOPPED, tail: '' };
    const ran = await watched(await start(authorization.execution, { timeoutMs }), signal);
    authorization.ended?.({ status: ran.kind, exitCode: ran.kind === 'ran' ? ran.exitCode : undefined });
    return ran;
  };
}

/** Waits for the end of a started command and takes its output away. */
async function watched(running: RunningCommand, signal: AbortSignal): Promise<CheckRun> {
  let grace: NodeJS.Timeout | undefined;
  // Both give `running.done`, which is awaited below and never rejects.
  const stop = (): void => {
    void running.stop();
    grace = setTimeout(() => void running.stop({ force: true }), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return runOf(await running.done, await tailOf(running));
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
    await running.output.remove();
  }
}

async function tailOf({ done, output }: RunningCommand): Promise<string> {
  await done;
  const { text } = await output.read('combined', Math.max(0, output.bytes.combined - TAIL_BYTES), TAIL_BYTES);
  return visible(text);
}

function runOf(end: RunEnd, tail: string): CheckRun {
  switch (end.reason) {
    case 'exited':
      return end.exitCode === null
        ? { kind: 'ended', reason: 'it ended without an exit code', tail }
        : { kind: 'ran', exitCode: end.exitCode, tail };
    case 'timed_out':
      return { kind: 'timed_out', tail };
    case 'stopped':
      return { kind: 'ended', reason: STOPPED, tail };
    case 'signalled':
      return { kind: 'ended', reason: `it was ended by ${end.signal ?? 'a signal'}`, tail };
    case 'start_failed':
    case 'output_failed':
      return { kind: 'ended', reason: visible(end.error ?? 'it could not be run'), tail };
  }
}

const STOPPED = 'it was stopped';

function why({ reason, change }: Verdict): string {
  return visible(change === undefined ? reason : `${reason}; ${change}`);
}
