import { describe, expect, it } from 'vitest';
import { visibleItems, visibleResult } from '../../src/session/todo-view.ts';

const acting = '\u001b[31m\u202e';
const shown = '␛[31m\\u{202e}';

describe('visibleItems', () => {
  it('makes every text of an item visible, deep into its metadata', () => {
    const texts = (text: string) => ({
      id: 'todo_1',
      subject: text,
      status: 'pending' as const,
      description: text,
      active_form: text,
      owner: text,
      source_obligation_index: 0,
      note: text,
      evaluator: text,
      metadata: { [text]: [text, { [text]: text }, 1, null, true] },
      blocked_by: ['todo_2'],
    });
    expect(visibleItems([texts(acting)])).toEqual([texts(shown)]);
    expect(visibleResult({ ok: true, version: 1, items: [texts(acting)] })).toEqual({ ok: true, version: 1, items: [texts(shown)] });
  });

  it('leaves ordinary text of any language alone', () => {
    const items = [{ id: 'todo_1', subject: 'Prüfung 試験 ✅', status: 'pending' as const, note: 'a\n\tb' }];
    expect(visibleItems(items)).toEqual(items);
  });
});
