/** Who may run: at most `limit` at a time, the others in the order they came. */
export interface TaskQueue {
  /** Calls `begin` now, or when its turn comes. */
  enter(id: string, begin: () => void): void;
  /** Takes a place without asking; others wait the longer. */
  occupy(id: string): void;
  /** Gives back the place or the turn; the next one begins. Unknown ids change nothing. */
  leave(id: string): void;
  /** 1 is next; undefined when it does not wait. */
  position(id: string): number | undefined;
}

export function createTaskQueue(limit: number): TaskQueue {
  const running = new Set<string>();
  const waiting = new Map<string, () => void>();

  function admit(): void {
    for (const [id, begin] of waiting) {
      if (running.size >= limit) return;
      waiting.delete(id);
      running.add(id);
      begin();
    }
  }

  return {
    enter(id, begin) {
      waiting.set(id, begin);
      admit();
    },
    occupy(id) {
      running.add(id);
    },
    leave(id) {
      waiting.delete(id);
      running.delete(id);
      admit();
    },
    position(id) {
      const index = [...waiting.keys()].indexOf(id);
      return index < 0 ? undefined : index + 1;
    },
  };
}
