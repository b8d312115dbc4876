import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTodo } from '../../src/session/todo-list.ts';
import {
  EMPTY_LIST,
  isDone,
  type NewTodo,
  TODO_STATUSES,
  type TodoFields,
  type TodoItem,
  type TodoList,
  type TodoOp,
  type TodoScope,
  visibleTo,
} from '../../src/session/todo-model.ts';
import { readTodoOp, type TodoRequest } from '../../src/session/todo-op.ts';
import { applyVerdict, nextRound } from '../../src/session/todo-verdict.ts';
import rules from '../fixtures/todo-rules.json' with { type: 'json' };

const ALL: TodoScope = {};

/** The list after these operations, all of which must be accepted. */
function listAfter(...ops: readonly TodoOp[]): TodoList {
  return ops.reduce((list, op) => {
    const applied = applyTodo(list, op, ALL);
    expect(applied.result).toMatchObject({ ok: true });
    return applied.list;
  }, EMPTY_LIST);
}

const init = (...items: readonly (string | NewTodo)[]): TodoOp => ({
  op: 'init',
  items: items.map((item) => (typeof item === 'string' ? { subject: item } : item)),
});
const update = (id: string, fields: TodoFields, if_version?: number): TodoOp => ({ op: 'update', id, fields, if_version });
const pending = (n: number, subject: string): TodoItem => ({ id: `todo_${n}`, subject, status: 'pending' });

describe('operations', () => {
  it('init makes the list and gives it back', () => {
    expect(
      applyTodo(EMPTY_LIST, init('a', { subject: 'b', status: 'in_progress', note: 'n', metadata: { k: 1, gone: null } }), ALL),
    ).toEqual({
      list: {
        version: 1,
        next: 3,
        items: [pending(1, 'a'), { id: 'todo_2', subject: 'b', status: 'in_progress', note: 'n', metadata: { k: 1 } }],
      },
      result: {
        ok: true,
        version: 1,
        items: [pending(1, 'a'), { id: 'todo_2', subject: 'b', status: 'in_progress', note: 'n', metadata: { k: 1 } }],
      },
    });
  });

  it('init replaces what was there and uses no id twice', () => {
    expect(applyTodo(listAfter(init('a', 'b')), init('c'), ALL).result).toEqual({ ok: true, version: 2, items: [pending(3, 'c')] });
  });

  it('add puts an item at the end', () => {
    expect(applyTodo(listAfter(init('a')), { op: 'add', item: { subject: 'b' } }, ALL).result).toEqual({
      ok: true,
      version: 2,
      items: [pending(1, 'a'), pending(2, 'b')],
    });
  });

  it('update changes one item and answers with the version', () => {
    expect(applyTodo(listAfter(init('a')), update('todo_1', { status: 'in_progress' }), ALL)).toEqual({
      list: { version: 2, next: 2, items: [{ id: 'todo_1', subject: 'a', status: 'in_progress' }] },
      result: { ok: true, version: 2 },
    });
  });

  it('an update that changes nothing is accepted and counts no version', () => {
    const list = listAfter(init('a'));
    const applied = applyTodo(list, update('todo_1', { status: 'pending', note: '' }), ALL);
    expect(applied).toEqual({ list, result: { ok: true, version: 1 } });
    expect(applied.list).toBe(list);
  });

  it('remove forgets the item, also where others wait for it, and its id is not used again', () => {
    const list = listAfter(init('a', 'b', { subject: 'c', blocked_by: ['todo_1', 'todo_2'] }, { subject: 'd', blocked_by: ['todo_1'] }), {
      op: 'remove',
      id: 'todo_1',
    });
    expect(list).toEqual({
      version: 2,
      next: 5,
      items: [pending(2, 'b'), { ...pending(3, 'c'), blocked_by: ['todo_2'] }, pending(4, 'd')],
    });
    expect(applyTodo(listAfter(init('a'), { op: 'remove', id: 'todo_1' }), { op: 'add', item: { subject: 'b' } }, ALL).result).toEqual({
      ok: true,
      version: 3,
      items: [pending(2, 'b')],
    });
  });

  it('reset empties the list and keeps count of ids', () => {
    expect(applyTodo(listAfter(init('a', 'b')), { op: 'reset' }, ALL)).toEqual({
      list: { version: 2, next: 3, items: [] },
      result: { ok: true, version: 2, items: [] },
    });
    expect(listAfter(init('a', 'b'), { op: 'reset' }, { op: 'add', item: { subject: 'c' } }).items).toEqual([pending(3, 'c')]);
  });

  it('list changes nothing', () => {
    const list = listAfter(init('a'));
    expect(applyTodo(list, { op: 'list' }, ALL)).toEqual({ list, result: { ok: true, version: 1, items: [pending(1, 'a')] } });
  });
});

describe('patches', () => {
  const full: NewTodo = {
    subject: 'a',
    description: 'd',
    active_form: 'f',
    note: 'n',
    evaluator: 'test',
    metadata: { k: 1 },
    source_obligation_index: 0,
  };

  it('keep what they leave out', () => {
    expect(listAfter(init(full), update('todo_1', { subject: 'b' })).items).toEqual([
      {
        id: 'todo_1',
        subject: 'b',
        status: 'pending',
        description: 'd',
        active_form: 'f',
        note: 'n',
        evaluator: 'test',
        metadata: { k: 1 },
        source_obligation_index: 0,
      },
    ]);
  });

  it('clear note, description and active_form with an empty text', () => {
    expect(listAfter(init(full), update('todo_1', { note: '', description: '', active_form: '', metadata: null })).items).toEqual([
      { id: 'todo_1', subject: 'a', status: 'pending', evaluator: 'test', source_obligation_index: 0 },
    ]);
  });

  it('replace blocked_by, without repetitions; an empty one clears it', () => {
    const list = listAfter(init('a', 'b', 'c'), update('todo_3', { blocked_by: ['todo_2', 'todo_1', 'todo_2'] }));
    expect(list.items[2]).toEqual({ ...pending(3, 'c'), blocked_by: ['todo_2', 'todo_1'] });
    expect(applyTodo(list, update('todo_3', { blocked_by: [] }), ALL).list.items[2]).toEqual(pending(3, 'c'));
  });

  it('may repeat what is fixed', () => {
    const list = listAfter(init({ subject: 'a', owner: 'x', source_obligation_index: 2 }));
    expect(applyTodo(list, update('todo_1', { owner: 'x', source_obligation_index: 2, note: 'n' }), ALL).result).toEqual({
      ok: true,
      version: 2,
    });
  });
});

describe('refusals', () => {
  const list = listAfter(
    init(
      'a',
      { subject: 'b', status: 'in_progress' },
      { subject: 'c', owner: 'x', source_obligation_index: 1 },
      { subject: 'd', blocked_by: ['todo_1'] },
    ),
  );

  const rows: readonly (readonly [TodoOp, string])[] = [
    [update('todo_9', { note: 'n' }), 'there is no item todo_9; the ids are todo_1, todo_2, todo_3, todo_4'],
    [update('\u001b[2J'.repeat(40), { note: 'n' }), `there is no item ${'␛[2J'.repeat(20)}…; the ids are todo_1, todo_2, todo_3, todo_4`],
    [{ op: 'remove', id: '' }, 'there is no item ; the ids are todo_1, todo_2, todo_3, todo_4'],
    [update('todo_1', {}), 'update of todo_1 names no field to change'],
    [update('todo_1', { subject: ' ' }), 'subject must not be empty'],
    [update('todo_1', { evaluator: '' }), 'evaluator must not be empty'],
    [update('todo_1', { subject: 's'.repeat(501) }), 'subject has 501 characters; at most 500 are kept'],
    [update('todo_1', { note: 'n'.repeat(4_001) }), 'note has 4001 characters; at most 4000 are kept'],
    [update('todo_1', { description: 'n'.repeat(4_001) }), 'description has 4001 characters; at most 4000 are kept'],
    [update('todo_1', { metadata: { k: 'é'.repeat(4_096) } }), 'metadata would be 8200 bytes of JSON; at most 8192 are kept'],
    [
      update('todo_1', { source_obligation_index: 1 }),
      'source_obligation_index is fixed when an item is made, and that of todo_1 is none; make a new item instead',
    ],
    [update('todo_3', { owner: 'y' }), 'owner is fixed when an item is made, and that of todo_3 is "x"; make a new item instead'],
    [update('todo_1', { status: 'in_progress' }), 'todo_2 is in_progress already, and only one may be; give it another status first'],
    [update('todo_4', { status: 'completed' }), 'todo_4 is blocked by todo_1, not done yet; finish that first or change blocked_by'],
    [update('todo_1', { blocked_by: ['todo_7'] }), 'blocked_by names todo_7, which is no item; the ids are todo_1, todo_2, todo_3, todo_4'],
    [update('todo_1', { blocked_by: ['todo_1'] }), 'blocked_by would make items wait for each other: todo_1 waits for todo_1'],
    [
      update('todo_1', { blocked_by: ['todo_2', 'todo_4'] }),
      'blocked_by would make items wait for each other: todo_1 waits for todo_4 waits for todo_1',
    ],
    [init(), 'items must hold at least one item; op "reset" empties the list'],
    [init('a', { subject: 'b', source_obligation_index: -1 }), 'items[1]: source_obligation_index must be a whole number, 0 or more'],
    [
      init({ subject: 'a', status: 'in_progress' }, { subject: 'b', status: 'in_progress' }),
      'items[0]: todo_6 is in_progress already, and only one may be; give it another status first',
    ],
    [
      init('a', { subject: 'b', blocked_by: ['todo_1'] }),
      'items[1]: blocked_by names todo_1, which is no item; the ids are todo_5, todo_6',
    ],
    [
      { op: 'add', item: { subject: 'e', status: 'completed', evaluator: 'test' } },
      'an item with an evaluator must not begin as completed',
    ],
    [
      { op: 'add', item: { subject: 'e', status: 'completed', blocked_by: ['todo_2'] } },
      'todo_5 is blocked by todo_2, not done yet; finish that first or change blocked_by',
    ],
    [init(...Array.from({ length: 201 }, () => 'a')), 'the list would have 201 items; at most 200 are kept, so remove some first'],
  ];

  it.each(rows)('%j', (op, reason) => {
    const applied = applyTodo(list, op, ALL);
    expect(applied).toEqual({ list, result: { ok: false, reason, version: 1 } });
    expect(applied.list).toBe(list);
  });

  it('metadata that is nested too deeply', () => {
    const metadata = deep(31);
    expect(applyTodo(list, update('todo_1', { metadata }), ALL).result).toEqual({ ok: true, version: 2 });
    for (const levels of [32, 100_000]) {
      expect(applyTodo(list, update('todo_1', { metadata: deep(levels) }), ALL)).toEqual({
        list,
        result: { ok: false, reason: 'metadata is nested deeper than 32 levels', version: 1 },
      });
    }
  });

  it.each([0, 2, 1.5])('a list at another version than %d is shown', (if_version) => {
    const small = listAfter(init('a'));
    for (const op of [
      update('todo_1', { note: 'n' }, if_version),
      { op: 'reset', if_version } as const,
      { op: 'remove', id: 'todo_8', if_version } as const,
    ]) {
      expect(applyTodo(small, op, ALL).result).toEqual({
        ok: false,
        reason: `the list is at version 1, not ${if_version}; look at items and decide again`,
        version: 1,
        items: [pending(1, 'a')],
      });
    }
    expect(applyTodo(small, update('todo_1', { note: 'n' }, 1), ALL).result).toEqual({ ok: true, version: 2 });
  });

  it.each(rules.refused)('$why', ({ request }) => {
    const read = readTodoOp(request as TodoRequest);
    const answer = read.ok ? applyTodo(list, read.op, ALL).result : read;
    expect(answer).toMatchObject({ ok: false, reason: expect.stringMatching(/\w/) });
  });
});

describe('completing', () => {
  it.each(TODO_STATUSES)('an item whose blocker is %s', (status) => {
    const list = listAfter(init('a', { subject: 'b', blocked_by: ['todo_1'] }), update('todo_1', { status, note: 'n' }));
    const done = ['completed', 'skipped', 'cancelled'].includes(status);
    expect(applyTodo(list, update('todo_2', { status: 'completed' }), ALL).result.ok).toBe(done);
  });

  it('frees the place of the item in progress', () => {
    const list = listAfter(
      init({ subject: 'a', status: 'in_progress' }, 'b'),
      update('todo_1', { status: 'completed' }),
      update('todo_2', { status: 'in_progress' }),
    );
    expect(list.items.map(({ status }) => status)).toEqual(['completed', 'in_progress']);
  });

  it('one item of each owner may be in progress', () => {
    const list = listAfter(
      init({ subject: 'a', status: 'in_progress' }, { subject: 'b', owner: 'x', status: 'in_progress' }, { subject: 'c', owner: 'x' }),
    );
    expect(applyTodo(list, update('todo_3', { status: 'in_progress' }), ALL).result).toEqual({
      ok: false,
      reason: 'todo_2 is in_progress already for owner x, and only one may be; give it another status first',
      version: 1,
    });
  });
});

describe('an owner', () => {
  const list = listAfter(init('a', { subject: 'b', owner: 'x' }, { subject: 'c', owner: 'y' }, { subject: 'd', blocked_by: ['todo_2'] }));
  const x: TodoScope = { owner: 'x' };

  it('sees its own slice', () => {
    expect(applyTodo(list, { op: 'list' }, x).result).toEqual({ ok: true, version: 1, items: [{ ...pending(2, 'b'), owner: 'x' }] });
  });

  it('gets its name on what it adds, and no other', () => {
    expect(applyTodo(list, { op: 'add', item: { subject: 'e' } }, x).result).toEqual({
      ok: true,
      version: 2,
      items: [
        { ...pending(2, 'b'), owner: 'x' },
        { ...pending(5, 'e'), owner: 'x' },
      ],
    });
    expect(applyTodo(list, { op: 'add', item: { subject: 'e', owner: 'y' } }, x).result).toEqual({
      ok: false,
      reason: 'owner must be x',
      version: 1,
    });
  });

  it('knows no foreign item', () => {
    const reason = 'there is no item todo_1; the ids are todo_2';
    expect(applyTodo(list, update('todo_1', { note: 'n' }), x).result).toEqual({ ok: false, reason, version: 1 });
    expect(applyTodo(list, { op: 'remove', id: 'todo_1' }, x).result).toEqual({ ok: false, reason, version: 1 });
    expect(applyTodo(list, update('todo_2', { blocked_by: ['todo_1'] }), x).result).toEqual({
      ok: false,
      reason: 'blocked_by names todo_1, which is no item; the ids are todo_2',
      version: 1,
    });
  });

  it('replaces and empties its own slice only', () => {
    expect(applyTodo(list, init('e'), x)).toEqual({
      list: {
        version: 2,
        next: 6,
        items: [pending(1, 'a'), { ...pending(3, 'c'), owner: 'y' }, pending(4, 'd'), { ...pending(5, 'e'), owner: 'x' }],
      },
      result: { ok: true, version: 2, items: [{ ...pending(5, 'e'), owner: 'x' }] },
    });
    expect(applyTodo(list, { op: 'reset' }, x).list.items).toEqual([pending(1, 'a'), { ...pending(3, 'c'), owner: 'y' }, pending(4, 'd')]);
  });
});

describe('any sequence', () => {
  const owner = fc.constantFrom(undefined, 'x', 'y');
  const id = fc.integer({ min: 1, max: 9 }).map((n) => `todo_${n}`);
  const text = fc.constantFrom('', 'a', 'b', 'c', 'n'.repeat(501), 'n'.repeat(4_001));
  const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });
  const fields: fc.Arbitrary<TodoFields> = fc.record({
    subject: maybe(text),
    status: maybe(fc.constantFrom(...TODO_STATUSES)),
    description: maybe(text),
    active_form: maybe(text),
    note: maybe(text),
    owner: maybe(fc.constantFrom('x', 'y', '')),
    source_obligation_index: maybe(fc.constantFrom(0, 1, -1, 0.5)),
    evaluator: maybe(fc.constantFrom('test', '')),
    metadata: maybe(fc.option(fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom(null, 1, { c: null })), { nil: null })),
    blocked_by: maybe(fc.array(id, { maxLength: 3 })),
  });
  const item: fc.Arbitrary<NewTodo> = fc
    .record({ fields, subject: fc.constantFrom('a', 'b', 'c', 'd', 'e', '') })
    .map(({ fields: rest, subject }) => ({ ...rest, subject }));
  const if_version = maybe(fc.integer({ min: 0, max: 6 }));
  const op: fc.Arbitrary<TodoOp> = fc.oneof(
    { weight: 2, arbitrary: fc.record({ op: fc.constant('init' as const), items: fc.array(item, { maxLength: 4 }), if_version }) },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('add' as const), item, if_version }) },
    { weight: 8, arbitrary: fc.record({ op: fc.constant('update' as const), id, fields, if_version }) },
    // With less in it, more of them are accepted.
    {
      weight: 8,
      arbitrary: fc.record({ op: fc.constant('update' as const), id, fields: fc.record({ status: fc.constantFrom(...TODO_STATUSES) }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('add' as const),
        item: fc.record({ subject: fc.constant('s'), blocked_by: fc.array(id, { maxLength: 2 }) }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('remove' as const), id, if_version }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('reset' as const), if_version }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('list' as const) }) },
  );
  const verdict = fc.oneof(
    fc.record({ kind: fc.constant('accept' as const) }),
    fc.record({ kind: fc.constant('revise' as const), note: text }),
    fc.record({ kind: fc.constant('replan' as const), items: fc.array(item, { maxLength: 3 }) }),
    fc.constant({ kind: 'nextRound' as const }),
  );
  const step = fc.record({ change: fc.oneof({ weight: 9, arbitrary: op }, { weight: 1, arbitrary: verdict }), owner });

  const numberOf = (one: TodoItem): number => Number(/^todo_(\d+)$/.exec(one.id)?.[1]);

  it('keeps what a list promises', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => {
        const ever = new Set<string>();
        let list = frozen(
          listAfter(init('a', 'b', 'c', { subject: 'd', owner: 'x' }, { subject: 'e', owner: 'y' }, { subject: 'f', evaluator: 'test' })),
        );
        for (const { id: known } of list.items) ever.add(known);
        for (const { change, owner: asking } of steps) {
          const scope: TodoScope = { owner: asking };
          const before = frozen(list);
          const { list: now, result } =
            'op' in change
              ? applyTodo(before, change, scope)
              : change.kind === 'nextRound'
                ? nextRound(before, scope)
                : applyVerdict(before, change, scope);
          expect(result.version).toBe(now.version);
          if (now === before || !result.ok) {
            expect(now).toBe(before);
            expect('op' in change && result.ok && change.op === 'init').toBe(false);
            continue;
          }
          accepted += 1;
          expect(now.version).toBe(before.version + 1);
          expect(now.items).not.toEqual(before.items);
          expect(new Set(now.items.map((one) => one.id)).size).toBe(now.items.length);
          const known = new Map(before.items.map((one) => [one.id, one]));
          for (const one of now.items) {
            const old = known.get(one.id);
            if (old === undefined) {
              expect(ever.has(one.id)).toBe(false);
              expect(numberOf(one)).toBeGreaterThanOrEqual(before.next);
            } else {
              expect([one.owner, one.source_obligation_index]).toEqual([old.owner, old.source_obligation_index]);
              if (asking !== undefined && old.owner !== asking) expect({ ...one, blocked_by: 0 }).toEqual({ ...old, blocked_by: 0 });
            }
            expect(numberOf(one)).toBeLessThan(now.next);
            ever.add(one.id);
          }
          const working = now.items.filter(({ status }) => status === 'in_progress').map((one) => one.owner);
          expect(new Set(working).size).toBe(working.length);
          expectNoCircle(now.items);
          if (
            'op' in change &&
            change.op === 'update' &&
            change.fields.status === 'completed' &&
            known.get(change.id)?.status !== 'completed'
          ) {
            const blockers = now.items.find((one) => one.id === change.id)?.blocked_by ?? [];
            expect(now.items.filter((one) => blockers.includes(one.id)).every(isDone)).toBe(true);
          }
          if (result.items !== undefined) expect(result.items).toEqual(visibleTo(now.items, scope));
          list = now;
        }
      }),
      { numRuns: 300 },
    );
    // Or nothing of the above was looked at.
    expect(accepted).toBeGreaterThan(500);
  });
});

/** Items whose blockers all exist can be taken away, those without any first, until none is left. */
function expectNoCircle(items: readonly TodoItem[]): void {
  const ids = new Set(items.map(({ id }) => id));
  for (const { blocked_by = [] } of items) {
    expect(blocked_by.every((one) => ids.has(one))).toBe(true);
  }
  let left = items;
  for (;;) {
    const waiting = left.filter(({ blocked_by = [] }) => left.some(({ id }) => blocked_by.includes(id)));
    if (waiting.length === 0) return;
    expect(waiting.length).toBeLessThan(left.length);
    left = waiting;
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}

/** A bag with this many arrays in each other. */
function deep(levels: number): Record<string, unknown> {
  let value: unknown[] = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return { k: value };
}
