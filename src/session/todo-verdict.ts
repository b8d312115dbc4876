import { type Applied, advanced, applyTodo } from './todo-list.ts';
import { isOpen, type NewTodo, type TodoItem, type TodoList, type TodoScope, visibleTo } from './todo-model.ts';
import { patchItem } from './todo-patch.ts';

/** What whoever verified the work says of it. */
export type TodoVerdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'revise'; readonly note: string }
  | { readonly kind: 'replan'; readonly items: readonly NewTodo[] };

/**
 * Takes a list, a verdict and whose items it is about. `accept` completes all open items, without their checks: the verdict is the
 * check; `revise` fails those in progress with its note; `replan` replaces the items. What does not fit is refused like any operation.
 */
export function applyVerdict(list: TodoList, verdict: TodoVerdict, scope: TodoScope): Applied {
  switch (verdict.kind) {
    case 'accept':
      return answered(mapped(list, scope, (item) => (isOpen(item) ? { ...item, status: 'completed' } : item)));
    case 'revise': {
      // An empty note would clear the one that is there, which is not what a verdict is for.
      const fields = { status: 'failed', ...(verdict.note === '' ? {} : { note: verdict.note }) } as const;
      const failed = visibleTo(list.items, scope).flatMap((item) => (item.status === 'in_progress' ? [patchItem(item, fields)] : []));
      const wrong = failed.find((one) => !one.ok);
      if (wrong?.ok === false) return { list, result: { ok: false, reason: wrong.reason, version: list.version } };
      const byId = new Map(failed.flatMap((one) => (one.ok ? [[one.item.id, one.item]] : [])));
      return answered(mapped(list, scope, (item) => byId.get(item.id) ?? item));
    }
    case 'replan':
      return applyTodo(list, { op: 'init', items: verdict.items }, scope);
  }
}

/** Takes a list at the beginning of a round and whose round it is; failed items are pending again and keep their notes. */
export function nextRound(list: TodoList, scope: TodoScope): Applied {
  return answered(mapped(list, scope, (item) => (item.status === 'failed' ? { ...item, status: 'pending' } : item)));
}

function mapped(list: TodoList, scope: TodoScope, change: (item: TodoItem) => TodoItem): TodoList {
  const own = new Set(visibleTo(list.items, scope));
  return advanced(
    list,
    list.items.map((item) => (own.has(item) ? change(item) : item)),
  );
}

function answered(list: TodoList): Applied {
  return { list, result: { ok: true, version: list.version } };
}
