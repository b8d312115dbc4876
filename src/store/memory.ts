import { createMemoryApprovals } from './memory-approvals.ts';
import { createMemoryEngine } from './memory-engine.ts';
import { createMemoryGrants } from './memory-grants.ts';
import { createMemoryHeads } from './memory-heads.ts';
import type { Store, TaskEvent, TaskRow, TaskStore, TodoRow, TodoStore } from './store.ts';

/** A store that ends with the process, and that no other process sees. Takes why it is one, as a sentence for people. */
export function createMemoryStore(why = 'No file was asked for.'): Store {
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  return {
    approvals: createMemoryApprovals(touch),
    grants: createMemoryGrants(touch),
    heads: createMemoryHeads(),
    engine: createMemoryEngine(),
    tasks: createMemoryTasks(),
    todos: createMemoryTodos(),
    durability: 'memory',
    why,
    changes: () => changes,
    close: () => {},
  };
}

interface Kept {
  readonly row: TaskRow;
  readonly events: TaskEvent[];
  ended: boolean;
}

/** Tasks that end with the process. */
export function createMemoryTasks(): TaskStore {
  const rows = new Map<string, Kept>();
  const byKey = new Map<string, Kept>();
  const keyOf = ({ sessionId, tool, key }: Pick<TaskRow, 'sessionId' | 'tool' | 'key'>): string => JSON.stringify([sessionId, tool, key]);

  function next(event: TaskEvent): Kept {
    const kept = rows.get(event.taskId);
    if (kept === undefined) throw new Error('an event of a task that the store does not have');
    if (!kept.ended && event.seq !== kept.events.length + 1) throw new Error(`event ${event.seq} after ${kept.events.length}`);
    return kept;
  }

  return {
    insert(row) {
      const known = byKey.get(keyOf(row)) ?? rows.get(row.id);
      if (known !== undefined) return known.row;
      const kept: Kept = { row, events: [], ended: false };
      rows.set(row.id, kept);
      byKey.set(keyOf(row), kept);
      return undefined;
    },
    find: (wanted) => byKey.get(keyOf(wanted))?.row,
    append(event) {
      const kept = next(event);
      if (kept.ended) throw new Error('an event of a task that has ended');
      kept.events.push(event);
    },
    finish(event) {
      const kept = next(event);
      if (kept.ended) return false;
      kept.events.push(event);
      kept.ended = true;
      return true;
    },
    events: (taskId, fromSeq) => rows.get(taskId)?.events.filter(({ seq }) => seq >= fromSeq) ?? [],
    remove(taskId) {
      const kept = rows.get(taskId);
      if (kept === undefined) return;
      rows.delete(taskId);
      byKey.delete(keyOf(kept.row));
    },
  };
}

/** Todo lists that end with the process. */
export function createMemoryTodos(): TodoStore {
  const lists = new Map<string, TodoRow>();
  return {
    load: (sessionId) => lists.get(sessionId),
    save(sessionId, row) {
      if (row.version !== (lists.get(sessionId)?.version ?? 0) + 1) return false;
      lists.set(sessionId, row);
      return true;
    },
    drop(sessionId) {
      lists.delete(sessionId);
    },
  };
}
