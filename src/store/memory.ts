import type { ApprovalRow, ApprovalStore, Grant, GrantStore, Store, TaskEvent, TaskRow, TaskStore, TodoRow, TodoStore } from './store.ts';

/** Questions that may wait in one session at a time: a flood is refused instead of shown to a person. */
const MAX_PENDING = 20;
/** A question this old is not answered any more; it makes room for others. */
const PENDING_MS = 3_600_000;

/** A store that ends with the process. */
export function createMemoryStore(): Store {
  return { approvals: approvals(), grants: grants(), tasks: tasks(), todos: todos() };
}

function approvals(): ApprovalStore {
  const pending = new Map<string, ApprovalRow>();
  const of = (sessionId: string): readonly ApprovalRow[] => [...pending.values()].filter((row) => row.sessionId === sessionId);
  return {
    insert(row) {
      for (const old of of(row.sessionId)) if (old.createdAt + PENDING_MS <= row.createdAt) pending.delete(old.id);
      if (pending.has(row.id) || of(row.sessionId).length >= MAX_PENDING) return false;
      pending.set(row.id, row);
      return true;
    },
    consume({ id, sessionId, actionHash }) {
      const row = pending.get(id);
      return row?.sessionId === sessionId && row.actionHash === actionHash && pending.delete(id);
    },
    withdraw({ id, sessionId }) {
      if (pending.get(id)?.sessionId === sessionId) pending.delete(id);
    },
    drop(sessionId) {
      for (const { id } of of(sessionId)) pending.delete(id);
    },
  };
}

function grants(): GrantStore {
  const given = new Map<string, readonly Grant[]>();
  return {
    insert(sessionId, grant) {
      given.set(sessionId, [...(given.get(sessionId) ?? []), grant]);
    },
    list: (sessionId) => given.get(sessionId) ?? [],
    drop(sessionId) {
      given.delete(sessionId);
    },
  };
}

interface Kept {
  readonly row: TaskRow;
  readonly events: TaskEvent[];
  ended: boolean;
}

function tasks(): TaskStore {
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

function todos(): TodoStore {
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
