import type { NewTodo, TodoFields, TodoOp } from './todo-model.ts';

export const TODO_OPS = ['init', 'add', 'update', 'remove', 'list', 'reset'] as const;

/** An operation as a client states it: one flat object. */
export interface TodoRequest extends TodoFields {
  readonly op: (typeof TODO_OPS)[number];
  readonly id?: string | undefined;
  readonly items?: readonly NewTodo[] | undefined;
  readonly if_version?: number | undefined;
}

type Field = Exclude<keyof TodoRequest, 'op'>;

const ITEM_FIELDS: readonly Field[] = [
  'subject',
  'description',
  'active_form',
  'status',
  'owner',
  'source_obligation_index',
  'note',
  'evaluator',
  'metadata',
  'blocked_by',
];

const ALL_FIELDS: readonly Field[] = ['id', 'items', ...ITEM_FIELDS, 'if_version'];

/** What each operation needs, and what it takes besides. */
const FIELDS: Readonly<Record<TodoRequest['op'], { readonly needs?: Field; readonly takes: readonly Field[] }>> = {
  init: { needs: 'items', takes: ['items', 'if_version'] },
  add: { needs: 'subject', takes: [...ITEM_FIELDS, 'if_version'] },
  update: { needs: 'id', takes: ['id', ...ITEM_FIELDS, 'if_version'] },
  remove: { needs: 'id', takes: ['id', 'if_version'] },
  list: { takes: [] },
  reset: { takes: ['if_version'] },
};

/** Takes a request; returns its operation, or which field is missing or does not belong there. */
export function readTodoOp(
  request: TodoRequest,
): { readonly ok: true; readonly op: TodoOp } | { readonly ok: false; readonly reason: string } {
  const { op, id = '', items = [], subject = '', if_version, ...rest } = request;
  const { needs, takes } = FIELDS[op];
  const wrong = ALL_FIELDS.find((field) => request[field] !== undefined && !takes.includes(field));
  if (wrong !== undefined) {
    const instead = takes.length === 0 ? 'it stands alone' : `it takes ${takes.join(', ')}`;
    return { ok: false, reason: `op "${op}" takes no ${wrong}; ${instead}` };
  }
  if (needs !== undefined && request[needs] === undefined) return { ok: false, reason: `op "${op}" needs ${needs}` };
  switch (op) {
    case 'init':
      return { ok: true, op: { op, items, if_version } };
    case 'add':
      return { ok: true, op: { op, item: { ...rest, subject }, if_version } };
    case 'update':
      return { ok: true, op: { op, id, fields: { ...rest, subject: request.subject }, if_version } };
    case 'remove':
      return { ok: true, op: { op, id, if_version } };
    case 'reset':
      return { ok: true, op: { op, if_version } };
    case 'list':
      return { ok: true, op: { op } };
  }
}
