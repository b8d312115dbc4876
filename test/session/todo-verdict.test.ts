import { describe, expect, it } from 'vitest';
import { TODO_STATUSES, type TodoItem, type TodoList } from '../../src/session/todo-model.ts';
import { applyVerdict, nextRound } from '../../src/session/todo-verdict.ts';

/** One item of every status, and one of an owner in progress. */
const list: TodoList = {
  version: 7,
  next: 20,
  items: [
    ...TODO_STATUSES.map((status, index): TodoItem => ({ id: `todo_${index + 1}`, subject: 's', status, evaluator: 'test' })),
    { id: 'todo_7', subject: 's', status: 'in_progress', owner: 'x', note: 'old', blocked_by: ['todo_1'] },
  ],
};
const statuses = ({ items }: TodoList): readonly string[] => items.map(({ status }) => status);

describe('applyVerdict', () => {
  it('accept completes all open items, whatever their checks and blockers', () => {
    const after = applyVerdict(list, { kind: 'accept' }, {});
    expect(after.result).toEqual({ ok: true, version: 8 });
    expect(statuses(after.list)).toEqual(['completed', 'completed', 'completed', 'failed', 'skipped', 'cancelled', 'completed']);
  });

  it('accept of an owner completes its own', () => {
    expect(statuses(applyVerdict(list, { kind: 'accept' }, { owner: 'x' }).list)).toEqual([...TODO_STATUSES, 'completed']);
  });

  it('revise fails those in progress with the note', () => {
    const after = applyVerdict(list, { kind: 'revise', note: 'tests fail' }, {});
    expect(after.result).toEqual({ ok: true, version: 8 });
    expect(after.list.items).toEqual(
      list.items.map((item) => (item.status === 'in_progress' ? { ...item, status: 'failed', note: 'tests fail' } : item)),
    );
  });

  it('revise without a note keeps the one that is there', () => {
    expect(applyVerdict(list, { kind: 'revise', note: '' }, { owner: 'x' }).list.items.at(-1)).toEqual({
      ...list.items.at(-1),
      status: 'failed',
    });
  });

  it('revise with a note that is too long is refused', () => {
    expect(applyVerdict(list, { kind: 'revise', note: 'n'.repeat(4_001) }, {})).toEqual({
      list,
      result: { ok: false, reason: 'note has 4001 characters; at most 4000 are kept', version: 7 },
    });
  });

  it('replan replaces the list with new ids', () => {
    const items = [{ id: 'todo_20', subject: 'new', status: 'pending' }];
    expect(applyVerdict(list, { kind: 'replan', items: [{ subject: 'new' }] }, {})).toEqual({
      list: { version: 8, next: 21, items },
      result: { ok: true, version: 8, items },
    });
  });

  it('replan that does not fit is refused', () => {
    expect(applyVerdict(list, { kind: 'replan', items: [] }, {})).toEqual({
      list,
      result: { ok: false, reason: 'items must hold at least one item; op "reset" empties the list', version: 7 },
    });
  });
});

describe('nextRound', () => {
  it('resets failed to pending and keeps the notes', () => {
    const revised = applyVerdict(list, { kind: 'revise', note: 'tests fail' }, {}).list;
    const after = nextRound(revised, {});
    expect(after.result).toEqual({ ok: true, version: 9 });
    expect(after.list.items).toEqual(revised.items.map((item) => (item.status === 'failed' ? { ...item, status: 'pending' } : item)));
    expect(after.list.items[1]).toEqual({ ...list.items[1], status: 'pending', note: 'tests fail' });
  });

  it('changes nothing when nothing failed', () => {
    const calm: TodoList = { version: 1, next: 2, items: [{ id: 'todo_1', subject: 's', status: 'in_progress' }] };
    expect(nextRound(calm, {}).list).toBe(calm);
  });
});
