/** The tool that works on the list. */
export const TODO_TOOL = 'todo_update';

export const TODO_STATUSES = ['pending', 'in_progress', 'completed', 'failed', 'skipped', 'cancelled'] as const;
export type TodoStatus = (typeof TODO_STATUSES)[number];

/** Values are JSON. */
export type TodoMetadata = Readonly<Record<string, unknown>>;

/** Field names as clients see them: an item is stored and sent as it is. */
export interface TodoItem {
  /** `todo_<n>`, never used twice in the life of a list. */
  readonly id: string;
  readonly subject: string;
  readonly status: TodoStatus;
  readonly description?: string;
  /** What is shown while it is in progress. */
  readonly active_form?: string;
  /** Whose item it is; absent for the session's own. Fixed at creation. */
  readonly owner?: string;
  /** Which obligation of the objective it stands for. Fixed at creation. */
  readonly source_obligation_index?: number;
  readonly note?: string;
  /** The check that has to pass before it is completed. */
  readonly evaluator?: string;
  readonly metadata?: TodoMetadata;
  /** Ids of items that have to be done before it is completed. */
  readonly blocked_by?: readonly string[];
}

export interface TodoList {
  /** Counts every change, from 0 for the list that was never changed. */
  readonly version: number;
  /** The number of the next new id. */
  readonly next: number;
  readonly items: readonly TodoItem[];
}

export const EMPTY_LIST: TodoList = { version: 0, next: 1, items: [] };

/** The fields of an item that a caller states. An empty text, `null` and an empty array clear. */
export interface TodoFields {
  readonly subject?: string | undefined;
  readonly status?: TodoStatus | undefined;
  readonly description?: string | undefined;
  readonly active_form?: string | undefined;
  readonly owner?: string | undefined;
  readonly source_obligation_index?: number | undefined;
  readonly note?: string | undefined;
  readonly evaluator?: string | undefined;
  /** Merged shallowly; a key whose value is `null` is deleted. */
  readonly metadata?: TodoMetadata | null | undefined;
  readonly blocked_by?: readonly string[] | undefined;
}

export type NewTodo = TodoFields & { readonly subject: string };

interface Guarded {
  /** The version the caller knows; another one refuses the operation. */
  readonly if_version?: number | undefined;
}

export type TodoOp =
  | (Guarded & { readonly op: 'init'; readonly items: readonly NewTodo[] })
  | (Guarded & { readonly op: 'add'; readonly item: NewTodo })
  | (Guarded & { readonly op: 'update'; readonly id: string; readonly fields: TodoFields })
  | (Guarded & { readonly op: 'remove'; readonly id: string })
  | (Guarded & { readonly op: 'reset' })
  | { readonly op: 'list' };

/** Who asks: an owner sees and changes its own items only; without one, the session, everything. */
export interface TodoScope {
  readonly owner?: string | undefined;
}

/** `running`: it outlasts the call; the same update sent again waits for it. */
export const EVALUATION_STATUSES = ['passed', 'failed', 'skipped', 'running', 'needs_approval', 'denied'] as const;

/** What came of the check of an item. */
export interface Evaluation {
  readonly name: string;
  readonly status: (typeof EVALUATION_STATUSES)[number];
  /** Why, or the end of the check's output; escaped. */
  readonly detail?: string;
  readonly exit_code?: number;
}

export type TodoResult =
  | { readonly ok: true; readonly version: number; readonly items?: readonly TodoItem[]; readonly evaluation?: Evaluation }
  | {
      readonly ok: false;
      /** What was wrong and what to do instead; nothing was changed. Escaped. */
      readonly reason: string;
      readonly version?: number;
      readonly items?: readonly TodoItem[];
      readonly evaluation?: Evaluation;
    };

/** Takes an item; true while there is work left on it. */
export const isOpen = ({ status }: TodoItem): boolean => status === 'pending' || status === 'in_progress';

/** Takes an item; true when nothing has to wait for it any more. */
export const isDone = ({ status }: TodoItem): boolean => status === 'completed' || status === 'skipped' || status === 'cancelled';

/** Takes items and a scope; returns those that it may see. */
export function visibleTo(items: readonly TodoItem[], { owner }: TodoScope): readonly TodoItem[] {
  return owner === undefined ? items : items.filter((item) => item.owner === owner);
}
