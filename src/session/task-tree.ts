import type { TaskEndings } from './task-endings.ts';
import type { TaskState } from './task-life.ts';
import { hasEnded, type StopOrder } from './task-model.ts';
import type { TaskRegistry } from './task-registry.ts';

/** Tasks that are children of tasks: none of them outlives its parent. */
export interface TaskTree {
  /** Whether it works and nobody wants it to end: no other can get a child. */
  mayHaveChild(id: string): boolean;
  /** What makes a child of this parent: its end waits for that. */
  making<T>(parent: string, make: () => Promise<T>): Promise<T>;
  /** Has the children end as soon as somebody wants it to, or it did what it must not. */
  follow(state: TaskState): void;
  /**
   * From now on it gets no child. Resolves when those that it had have ended; never rejects. `ask` false: what ended with an earlier
   * process is left to come to its own end.
   */
  endBelow(state: TaskState, ask: boolean): Promise<void>;
  /** Wants a child to end whose parent does. */
  ask(child: TaskState): Promise<void>;
}

export interface TaskTreeDeps {
  readonly registry: Pick<TaskRegistry, 'get' | 'children'>;
  readonly endings: Pick<TaskEndings, 'ask'>;
  /** Told what could not be ended. */
  readonly failed: (error: unknown) => void;
}

export function createTaskTree({ registry, endings, failed }: TaskTreeDeps): TaskTree {
  const ending = new WeakSet<TaskState>();
  const made = new Map<string, Set<Promise<unknown>>>();

  const ask = async (child: TaskState): Promise<void> => {
    const parent = registry.get(child.spec.parent ?? '');
    const { stoppedBy = 'policy' } = parent?.task.snapshot() ?? {};
    const order: StopOrder = { by: stoppedBy, reason: `its parent ${child.spec.parent} ended`, force: parent?.hurry.aborted === true };
    await endings.ask(child, order);
  };

  function askChildren({ task }: TaskState): void {
    for (const child of registry.children(task.id)) if (!hasEnded(child.status)) ask(child).catch(failed);
  }

  async function endOf(child: TaskState, asked: boolean): Promise<void> {
    if (asked || child.spec.survive === true) await ask(child);
    await child.task.ended;
  }

  return {
    mayHaveChild(id) {
      const parent = registry.get(id);
      return parent?.begun === true && !hasEnded(parent.status) && !parent.signal.aborted && !ending.has(parent);
    },
    async making(parent, make) {
      const making = make();
      const settled = making.then(
        () => undefined,
        () => undefined,
      );
      const those = made.get(parent) ?? new Set();
      made.set(parent, those.add(settled));
      try {
        return await making;
      } finally {
        those.delete(settled);
        if (those.size === 0) made.delete(parent);
      }
    },
    follow(state) {
      for (const signal of [state.signal, state.hurry]) signal.addEventListener('abort', () => askChildren(state), { once: true });
    },
    async endBelow(state, asked) {
      ending.add(state);
      await Promise.all(made.get(state.task.id) ?? []);
      const open = registry.children(state.task.id).filter(({ status }) => !hasEnded(status));
      await Promise.all(open.map((child) => endOf(child, asked).catch(failed)));
    },
    ask,
  };
}
