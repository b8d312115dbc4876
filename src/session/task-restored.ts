import type { OutputLog } from '../shell/process/output.ts';
import type { StoredTask, TaskEngine, TaskEvent } from '../store/tasks/engine.ts';
import type { Task, TaskSnapshot } from './task-model.ts';
import { changeOf, factsAfter, factsAtFirst, keptSpec } from './task-record.ts';

/** A task of an earlier process, or of one that has forgotten it: what it was is folded from its events, what it wrote is in its files. */
export async function restoredTask(
  stored: StoredTask,
  deps: { readonly engine: TaskEngine; readonly openOutput: (taskId: string) => OutputLog; readonly now: () => number },
): Promise<Task> {
  const { engine, openOutput, now } = deps;
  const { id } = stored;
  const events = await engine.events(id, 1);
  const snapshot = snapshotOf(stored, events, now);
  const output = snapshot.startedAt === undefined ? undefined : openOutput(id);
  return {
    id,
    snapshot: () => ({ ...snapshot, at: now() }),
    output: () => output,
    started: Promise.resolve(),
    ended: Promise.resolve(),
    questions: () => [],
    send: () => 'ended',
    events: (fromSeq) => engine.events(id, fromSeq),
  };
}

function snapshotOf(stored: StoredTask, events: readonly TaskEvent[], now: () => number): TaskSnapshot {
  const facts = events.map(changeOf).reduce(factsAfter, factsAtFirst(stored.createdAt));
  return { id: stored.id, ...keptSpec(stored), ...facts, at: now() };
}
