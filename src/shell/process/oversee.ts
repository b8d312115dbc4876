import type { Pipes } from './collect.ts';
import type { Child, Launched } from './launch.ts';
import { type StopResult, stopTree } from './stop-tree.ts';
import type { ProcessTree } from './tree.ts';

/** What has ended by itself and left something running gets less than one that is stopped: somebody waits for its result. */
const LEFTOVER_GRACE_MS = 1_000;
/** Milliseconds without output after which the pipes of one that has ended are given up although something holds them. */
const QUIET_MS = 250;
/** Longest wait for that silence. */
const DRAIN_MS = 2_000;
/** One that ended within this time can only have left processes that are among the newest. */
const RECENT_MS = 500;
/** When to look for descendants while it runs, so that one that later loses every mark is known. The last repeats. */
const LOOKS_MS = [100, 300, 1_000, 3_000, 5_000] as const;

/** How the first process ended. */
interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
}

export interface Watched<H> {
  /** As `performance.now()` gave it. */
  readonly begun: number;
  readonly pipes: Pipes;
  /** Milliseconds between TERM and KILL. */
  readonly graceMs: number;
  /** Resolves when it is to be ended. */
  readonly halt: Promise<H>;
  /** Resolves when nobody wants to wait for the grace. */
  readonly hurry: Promise<void>;
}

export interface Over<H> {
  /** Why it was ended by us; absent when the first process had ended before. */
  readonly halted: H | undefined;
  /** Absent when it could not be ended. */
  readonly exit: Exit | undefined;
  readonly swept: StopResult;
}

/**
 * Sees what was launched to its end: all of it is stopped when that is asked for, and what the first process has left when that ends by
 * itself. Calls `onFirst` as soon as either is so. Never rejects; resolves when the pipes were read as far as it makes sense to wait.
 */
export async function oversee<H extends string>(launched: Launched, watched: Watched<H>, onFirst: () => void): Promise<Over<H>> {
  const { child, tree, pid, unguard } = launched;
  const { begun, pipes, graceMs, halt, hurry } = watched;
  const stopLooking = lookNowAndThen(tree);
  const ending = exitOf(child, tree, begun);
  const first = await Promise.race([ending, halt]);
  onFirst();
  stopLooking();
  const halted = typeof first === 'string' ? first : undefined;
  const swept = halted === undefined ? await sweepLeftovers(tree, watched) : await stopTree(tree, { graceMs, hurry });
  // What can not be killed is never reaped either.
  const exit = swept.survivors.some((one) => one.pid === pid) ? undefined : await ending;
  // What could not be ended is left to the guard.
  if (swept.survivors.length === 0) unguard();
  await pipes.settle({ quietMs: QUIET_MS, longestMs: DRAIN_MS, ready: () => pipes.ended });
  return { halted, exit, swept };
}

function exitOf(child: Child, tree: ProcessTree, begun: number): Promise<Exit> {
  return new Promise((resolve) => {
    child.process.once('exit', (exitCode, signal) => {
      const durationMs = Math.round(performance.now() - begun);
      // Now, before anything else runs: the number of the child's group is still safe to go by.
      tree.look(durationMs < RECENT_MS ? 'recent' : 'all');
      tree.rootReaped();
      resolve({ exitCode, signal, durationMs });
    });
  });
}

/** Lets what a finished one left running come to its end for a moment, then stops it: nothing lives on unseen. */
async function sweepLeftovers(tree: ProcessTree, { pipes, halt, hurry, graceMs }: Watched<unknown>): Promise<StopResult> {
  const atRest = (): boolean => pipes.ended && tree.alive().length === 0;
  let asked = false;
  void halt.then(() => {
    asked = true;
  });
  await pipes.settle({ quietMs: QUIET_MS, longestMs: DRAIN_MS, ready: () => asked || atRest() });
  if (atRest()) return { killed: [], survivors: [] };
  return await stopTree(tree, { graceMs: Math.min(graceMs, LEFTOVER_GRACE_MS), hurry });
}

/** Looks for descendants at growing intervals; returns how to end it. */
function lookNowAndThen(tree: ProcessTree): () => void {
  let timer: NodeJS.Timeout;
  const after = (round: number): void => {
    timer = setTimeout(() => {
      tree.look();
      after(Math.min(round + 1, LOOKS_MS.length - 1));
    }, LOOKS_MS[round]);
    timer.unref();
  };
  after(0);
  return () => clearTimeout(timer);
}
