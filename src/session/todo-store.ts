import * as z from 'zod';
import type { TodoStore } from '../store/store.ts';
import { TODO_STATUSES, type TodoList } from './todo-model.ts';

/** Where lists are kept. */
export interface TodoPort {
  /** `undefined` when the session has none yet. Throws when what is kept can not be read. */
  load(sessionId: string): TodoList | undefined;
  /** Keeps a list over that of version `expectedVersion`; false when another one is kept by now. Throws when it can not be kept. */
  save(sessionId: string, list: TodoList, expectedVersion: number): boolean;
}

const itemSchema = z.strictObject({
  id: z.string(),
  subject: z.string(),
  status: z.enum(TODO_STATUSES),
  description: z.string().exactOptional(),
  active_form: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  source_obligation_index: z.number().exactOptional(),
  note: z.string().exactOptional(),
  evaluator: z.string().exactOptional(),
  metadata: z.record(z.string(), z.unknown()).exactOptional(),
  blocked_by: z.array(z.string()).exactOptional(),
});

const listSchema = z.strictObject({ version: z.int().min(1), next: z.int().min(1), items: z.array(itemSchema) });

/** Takes the store of todo rows; returns it as a place for lists. */
export function createTodoPort(store: TodoStore): TodoPort {
  return {
    load(sessionId) {
      const row = store.load(sessionId);
      return row === undefined ? undefined : listSchema.parse(JSON.parse(row.list));
    },
    save: (sessionId, list, expectedVersion) =>
      // The store takes only the version after the one it has, which is the expected one.
      list.version === expectedVersion + 1 && store.save(sessionId, { version: list.version, list: JSON.stringify(list) }),
  };
}
