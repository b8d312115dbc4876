import { outcomeOf } from '../agents/shell.ts';
import type { TaskStatus } from '../session/task-model.ts';
import { eventOf, type TaskChange } from '../session/task-record.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { DetachedStop } from '../shell/process/stop-detached.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { outputDirOf, type TasksWorld } from './task-find.ts';

/** Ends the command of a task, by its output directory and its id. */
export type StopDetached = (dir: string, taskId: string, how: { readonly force: boolean }) => Promise<DetachedStop>;

export interface EndingOrphan extends TasksWorld {
  readonly stateDir: string;
  readonly stopDetached: StopDetached;
  readonly order: { readonly reason: string; readonly force: boolean };
}

export type OrphanEnd =
  | { readonly kind: 'ended'; readonly status: TaskStatus; readonly killed: DetachedStop['killed'] }
  /** What could not be ended keeps the task open. */
  | { readonly kind: 'survives'; readonly survivors: DetachedStop['survivors'] }
  | { readonly kind: 'not ours' };

/** How often the store is told that this process lives while it ends the run of a task. */
const BEAT_MS = 2_000;

/** Ends a task that no living server holds: its processes first, then, once and for good, the task. `not ours` when somebody else has it. */
export async function endOrphan({ store, stateDir, stopDetached, order, now }: EndingOrphan, task: StoredTask): Promise<OrphanEnd> {
  const orphans = await store.tasks.orphans();
  if (!orphans.some(({ id }) => id === task.id)) return { kind: 'not ours' };
  const claim = await store.tasks.takeOver(task.id);
  if (claim === undefined) return { kind: 'not ours' };
  // A beat that fails costs the claim at most, and then `complete` says so.
  const beating = setInterval(() => void store.tasks.heartbeat([claim]).catch(() => undefined), BEAT_MS);
  try {
    const dir = outputDirOf(stateDir, task);
    if (dir === undefined) return { kind: 'not ours' };
    const { end, killed, survivors } = await stopDetached(dir, task.id, { force: order.force });
    if (survivors.length > 0) return { kind: 'survives', survivors };
    const seq = ((await store.tasks.get(task.id))?.seq ?? task.seq) + 1;
    const change = { seq, at: now(), ...outcome(order, end), end };
    const ended = await store.tasks.complete(claim, eventOf(task.id, change));
    return ended ? { kind: 'ended', status: change.status, killed } : { kind: 'not ours' };
  } finally {
    clearInterval(beating);
  }
}

/** One that had come to its end while nobody looked was not stopped. */
function outcome({ reason }: EndingOrphan['order'], end: RunEnd | undefined): Pick<TaskChange, 'status' | 'stoppedBy' | 'reason'> {
  if (end?.reason !== 'exited') return { status: 'stopped', stoppedBy: 'person', reason };
  const { status, reason: why } = outcomeOf(end);
  return { status: status === 'timed_out' ? 'stopped' : status, reason: why };
}
