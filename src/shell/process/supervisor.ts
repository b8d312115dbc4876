import { existsSync } from 'node:fs';
import { bootId } from './boot-id.ts';
import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';
import { MARKER } from './marker.ts';
import { LONGEST_TIMER_MS, type RunEnd, type RunSpec, STOP_GRACE_MS, startCommand } from './run.ts';
import { dropEmptyLog, reserveEnd, stopFile, writeRunRecord } from './run-record.ts';
import { outputFailedText } from './start-error.ts';

export interface SupervisorDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when what an `attach` needs is there; not for a command that did not start. */
  readonly ready: () => void;
  /** Takes what asks for the end; called for each request. `force` ends a grace that is running. */
  readonly onStop: (stop: (options: { readonly force: boolean }) => void) => void;
}

/**
 * Starts a command, holds its time limit, sweeps what it leaves and writes down how it ended. Takes a spec that was judged; its output
 * directory must be there. Returns the end, which stands in the directory by then; never rejects.
 */
export async function superviseCommand(spec: RunSpec, { now, ready, onStop }: SupervisorDeps): Promise<RunEnd> {
  const startedAt = now();
  const table = process.platform === 'linux' ? linuxTable : macosTable;
  const stopGraceMs = spec.stopGraceMs ?? STOP_GRACE_MS;
  const record = {
    boot: bootId(),
    supervisor: { pid: process.pid, start: table.facts(process.pid)?.start ?? '' },
    task: spec.env[MARKER],
    startedAt,
    deadline: startedAt + Math.min(spec.timeoutMs, LONGEST_TIMER_MS),
    stopGraceMs,
  };
  let room: ReturnType<typeof reserveEnd>;
  try {
    room = reserveEnd(spec.outputDir);
    writeRunRecord(spec.outputDir, record);
  } catch (error) {
    return notKept(spec, error);
  }
  // Whoever ends the task finds the record above, or is found here.
  if (existsSync(stopFile(spec.outputDir))) {
    const stopped: RunEnd = { reason: 'stopped', exitCode: null, signal: null, durationMs: 0, killed: [], survivors: [] };
    room.write(stopped);
    ready();
    return stopped;
  }
  const running = startCommand({ ...spec, keepOrder: true });
  onStop((options) => void running.stop(options));
  let problem: string | undefined;
  try {
    if (running.first !== undefined) writeRunRecord(spec.outputDir, { ...record, command: running.first });
  } catch (error) {
    // Nobody could find its processes if we were killed.
    problem = outputFailedText(spec.outputDir, error, true);
    void running.stop({ force: true });
  }
  if (running.first !== undefined) ready();
  const end = await running.done;
  const last: RunEnd = problem === undefined ? end : { ...end, reason: 'output_failed', error: problem };
  try {
    room.write(last);
  } catch {
    // Its directory was removed meanwhile: nobody asks any more.
  }
  dropEmptyLog(spec.outputDir);
  return last;
}

function notKept(spec: RunSpec, error: unknown): RunEnd {
  const text = outputFailedText(spec.outputDir, error, false);
  return { reason: 'start_failed', exitCode: null, signal: null, durationMs: 0, killed: [], survivors: [], error: text };
}
