import type { TaskStatus } from '../session/task-model.ts';
import { eventOf, type TaskChange } from '../session/task-record.ts';
import type { Attached } from '../shell/process/attach.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { outputDirOf, type TasksWorld } from './task-find.ts';

/** Follows the run that left its output in a directory. */
export type AttachOutput = (dir: string) => Promise<Pick<Attached, 'record' | 'stop'>>;

export interface EndingOrphan extends TasksWorld {
  readonly stateDir: string;
  readonly attach: AttachOutput;
  readonly order: { readonly reason: string; readonly force: boolean };
}

export type OrphanEnd =
  | { readonly kind: 'ended'; readonly status: TaskStatus; readonly end: RunEnd | undefined }
  | { readonly kind: 'not ours' };

/** How often the store is told that this process lives while it ends the run of a task. */
const BEAT_MS = 2_000;

/** Ends a task that no living server holds: its processes first, then, once and for good, the task. `not ours` when somebody else has it. */
export async function endOrphan({ store, stateDir, attach, order, now }: EndingOrphan, task: StoredTask): Promise<OrphanEnd> {
  const orphans = await store.tasks.orphans();
  if (!orphans.some(({ id }) => id === task.id)) return { kind: 'not ours' };
  const claim = await store.tasks.takeOver(task.id);
  if (claim === undefined) return { kind: 'not ours' };
  // A beat that fails costs the claim at most, and then `complete` says so.
  const beating = setInterval(() => void store.tasks.heartbeat([claim]).catch(() => undefined), BEAT_MS);
  try {
    const dir = outputDirOf(stateDir, task);
    const run = dir === undefined ? undefined : await attach(dir);
    const end = run?.record === undefined ? undefined : await run.stop({ force: order.force });
    const seq = ((await store.tasks.get(task.id))?.seq ?? task.seq) + 1;
    const change = { seq, at: now(), ...outcome(order, end), end };
    const ended = await store.tasks.complete(claim, eventOf(task.id, change));
    return ended ? { kind: 'ended', status: change.status, end } : { kind: 'not ours' };
  } finally {
    clearInterval(beating);
  }
}

/** One that had come to its end while nobody looked was not stopped. */
function outcome({ reason }: EndingOrphan['order'], end: RunEnd | undefined): Pick<TaskChange, 'status' | 'stoppedBy' | 'reason'> {
  if (end?.reason !== 'exited') return { status: 'stopped', stoppedBy: 'person', reason };
  return end.exitCode === 0 ? { status: 'completed' } : { status: 'failed', reason: `it exited with code ${end.exitCode}` };
}
