import { createMemoryApprovals } from './memory-approvals.ts';
import { createMemoryEdits } from './memory-edits.ts';
import { createMemoryEngine } from './memory-engine.ts';
import { createMemoryGrants } from './memory-grants.ts';
import { createMemoryHeads } from './memory-heads.ts';
import { createMemoryProofs } from './memory-proofs.ts';
import { createMemorySessions } from './memory-sessions.ts';
import type { Store, TodoRow, TodoStore } from './store.ts';
import { createMemoryTaskEngine } from './tasks/memory.ts';
import { createMemoryPool } from './tasks/memory-pool.ts';

/** A store that ends with the process, and that no other process sees. Takes why it is one, as a sentence for people, and the process. */
export function createMemoryStore(why = 'No file was asked for.', pid = 0): Store {
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  const todos = createMemoryTodos(touch);
  const pool = createMemoryPool(touch);
  const hasTasks = (sessionId: string): boolean => [...pool.tasks.values()].some(({ task }) => task.sessionId === sessionId);
  const dropKept = (sessionId: string): void => {
    todos.drop(sessionId);
    edits.drop(sessionId);
  };
  const sessions = createMemorySessions({ pid, hasTasks, dropKept, touch });
  const edits = createMemoryEdits({ sessions: sessions.list, touch });
  return {
    approvals: createMemoryApprovals(touch),
    grants: createMemoryGrants(touch),
    heads: createMemoryHeads(),
    engine: createMemoryEngine(),
    tasks: createMemoryTaskEngine({ pool }),
    sessions,
    todos,
    proofs: createMemoryProofs(touch),
    edits,
    state: undefined,
    durability: 'memory',
    why,
    changes: () => changes,
    close: () => {},
  };
}

/** Todo lists that end with the process. Takes what is told of every change. */
function createMemoryTodos(touch: () => void): TodoStore {
  const lists = new Map<string, TodoRow>();
  return {
    load: (sessionId) => lists.get(sessionId),
    save(sessionId, row) {
      if (row.version !== (lists.get(sessionId)?.version ?? 0) + 1) return false;
      lists.set(sessionId, row);
      touch();
      return true;
    },
    drop(sessionId) {
      if (lists.delete(sessionId)) touch();
    },
  };
}
