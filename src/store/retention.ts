import { setImmediate } from 'node:timers/promises';
import { sweepLeftOver } from './left-over.ts';
import { measure, outputOf, removeOutput } from './output-files.ts';
import type { EndedTask, StateStore } from './state.ts';
import { StoreFailed } from './store.ts';
import type { Sweeping, SweepRequest } from './sweeping.ts';

const DAY_MS = 86_400_000;
/** How long the end of a task is remembered when nobody says otherwise. */
export const RETENTION_MS = 7 * DAY_MS;
/** What ended tasks may leave in files when nobody says otherwise. */
export const MAX_OUTPUT_BYTES = 5 * 1_073_741_824;

export interface Swept {
  /** Ended tasks that were forgotten, with their output. */
  readonly tasks: number;
  readonly sessions: number;
  /** Directories that belonged to nothing. */
  readonly leftOver: number;
}

/** Rows read, and tasks removed, between two pauses: each takes about a millisecond. */
const READ_AT_ONCE = 200;
const REMOVED_AT_ONCE = 10;

/**
 * Removes what is old: ended tasks beyond the retention with their output, then those that ended first while all output is beyond its
 * limit, output that belongs to nothing, and sessions that nobody uses. In slices, so that a server goes on answering; what fails is
 * logged and tried again the next time. Without a file there is nothing to do.
 */
export async function sweepState(request: SweepRequest): Promise<Swept> {
  const { state } = request.store;
  const swept = { tasks: 0, sessions: 0, leftOver: 0 };
  if (state === undefined) return swept;
  const sweeping: Sweeping = { ...request, state, pause: () => setImmediate() };
  const steps = [
    async () => {
      swept.tasks = await sweepTasks(sweeping);
    },
    async () => {
      swept.sessions = state.forgetSessions(request.now() - request.retentionMs);
    },
    async () => {
      swept.leftOver = await sweepLeftOver(sweeping);
    },
    async () => {
      while (!request.signal.aborted && state.shrink()) await sweeping.pause();
    },
  ];
  for (const step of steps) {
    await sweeping.pause();
    if (request.signal.aborted) break;
    try {
      await step();
    } catch (error) {
      request.log(failure(error));
      if (error instanceof StoreFailed) break;
    }
  }
  return swept;
}

/** Forgets tasks that have ended, and removes their output. Returns the ids of those that went; what can not be removed is logged. */
export async function forgetEnded(
  { state, outputDir, log }: { readonly state: StateStore; readonly outputDir: string; readonly log: (line: string) => void },
  tasks: readonly Pick<EndedTask, 'id' | 'sessionId'>[],
): Promise<readonly string[]> {
  // First the rows: output without a task is found again, a task without its output would be a lie.
  const forgotten = new Set(state.forgetTasks(tasks.map(({ id }) => id)));
  for (const { id: taskId, sessionId } of tasks) {
    const dir = forgotten.has(taskId) ? outputOf(outputDir, { sessionId, taskId }) : undefined;
    if (dir === undefined) continue;
    try {
      await removeOutput(outputDir, dir);
    } catch (error) {
      log(failure(error));
    }
  }
  return [...forgotten];
}

async function sweepTasks(sweeping: Sweeping): Promise<number> {
  const { state, now, retentionMs, maxOutputBytes, outputDir, signal, pause } = sweeping;
  const oldest = now() - retentionMs;
  const old: EndedTask[] = [];
  const kept: { readonly task: EndedTask; readonly bytes: number }[] = [];
  let total = 0;
  for (let after: EndedTask | undefined; !signal.aborted; await pause()) {
    const page = state.ended({ after, limit: READ_AT_ONCE });
    for (const task of page) {
      if (task.endedAt < oldest) {
        old.push(task);
        continue;
      }
      const bytes = task.outputBytes ?? (await measuredOutput(outputDir, task));
      total += bytes;
      kept.push({ task, bytes });
    }
    after = page.at(-1);
    if (page.length < READ_AT_ONCE) break;
  }
  for (const { task, bytes } of kept) {
    if (total <= maxOutputBytes) break;
    // One that left nothing in files makes no room.
    if (bytes === 0) continue;
    old.push(task);
    total -= bytes;
  }
  let removed = 0;
  for (let from = 0; from < old.length && !signal.aborted; from += REMOVED_AT_ONCE) {
    removed += (await forgetEnded(sweeping, old.slice(from, from + REMOVED_AT_ONCE))).length;
    await pause();
  }
  return removed;
}

async function measuredOutput(outputDir: string, { id: taskId, sessionId }: EndedTask): Promise<number> {
  const dir = outputOf(outputDir, { sessionId, taskId });
  return dir === undefined ? 0 : (await measure(dir)).bytes;
}

function failure(error: unknown): string {
  return `Old state could not be removed: ${error instanceof Error ? error.message : String(error)}`;
}
