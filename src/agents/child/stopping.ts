import type { RunEnd } from '../../shell/process/run.ts';
import type { StartedAgent } from '../../shell/process/starter.ts';

/** Why a child is to stop. */
export interface Stop {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  /** What of its budget is spent, in words; `undefined` while nothing is, or somebody else asked first. */
  spent(): string | undefined;
  /** Stops it for our own reasons. */
  halt(): void;
  clear(): void;
}

/** Longest timer there is, in milliseconds. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** @param spent aborted, with words, when its budget is spent */
export function stopOf(asked: AbortSignal, timeoutMs: number, spent: AbortSignal): Stop {
  const late = new AbortController();
  const halted = new AbortController();
  const timer = setTimeout(() => late.abort(), Math.min(timeoutMs, LONGEST_TIMER_MS));
  return {
    signal: AbortSignal.any([asked, late.signal, halted.signal, spent]),
    timedOut: () => late.signal.aborted && !asked.aborted,
    spent: () => (spent.aborted && !asked.aborted ? String(spent.reason) : undefined),
    halt: () => halted.abort(),
    clear: () => clearTimeout(timer),
  };
}

/** Ends the process and all that it left. */
export async function endOf(agent: StartedAgent | undefined, hurry: AbortSignal): Promise<RunEnd | undefined> {
  if (agent === undefined) return undefined;
  agent.stdin.destroy();
  const force = (): void => void agent.stop({ force: true });
  if (hurry.aborted) force();
  else hurry.addEventListener('abort', force, { once: true });
  const end = await agent.stop();
  hurry.removeEventListener('abort', force);
  return end;
}
