import type { ChildOutcome } from '../agents/runner.ts';
import { outcomeOf } from '../agents/shell.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { StoredTask, TaskEngine } from '../store/tasks/engine.ts';
import { eventOf, keptSpec, type TaskChange } from './task-record.ts';
import { EVERY_ONE, notBegun } from './task-recovery.ts';
import { INTERRUPTED } from './task-run.ts';

export interface OrphanDeps {
  readonly engine: TaskEngine;
  /** How the surviving command of a task ended; `undefined` while it lives. */
  readonly endOf: (task: StoredTask) => Promise<RunEnd | 'unknown' | undefined>;
  /** Ends what is left of its command, and lets nothing begin any more. */
  readonly stopRun: (task: StoredTask) => Promise<unknown>;
  /** Whether a living server has the session open. */
  readonly isOpen: (sessionId: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Ends the tasks of servers that have died and whose session nobody has opened again, so that lists are right and old ones can go. What
 * is to survive stays until it has ended by itself. Returns how many were ended.
 */
export async function endOrphans({ engine, endOf, stopRun, isOpen, now }: OrphanDeps): Promise<number> {
  let ended = 0;
  for (const { id, sessionId } of await engine.list({ state: 'queued', limit: EVERY_ONE })) {
    if (isOpen(sessionId)) continue;
    if ((await engine.cancel(id, notBegun(now()))) === 'queued') ended += 1;
  }
  for (const { id } of await engine.orphans()) {
    const task = await engine.get(id);
    if (task === undefined) continue;
    const end = keptSpec(task).survive ? await endOf(task) : 'unknown';
    if (end === undefined) continue;
    const claim = await engine.takeOver(id);
    if (claim === undefined) continue;
    if (end === 'unknown' || end.survivors.length > 0) await stopRun(task);
    const outcome: ChildOutcome = end === 'unknown' ? { status: 'interrupted', reason: INTERRUPTED } : outcomeOf(end);
    const { reason } = outcome;
    const late = outcome.status === 'timed_out';
    const change: TaskChange = {
      seq: task.seq + 1,
      at: now(),
      status: outcome.status === 'timed_out' ? 'stopped' : outcome.status,
      reason,
      stoppedBy: late ? 'budget' : undefined,
      end: outcome.end,
    };
    if (await engine.complete(claim, eventOf(id, change))) ended += 1;
  }
  return ended;
}
