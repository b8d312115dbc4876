/** Wakes those who wait for a change of a task. */
export interface Wakes {
  /** Another number after any process changed something: to be read before what is waited for, and handed to `wait`. */
  version(): number;
  /** Resolves at the next change of this task by this process, at any change by another one since that version, and at the signal. */
  wait(taskId: string, version: number, signal: AbortSignal): Promise<void>;
  wake(taskId: string): void;
}

/** How changes of other processes are found. */
export interface Poll {
  readonly changed: () => number;
  readonly everyMs: number;
}

interface Waiter {
  readonly version: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Without a poll there are no other processes. There is a timer only while somebody waits. */
export function createWakes(poll?: Poll): Wakes {
  const waiters = new Map<string, Set<Waiter>>();
  let timer: NodeJS.Timeout | undefined;

  function look({ changed }: Poll): void {
    try {
      const now = changed();
      for (const each of waiters.values()) for (const { version, resolve } of each) if (version !== now) resolve();
    } catch (error) {
      for (const each of waiters.values()) for (const { reject } of each) reject(error);
    }
  }

  function leave(taskId: string, waiter: Waiter): void {
    const own = waiters.get(taskId);
    own?.delete(waiter);
    if (own?.size === 0) waiters.delete(taskId);
    if (waiters.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    version: () => poll?.changed() ?? 0,
    async wait(taskId, version, signal) {
      if (signal.aborted) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { version, resolve: () => resolve(), reject };
      waiters.set(taskId, (waiters.get(taskId) ?? new Set()).add(waiter));
      signal.addEventListener('abort', waiter.resolve);
      if (poll !== undefined) timer ??= setInterval(() => look(poll), poll.everyMs);
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', waiter.resolve);
        leave(taskId, waiter);
      }
    },
    wake(taskId) {
      for (const { resolve } of waiters.get(taskId) ?? []) resolve();
    },
  };
}
