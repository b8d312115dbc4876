import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { ApprovalRow, TaskEvent } from '../../src/store/store.ts';

const row = (n: number, changed: Partial<ApprovalRow> = {}): ApprovalRow => ({
  id: `id${n}`,
  number: n,
  sessionId: 'one',
  actionHash: `hash${n}`,
  createdAt: 1_000,
  ...changed,
});

describe('approvals', () => {
  test('an answer counts once, for the row, the session and the action it was made for', () => {
    const { approvals } = createMemoryStore();
    expect(approvals.insert(row(1))).toBe(true);
    expect(approvals.insert(row(1))).toBe(false);
    const wanted = { id: 'id1', sessionId: 'one', actionHash: 'hash1' };
    const tries = [{ ...wanted, id: 'id2' }, { ...wanted, sessionId: 'two' }, { ...wanted, actionHash: 'hash2' }, wanted, wanted];
    expect(tries.map((each) => approvals.consume(each))).toEqual([false, false, false, true, false]);
  });

  test('a session has 20 at most; others are not touched, and old ones make room', () => {
    const { approvals } = createMemoryStore();
    const inserted = Array.from({ length: 22 }, (_, n) => approvals.insert(row(n)));
    expect(inserted.filter(Boolean)).toHaveLength(20);
    expect(approvals.insert(row(30, { sessionId: 'two' }))).toBe(true);
    expect(approvals.insert(row(31, { createdAt: 1_000 + 3_599_999 }))).toBe(false);
    expect(approvals.insert(row(32, { createdAt: 1_000 + 3_600_000 }))).toBe(true);
    expect(approvals.consume({ id: 'id0', sessionId: 'one', actionHash: 'hash0' })).toBe(false);
    expect(approvals.consume({ id: 'id30', sessionId: 'two', actionHash: 'hash30' })).toBe(true);
  });

  test('dropping a session drops its rows and no others', () => {
    const { approvals } = createMemoryStore();
    approvals.insert(row(1));
    approvals.insert(row(2, { sessionId: 'two' }));
    approvals.drop('one');
    expect(approvals.consume({ id: 'id1', sessionId: 'one', actionHash: 'hash1' })).toBe(false);
    expect(approvals.consume({ id: 'id2', sessionId: 'two', actionHash: 'hash2' })).toBe(true);
  });
});

test('grants belong to a session', () => {
  const { grants } = createMemoryStore();
  grants.insert('one', { key: 'a' });
  grants.insert('one', { key: 'b' });
  grants.insert('two', { key: 'c' });
  expect([grants.list('one'), grants.list('two'), grants.list('three')]).toEqual([[{ key: 'a' }, { key: 'b' }], [{ key: 'c' }], []]);
  grants.drop('one');
  expect([grants.list('one'), grants.list('two')]).toEqual([[], [{ key: 'c' }]]);
});

describe('tasks', () => {
  const task = { id: 't1', sessionId: 'one', tool: 'bash', key: 'k', digest: 'd' };
  const event = (seq: number, status = 'running'): TaskEvent => ({ taskId: 't1', seq, at: seq, status });

  test('a key is taken once for a session and tool', () => {
    const { tasks } = createMemoryStore();
    expect(tasks.insert(task)).toBeUndefined();
    expect(tasks.insert({ ...task, id: 't2', digest: 'e' })).toEqual(task);
    expect(tasks.insert({ ...task, id: 't3', sessionId: 'two' })).toBeUndefined();
    expect(tasks.insert({ ...task, id: 't4', tool: 'other' })).toBeUndefined();
    expect(tasks.find({ sessionId: 'one', tool: 'bash', key: 'k' })).toEqual(task);
    tasks.remove('t1');
    tasks.remove('t1');
    expect(tasks.find({ sessionId: 'one', tool: 'bash', key: 'k' })).toBeUndefined();
  });

  test('events have no gap, and the last one is written once', () => {
    const { tasks } = createMemoryStore();
    tasks.insert(task);
    tasks.append(event(1));
    expect(() => tasks.append(event(3))).toThrow('event 3 after 1');
    expect(() => tasks.append({ ...event(1), taskId: 'unknown' })).toThrow('does not have');
    expect([tasks.finish(event(2, 'completed')), tasks.finish(event(2, 'stopped')), tasks.finish(event(3, 'stopped'))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(() => tasks.append(event(3))).toThrow('has ended');
    expect(tasks.events('t1', 1)).toEqual([event(1), event(2, 'completed')]);
    expect([tasks.events('t1', 2), tasks.events('unknown', 1)]).toEqual([[event(2, 'completed')], []]);
  });
});

test('a todo list is only written over the version before it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 }), (versions) => {
      const { todos } = createMemoryStore();
      let last = 0;
      for (const version of versions) {
        const kept = todos.save('one', { version, list: String(version) });
        expect(kept).toBe(version === last + 1);
        if (kept) last = version;
        expect(todos.load('one')).toEqual(last === 0 ? undefined : { version: last, list: String(last) });
      }
      expect(todos.load('two')).toBeUndefined();
      todos.drop('one');
      expect(todos.load('one')).toBeUndefined();
    }),
  );
});
