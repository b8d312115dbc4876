import type { TaskEngine } from '../store/tasks/engine.ts';
import type { TaskGroups } from './task-groups.ts';
import type { TaskRegistry } from './task-registry.ts';
import type { Served } from './task-worker.ts';

/** What the worker may ask of the tasks of one board, and have them do. */
export function servedBy(
  registry: TaskRegistry,
  engine: TaskEngine,
  groups: Pick<TaskGroups, 'heldBack' | 'again'>,
): Pick<Served, 'waiting' | 'heldBack' | 'claims' | 'lost' | 'look' | 'catchUp'> {
  return {
    waiting() {
      const back = new Set(groups.heldBack());
      return registry.queued().some((id) => !back.has(id));
    },
    heldBack: groups.heldBack,
    claims: () => registry.all().flatMap(({ claim }) => claim ?? []),
    lost: ({ taskId }) => registry.get(taskId)?.lose(),
    async look() {
      for (const id of registry.queued()) {
        if ((await engine.get(id))?.phase === 'ended') await registry.get(id)?.endedElsewhere();
      }
    },
    async catchUp() {
      for (const state of registry.all()) if (state.kept) await state.catchUp();
      groups.again();
    },
  };
}
