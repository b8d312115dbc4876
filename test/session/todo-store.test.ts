import { describe, expect, it } from 'vitest';
import type { TodoList } from '../../src/session/todo-model.ts';
import { createTodoPort } from '../../src/session/todo-store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const first: TodoList = {
  version: 1,
  next: 3,
  items: [
    { id: 'todo_1', subject: 'a', status: 'pending', metadata: { k: [1, null, { l: 'x' }] }, blocked_by: ['todo_2'] },
    {
      id: 'todo_2',
      subject: 'b',
      status: 'in_progress',
      description: 'd',
      active_form: 'f',
      owner: 'o',
      source_obligation_index: 0,
      note: 'n',
      evaluator: 'test',
    },
  ],
};

describe('createTodoPort', () => {
  it('gives back what was kept, to its session only', () => {
    const port = createTodoPort(createMemoryStore().todos);
    expect(port.load('s')).toBeUndefined();
    expect(port.save('s', first, 0)).toBe(true);
    expect(port.load('s')).toEqual(first);
    expect(port.load('t')).toBeUndefined();
  });

  it('keeps nothing over a list that the caller does not know', () => {
    const port = createTodoPort(createMemoryStore().todos);
    port.save('s', first, 0);
    expect(port.save('s', { ...first, items: [] }, 0)).toBe(false);
    expect(port.save('s', { ...first, version: 3 }, 2)).toBe(false);
    expect(port.save('s', { ...first, version: 2 }, 0)).toBe(false);
    expect(port.load('s')).toEqual(first);
    expect(port.save('s', { ...first, version: 2, items: [] }, 1)).toBe(true);
    expect(port.load('s')).toEqual({ version: 2, next: 3, items: [] });
  });

  it.each(['', '{}', '{"version":1,"next":1,"items":[{"id":"todo_1"}]}'])('refuses to read %j', (list) => {
    const store = createMemoryStore();
    store.todos.save('s', { version: 1, list });
    expect(() => createTodoPort(store.todos).load('s')).toThrow();
  });
});
