import { isDeepStrictEqual } from 'node:util';
import { unfinishedBlockers, withoutLostBlockers, wrongBlockers } from './todo-blockers.ts';
import { type NewTodo, type TodoItem, type TodoList, type TodoOp, type TodoResult, type TodoScope, visibleTo } from './todo-model.ts';
import { patchItem } from './todo-patch.ts';
import { name, names } from './todo-words.ts';

const MAX_ITEMS = 200;

/** The list is the very same one when nothing changed. */
export interface Applied {
  readonly list: TodoList;
  readonly result: TodoResult;
}

type Next = { readonly items: readonly TodoItem[]; readonly next?: number } | { readonly wrong: string };

/**
 * Takes a list, an operation and who asks; returns the list after it and the answer. Total: what is refused changes nothing and
 * says why. Checks of items are not run here.
 */
export function applyTodo(list: TodoList, op: TodoOp, scope: TodoScope): Applied {
  const answer = (after: TodoList): TodoResult => ({
    ok: true,
    version: after.version,
    ...(op.op === 'update' || op.op === 'remove' ? {} : { items: visibleTo(after.items, scope) }),
  });
  if (op.op === 'list') return { list, result: answer(list) };
  if (op.if_version !== undefined && op.if_version !== list.version) {
    const reason = `the list is at version ${list.version}, not ${op.if_version}; look at items and decide again`;
    return { list, result: { ok: false, reason, version: list.version, items: visibleTo(list.items, scope) } };
  }
  const after = changed(list, op, scope);
  if ('wrong' in after) return { list, result: { ok: false, reason: after.wrong, version: list.version } };
  const kept = advanced(list, after.items, after.next);
  return { list: kept, result: answer(kept) };
}

/** Takes a list, the items that replace its own and the number of the next id; returns the next version, or the list when nothing changed. */
export function advanced(list: TodoList, items: readonly TodoItem[], next = list.next): TodoList {
  return isDeepStrictEqual(items, list.items) ? list : { version: list.version + 1, next, items };
}

function changed(list: TodoList, op: Exclude<TodoOp, { op: 'list' }>, scope: TodoScope): Next {
  switch (op.op) {
    case 'init':
      return op.items.length === 0
        ? { wrong: 'items must hold at least one item; op "reset" empties the list' }
        : init(list, op.items, scope);
    case 'add':
      return make(list, [op.item], list.items, scope);
    case 'update':
      return update(list, op, scope);
    case 'remove': {
      const found = find(list, op.id, scope);
      return 'wrong' in found ? found : { items: withoutLostBlockers(list.items.filter((item) => item !== found)) };
    }
    case 'reset':
      return { items: withoutLostBlockers(othersThan(list, scope)) };
  }
}

/** Takes the items that a list is to hold from now on; those outside the scope stay. */
function init(list: TodoList, given: readonly NewTodo[], scope: TodoScope): Next {
  return make(list, given, withoutLostBlockers(othersThan(list, scope)), scope);
}

function make(list: TodoList, given: readonly NewTodo[], kept: readonly TodoItem[], scope: TodoScope): Next {
  const where = (index: number): string => (given.length === 1 ? '' : `items[${index}]: `);
  const made: TodoItem[] = [];
  for (const [index, fields] of given.entries()) {
    const owner = fields.owner ?? scope.owner;
    if (scope.owner !== undefined && owner !== scope.owner) return { wrong: `${where(index)}owner must be ${name(scope.owner)}` };
    const bare: TodoItem = {
      id: `todo_${list.next + index}`,
      subject: fields.subject,
      status: 'pending',
      ...(owner === undefined ? {} : { owner }),
      ...(fields.source_obligation_index === undefined ? {} : { source_obligation_index: fields.source_obligation_index }),
    };
    const patched = patchItem(bare, fields);
    if (!patched.ok) return { wrong: where(index) + patched.reason };
    made.push(patched.item);
  }
  const items = [...kept, ...made];
  if (items.length > MAX_ITEMS)
    return { wrong: `the list would have ${items.length} items; at most ${MAX_ITEMS} are kept, so remove some first` };
  for (const [index, item] of made.entries()) {
    const wrong = wrongBlockers(item, items, scope) ?? wrongStart(item) ?? wrongStatus(item, items);
    if (wrong !== undefined) return { wrong: where(index) + wrong };
  }
  return { items, next: list.next + made.length };
}

function update(list: TodoList, { id, fields }: Extract<TodoOp, { op: 'update' }>, scope: TodoScope): Next {
  const before = find(list, id, scope);
  if ('wrong' in before) return before;
  if (Object.values(fields).every((value) => value === undefined)) return { wrong: `update of ${before.id} names no field to change` };
  const patched = patchItem(before, fields);
  if (!patched.ok) return { wrong: patched.reason };
  const { item } = patched;
  const items = list.items.map((one) => (one === before ? item : one));
  // What was right when it was made stays right: only what is stated is looked at.
  const wrong =
    (fields.blocked_by === undefined ? undefined : wrongBlockers(item, items, scope)) ??
    (item.status === before.status ? undefined : wrongStatus(item, items));
  return wrong === undefined ? { items } : { wrong };
}

/** A check runs when an item becomes completed; one that begins so would never be checked. */
function wrongStart({ status, evaluator }: TodoItem): string | undefined {
  return status === 'completed' && evaluator !== undefined ? 'an item with an evaluator must not begin as completed' : undefined;
}

function wrongStatus(item: TodoItem, items: readonly TodoItem[]): string | undefined {
  if (item.status === 'in_progress') {
    const other = items.find((one) => one.status === 'in_progress' && one.owner === item.owner && one.id !== item.id);
    const whose = item.owner === undefined ? '' : ` for owner ${name(item.owner)}`;
    return other && `${other.id} is in_progress already${whose}, and only one may be; give it another status first`;
  }
  if (item.status !== 'completed') return undefined;
  const waiting = unfinishedBlockers(item, items);
  return waiting.length === 0
    ? undefined
    : `${item.id} is blocked by ${names(waiting)}, not done yet; finish that first or change blocked_by`;
}

/** An item of somebody else is answered like one that does not exist. */
function find(list: TodoList, id: string, scope: TodoScope): TodoItem | { readonly wrong: string } {
  const seen = visibleTo(list.items, scope);
  const found = seen.find((item) => item.id === id);
  return found ?? { wrong: `there is no item ${name(id)}; the ids are ${names(seen.map((item) => item.id))}` };
}

function othersThan(list: TodoList, scope: TodoScope): readonly TodoItem[] {
  const own = visibleTo(list.items, scope);
  return list.items.filter((item) => !own.includes(item));
}
