import { collect, type Pipes } from './collect.ts';
import type { Guard } from './guard.ts';
import { type LaunchSpec, launch, type StartedProcess } from './launch.ts';
import { createOutput, type OutputLog, type OutputSink } from './output.ts';
import { type Over, oversee } from './oversee.ts';
import { createPrivateFile, type OpenFile } from './spill-file.ts';
import { outputFailedText } from './start-error.ts';
import type { KilledProcess } from './tree.ts';

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
export const LONGEST_TIMER_MS = 2_147_483_647;
/** From here on a command may become a task that outlives its server; the many short ones must not pay for it. */
const KEEP_ORDER_AFTER_MS = 1_000;

/** Why a command is ended by us. */
type Halt = 'timed_out' | 'stopped' | 'output_failed';

interface Run {
  readonly spec: RunSpec;
  readonly begun: number;
  readonly sink: OutputSink;
  readonly pipes: Pipes;
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
  const { child, pid, first } = started;
  const halt = Promise.withResolvers<Halt>();
  const hurry = Promise.withResolvers<void>();
  const timer = setTimeout(() => halt.resolve('timed_out'), Math.min(spec.timeoutMs, LONGEST_TIMER_MS));
  if (spec.keepOrder === true) sink.keepOrder();
  const keeping = setTimeout(() => sink.keepOrder(), KEEP_ORDER_AFTER_MS).unref();
  void sink.failed.then(() => halt.resolve('output_failed'));
  const pipes = collect({ stdout: child.stdout, stderr: child.stderr }, sink);
  const graceMs = spec.stopGraceMs ?? STOP_GRACE_MS;
  const over = oversee(started, { begun, pipes, graceMs, halt: halt.promise, hurry: hurry.promise }, () => {
    clearTimeout(timer);
    clearTimeout(keeping);
  });
  const done = finish(over, { spec, begun, sink, pipes });
  return {
    pid,
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

/** @param begun as `performance.now()` gave it */
export function startFailed(error: string, begun: number): RunEnd {
  const durationMs = Math.round(performance.now() - begun);
  return { reason: 'start_failed', exitCode: null, signal: null, durationMs, killed: [], survivors: [], error };
}

async function finish(over: Promise<Over<Halt>>, { spec, begun, sink, pipes }: Run): Promise<RunEnd> {
  const { halted, exit, swept } = await over;
  const held = !pipes.ended;
  if (held) pipes.detach();
  const writeError = await sink.finish();
  const error = writeError === undefined ? (held ? HELD : undefined) : outputFailedText(spec.outputDir, writeError, true);
  return {
    ...endOf({ halted: writeError === undefined ? halted : 'output_failed', exit, swept }, begun),
    ...(error === undefined ? {} : { error }),
  };
}

/** Takes how it came to its end; returns that as others know it. */
export function endOf({ halted, exit, swept }: Over<Halt>, begun: number): RunEnd {
  return {
    reason: halted ?? (exit?.signal == null ? 'exited' : 'signalled'),
    exitCode: exit?.exitCode ?? null,
    signal: exit?.signal ?? null,
    durationMs: exit?.durationMs ?? Math.round(performance.now() - begun),
    ...swept,
  };
}

const HELD = 'A process that could not be ended still holds the output. What it writes from now on is lost.';
