import type { TaskEvent } from '../store/tasks/engine.ts';
import { type ChildQuestion, hasEnded, type Task, type WaitResult } from './task-model.ts';

/** What somebody waits for: ids as they were given, with the tasks that they name. */
export interface Awaited {
  readonly tasks: readonly { readonly id: string; readonly task?: Task | undefined }[];
  /** Milliseconds; 0 reads at once. */
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Makes the wait of one board. It ends as soon as one of the tasks has ended whose end was not given out before, so that
 * an end between two waits is never missed and an old one does not end every wait; so with what a running child asks; also when none of
 * them is open.
 */
export function createWait(onChange: (listener: (event: TaskEvent) => void) => () => void): {
  wait(what: Awaited): Promise<WaitResult>;
  forget(id: string): void;
} {
  const givenOut = new Set<string>();
  const questionsGivenOut = new WeakSet<ChildQuestion>();

  function read(tasks: Awaited['tasks'], expired: boolean): WaitResult {
    const found = tasks.map(({ id, task }) => (task === undefined ? { id } : { id, task, snapshot: task.snapshot() }));
    for (const { id, snapshot } of found) if (snapshot !== undefined && hasEnded(snapshot.status)) givenOut.add(id);
    for (const { task } of tasks) for (const question of task?.questions() ?? []) questionsGivenOut.add(question);
    return { expired, found };
  }

  function hasNews(tasks: Awaited['tasks']): boolean {
    const known = tasks.flatMap(({ task }) => task ?? []);
    const ended = known.filter((task) => hasEnded(task.snapshot().status));
    const isAsked = known.some((task) => task.questions().some((question) => !questionsGivenOut.has(question)));
    return isAsked || ended.length === known.length || ended.some(({ id }) => !givenOut.has(id));
  }

  return {
    wait({ tasks, ms, signal }) {
      if (ms <= 0 || hasNews(tasks)) return Promise.resolve(read(tasks, false));
      if (signal.aborted) return Promise.resolve(read(tasks, true));
      return new Promise((resolve) => {
        const finish = (expired: boolean): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', expire);
          forgetListener();
          resolve(read(tasks, expired));
        };
        const expire = (): void => finish(true);
        const timer = setTimeout(expire, ms);
        const wanted = new Set(tasks.map(({ id }) => id));
        const forgetListener = onChange(({ taskId, status }) => {
          // Who waits hears at once that a person is asked: the question may ride on the answer.
          if (wanted.has(taskId) && (hasEnded(status) || status === 'waiting_approval')) finish(false);
        });
        signal.addEventListener('abort', expire, { once: true });
      });
    },
    forget(id) {
      givenOut.delete(id);
    },
  };
}
