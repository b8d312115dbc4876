import { collect, type Pipes } from './collect.ts';
import type { Guard } from './guard.ts';
import { type Child, type LaunchSpec, launch, type StartedProcess } from './launch.ts';
import { createOutput, type OutputLog, type OutputSink } from './output.ts';
import { createPrivateFile, type OpenFile } from './spill-file.ts';
import { outputFailedText } from './start-error.ts';
import { type StopResult, stopTree } from './stop-tree.ts';
import type { KilledProcess, ProcessTree } from './tree.ts';

export type { KilledProcess } from './tree.ts';

export interface RunSpec extends LaunchSpec {
  readonly timeoutMs: number;
  /** A private directory for the output of this run alone; made (0700) when the first byte comes. */
  readonly outputDir: string;
  /** Milliseconds between TERM and KILL; 3,000 when absent. */
  readonly stopGraceMs?: number;
  /** Others are to read its output, while it runs or after our end. Any that runs for a second is kept so. */
  readonly keepOrder?: boolean;
}

export type RunEnd = {
  readonly reason: 'exited' | 'signalled' | 'timed_out' | 'stopped' | 'start_failed' | 'output_failed';
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** From the start to the end of the first process. */
  readonly durationMs: number;
  /** What we ended: everything after a stop, else what the command had left running. */
  readonly killed: readonly KilledProcess[];
  /** What we know of and could not end. */
  readonly survivors: readonly KilledProcess[];
  /** Our own words, for a person. */
  readonly error?: string;
};

export interface RunningCommand {
  readonly pid: number | undefined;
  readonly output: OutputLog;
  /** Never rejects; resolves when all output is on disk. */
  readonly done: Promise<RunEnd>;
  /** TERM to the whole tree, the grace, KILL. Later calls get the same promise; `force` ends the grace, also a running one. */
  stop(options?: { readonly force?: boolean }): Promise<RunEnd>;
}

/** A command just started. */
export interface StartedCommand extends RunningCommand {
  /** Absent when it did not start. */
  readonly first: StartedProcess | undefined;
}

export const STOP_GRACE_MS = 3_000;
/** What a finished command has left running gets less: somebody waits for its result. */
const LEFTOVER_GRACE_MS = 1_000;
/** Milliseconds without output after which a finished command's pipes are given up although something holds them. */
const QUIET_MS = 250;
/** Longest wait for that silence. */
const DRAIN_MS = 2_000;
/** A command that ended within this time can only have left processes that are among the newest. */
const RECENT_MS = 500;
export const LONGEST_TIMER_MS = 2_147_483_647;
/** From here on a command may become a task that outlives its server; the many short ones must not pay for it. */
const KEEP_ORDER_AFTER_MS = 1_000;
/** When to look for descendants while a command runs, so that one that later loses every mark is known. The last repeats. */
const LOOKS_MS = [100, 300, 1_000, 3_000, 5_000] as const;

interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
}

/** Why a command is ended by us. */
type Halt = 'timed_out' | 'stopped' | 'output_failed';

interface Run {
  readonly spec: RunSpec;
  readonly begun: number;
  readonly pid: number | undefined;
  readonly sink: OutputSink;
  readonly tree: ProcessTree;
  readonly pipes: Pipes;
  readonly exit: Promise<Exit>;
  /** Resolves when the command is to be ended. */
  readonly halt: Promise<Halt>;
  /** Resolves when nobody wants to wait for the grace. */
  readonly hurry: Promise<void>;
}

/**
 * Starts a command in a session of its own with standard input closed. Takes the spec, how output files are made, and who ends
 * the command when this process is killed.
 * Throws nothing: whatever goes wrong is in the end that `done` gives.
 */
export function startCommand(spec: RunSpec, openFile: OpenFile = createPrivateFile, guard?: Guard): StartedCommand {
  const begun = performance.now();
  const sink = createOutput(spec.outputDir, openFile);
  const started = launch(spec, guard);
  if ('failed' in started) {
    const done = started.failed.then((error) => startFailed(error, begun));
    return { pid: undefined, first: undefined, output: sink.log, done, stop: () => done };
  }
  const { child, tree, first, unguard } = started;
  const halt = Promise.withResolvers<Halt>();
  const hurry = Promise.withResolvers<void>();
  const timer = setTimeout(() => halt.resolve('timed_out'), Math.min(spec.timeoutMs, LONGEST_TIMER_MS));
  const stopLooking = lookNowAndThen(tree);
  if (spec.keepOrder === true) sink.keepOrder();
  const keeping = setTimeout(() => sink.keepOrder(), KEEP_ORDER_AFTER_MS).unref();
  void sink.failed.then(() => halt.resolve('output_failed'));
  const exit = exitOf(child, tree, begun);
  const pipes = collect({ stdout: child.stdout, stderr: child.stderr }, sink);
  const run: Run = { spec, begun, pid: child.pid, sink, tree, pipes, exit, halt: halt.promise, hurry: hurry.promise };
  const done = supervise(run, () => {
    clearTimeout(timer);
    clearTimeout(keeping);
    stopLooking();
  });
  // What could not be ended is left to the guard.
  void done.then((end) => (end.survivors.length === 0 ? unguard() : undefined));
  return {
    pid: child.pid,
    first,
    output: sink.log,
    done,
    stop(options) {
      halt.resolve('stopped');
      if (options?.force === true) hurry.resolve();
      return done;
    },
  };
}

function startFailed(error: string, begun: number): RunEnd {
  const durationMs = Math.round(performance.now() - begun);
  return { reason: 'start_failed', exitCode: null, signal: null, durationMs, killed: [], survivors: [], error };
}

function exitOf(child: Child, tree: ProcessTree, begun: number): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      const durationMs = Math.round(performance.now() - begun);
      // Now, before anything else runs: the number of the child's group is still safe to go by.
      tree.look(durationMs < RECENT_MS ? 'recent' : 'all');
      tree.rootReaped();
      resolve({ exitCode, signal, durationMs });
    });
  });
}

async function supervise(run: Run, onFirst: () => void): Promise<RunEnd> {
  const first = await Promise.race([run.exit, run.halt]);
  onFirst();
  const halted = typeof first === 'string' ? first : undefined;
  const graceMs = run.spec.stopGraceMs ?? STOP_GRACE_MS;
  const swept = halted === undefined ? await sweepLeftovers(run, graceMs) : await stopTree(run.tree, { graceMs, hurry: run.hurry });
  // What can not be killed is never reaped either.
  const ended = swept.survivors.some((one) => one.pid === run.pid) ? undefined : await run.exit;
  await run.pipes.settle({ quietMs: QUIET_MS, longestMs: DRAIN_MS, ready: () => run.pipes.ended });
  const held = !run.pipes.ended;
  if (held) run.pipes.detach();
  const writeError = await run.sink.finish();
  const reason = writeError === undefined ? halted : 'output_failed';
  const error = writeError === undefined ? (held ? HELD : undefined) : outputFailedText(run.spec.outputDir, writeError, true);
  return {
    reason: reason ?? (ended?.signal == null ? 'exited' : 'signalled'),
    exitCode: ended?.exitCode ?? null,
    signal: ended?.signal ?? null,
    durationMs: ended?.durationMs ?? Math.round(performance.now() - run.begun),
    ...swept,
    ...(error === undefined ? {} : { error }),
  };
}

/** Lets what a finished command left running come to its end for a moment, then stops it: nothing lives on unseen. */
async function sweepLeftovers({ tree, pipes, halt, hurry }: Run, graceMs: number): Promise<StopResult> {
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

const HELD = 'A process that could not be ended still holds the output. What it writes from now on is lost.';
