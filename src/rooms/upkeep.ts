import path from 'node:path';
import { endOrphans } from '../session/task-orphans.ts';
import { describeError } from '../shell/describe-error.ts';
import { attachSoon } from '../shell/process/attach-soon.ts';
import type { RunEnd } from '../shell/process/run.ts';
import { stopDetached } from '../shell/process/stop-detached.ts';
import { MAX_OUTPUT_BYTES, RETENTION_MS, sweepState } from '../store/retention.ts';
import type { Store } from '../store/store.ts';
import { sweepUndo } from '../store/undo/sweep.ts';
import { removeLeftChildren } from './left-children.ts';

/** A host waits for its first answers before. */
const FIRST_MS = 20_000;
const AGAIN_MS = 3_600_000;

/** From time to time ends the tasks of servers that have died, and removes what is old. Returns how to end it. */
export function startUpkeep(given: {
  readonly store: Store;
  readonly outputDir: string;
  /** Holds what each model agent keeps while it runs. */
  readonly childrenDir: string;
  /** Holds what calls have changed. */
  readonly undoDir: string;
  /** Keeps what is left in the work trees of dead servers, and takes them away. */
  readonly sweepTrees: () => Promise<void>;
  readonly log: (line: string) => void;
}): () => void {
  const { store, outputDir, childrenDir, undoDir, sweepTrees, log } = given;
  const ending = new AbortController();
  const { signal } = ending;
  let timer: NodeJS.Timeout | undefined;

  async function upkeep(): Promise<void> {
    await endDeadTasks(store, outputDir);
    if (signal.aborted) return;
    await removeLeftChildren(childrenDir, store.tasks, Date.now);
    if (signal.aborted) return;
    await sweepTrees();
    if (signal.aborted) return;
    await sweepUndo({ dir: undoDir, now: Date.now, signal });
    if (signal.aborted) return;
    await sweepState({ store, outputDir, now: Date.now, retentionMs: RETENTION_MS, maxOutputBytes: MAX_OUTPUT_BYTES, signal, log });
  }

  const after = (ms: number): void => {
    timer = setTimeout(() => {
      upkeep()
        .catch((error: unknown) => {
          if (!signal.aborted) log(`old state could not be seen to: ${describeError(error)}`);
        })
        .finally(() => {
          if (!signal.aborted) after(AGAIN_MS);
        });
    }, ms).unref();
  };
  // Only a file outlives its server.
  if (store.durability === 'file') after(FIRST_MS);
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}

/** Ends the tasks of servers that have died, but for those whose command lives on. */
export async function endDeadTasks(store: Pick<Store, 'tasks' | 'sessions'>, outputDir: string): Promise<void> {
  const open = new Set(store.sessions.list().flatMap(({ id, pid }) => (pid === undefined ? [] : [id])));
  const dirOf = ({ sessionId, id }: { readonly sessionId: string; readonly id: string }): string => path.join(outputDir, sessionId, id);
  await endOrphans({
    engine: store.tasks,
    endOf: (task) => endOf(dirOf(task), task.id),
    stopRun: (task) => stopDetached(dirOf(task), task.id, { force: true }),
    isOpen: (sessionId) => open.has(sessionId),
    now: Date.now,
  });
}

/** How a surviving command ended; `undefined` while it lives. */
async function endOf(dir: string, task: string): Promise<RunEnd | 'unknown' | undefined> {
  const run = await attachSoon(dir, task);
  const end = await Promise.race([run.done, Promise.resolve().then(() => undefined)]);
  run.release();
  return run.record === undefined ? 'unknown' : end;
}
