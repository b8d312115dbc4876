import type { TaskEvent } from '../store/store.ts';
import { hasEnded, type Task, type WaitFor, type WaitResult } from './task-model.ts';

export interface Waitable {
  get(id: string): Task | undefined;
  list(): readonly Task[];
  onChange(listener: (event: TaskEvent) => void): () => void;
}

/**
 * Makes the wait of one board. It ends as soon as one of the tasks has ended whose end was not given out before, so that
 * an end between two waits is never missed and an old one does not end every wait; also when none of them is open.
 */
export function createWait(tasks: Waitable): { wait(what: WaitFor): Promise<WaitResult>; forget(id: string): void } {
  const givenOut = new Set<string>();

  function read(ids: readonly string[], expired: boolean): WaitResult {
    const found = ids.map((id) => {
      const task = tasks.get(id);
      return task === undefined ? { id } : { id, task, snapshot: task.snapshot() };
    });
    for (const { id, snapshot } of found) if (snapshot !== undefined && hasEnded(snapshot.status)) givenOut.add(id);
    return { expired, found };
  }

  function hasNews(ids: readonly string[]): boolean {
    const known = ids.flatMap((id) => tasks.get(id) ?? []);
    const ended = known.filter((task) => hasEnded(task.snapshot().status));
    return ended.length === known.length || ended.some(({ id }) => !givenOut.has(id));
  }

  return {
    wait({ ids = tasks.list().map(({ id }) => id), ms, signal }) {
      if (ms <= 0 || signal.aborted || hasNews(ids)) return Promise.resolve(read(ids, false));
      return new Promise((resolve) => {
        const finish = (expired: boolean): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', expire);
          forgetListener();
          resolve(read(ids, expired));
        };
        const expire = (): void => finish(true);
        const timer = setTimeout(expire, ms);
        const wanted = new Set(ids);
        const forgetListener = tasks.onChange(({ taskId, status }) => {
          if (wanted.has(taskId) && hasEnded(status)) finish(false);
        });
        signal.addEventListener('abort', expire, { once: true });
      });
    },
    forget(id) {
      givenOut.delete(id);
    },
  };
}
