import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { TaskEvent } from '../../src/store/store.ts';
import { conformance } from './conformance.ts';

conformance(createMemoryStore);

test('says what it is', () => {
  const given = createMemoryStore('The disk is full.');
  expect([given.durability, given.why, createMemoryStore().durability]).toEqual(['memory', 'The disk is full.', 'memory']);
  expect(given.close()).toBeUndefined();
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
