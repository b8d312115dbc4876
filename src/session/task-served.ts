import type { TaskEngine } from '../store/tasks/engine.ts';
import type { TaskRegistry } from './task-registry.ts';
import type { Served } from './task-worker.ts';

/** What the worker may ask of the tasks of one board, and have them do. */
export function servedBy(registry: TaskRegistry, engine: TaskEngine): Pick<Served, 'waiting' | 'claims' | 'lost' | 'look' | 'catchUp'> {
  return {
    waiting: () => registry.queued().length > 0,
    claims: () => registry.all().flatMap(({ claim }) => claim ?? []),
    lost: ({ taskId }) => registry.get(taskId)?.lose(),
    async look() {
      for (const id of registry.queued()) {
        if ((await engine.get(id))?.phase === 'ended') await registry.get(id)?.endedElsewhere();
      }
    },
    async catchUp() {
      for (const state of registry.all()) if (state.kept) await state.catchUp();
    },
  };
}
