import { describe, expect, it } from 'vitest';
import { readTodoOp, type TodoRequest } from '../../src/session/todo-op.ts';

describe('readTodoOp', () => {
  it.each<readonly [TodoRequest, unknown]>([
    [
      { op: 'init', items: [{ subject: 'a' }], if_version: 2 },
      { op: 'init', items: [{ subject: 'a' }], if_version: 2 },
    ],
    [
      { op: 'add', subject: 'a', note: 'n' },
      { op: 'add', item: { subject: 'a', note: 'n' } },
    ],
    [
      { op: 'add', subject: '' },
      { op: 'add', item: { subject: '' } },
    ],
    [
      { op: 'update', id: 'todo_1', metadata: null },
      { op: 'update', id: 'todo_1', fields: { metadata: null } },
    ],
    [
      { op: 'update', id: 'todo_1', subject: 'b' },
      { op: 'update', id: 'todo_1', fields: { subject: 'b' } },
    ],
    [
      { op: 'remove', id: 'todo_1' },
      { op: 'remove', id: 'todo_1' },
    ],
    [{ op: 'reset' }, { op: 'reset' }],
    [{ op: 'list' }, { op: 'list' }],
  ])('%j', (request, op) => {
    expect(readTodoOp(request)).toEqual({ ok: true, op });
  });

  it.each<readonly [TodoRequest, string]>([
    [{ op: 'init' }, 'op "init" needs items'],
    [{ op: 'init', items: [], subject: 'a' }, 'op "init" takes no subject; it takes items, if_version'],
    [{ op: 'add' }, 'op "add" needs subject'],
    [
      { op: 'add', subject: 'a', id: 'todo_1' },
      'op "add" takes no id; it takes subject, description, active_form, status, owner, source_obligation_index, note, evaluator, metadata, blocked_by, if_version',
    ],
    [{ op: 'update', note: 'n' }, 'op "update" needs id'],
    [{ op: 'remove', id: 'todo_1', metadata: null }, 'op "remove" takes no metadata; it takes id, if_version'],
    [{ op: 'list', id: 'todo_1' }, 'op "list" takes no id; it stands alone'],
    [{ op: 'reset', items: [] }, 'op "reset" takes no items; it takes if_version'],
  ])('%j is refused', (request, reason) => {
    expect(readTodoOp(request)).toEqual({ ok: false, reason });
  });
});
