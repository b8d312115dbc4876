import { visible } from '../shell/visible.ts';
import type { TodoItem, TodoResult } from './todo-model.ts';

/** Takes items; returns them with every text, also those in metadata, safe to show. */
export function visibleItems(items: readonly TodoItem[]): readonly TodoItem[] {
  return items.map(visibleItem);
}

/** Takes an answer; returns it with its items safe to show. */
export function visibleResult(result: TodoResult): TodoResult {
  return result.items === undefined ? result : { ...result, items: visibleItems(result.items) };
}

function visibleItem(item: TodoItem): TodoItem {
  const { subject, description, active_form, owner, note, evaluator, metadata } = item;
  return {
    ...item,
    subject: visible(subject),
    ...(description === undefined ? {} : { description: visible(description) }),
    ...(active_form === undefined ? {} : { active_form: visible(active_form) }),
    ...(owner === undefined ? {} : { owner: visible(owner) }),
    ...(note === undefined ? {} : { note: visible(note) }),
    ...(evaluator === undefined ? {} : { evaluator: visible(evaluator) }),
    ...(metadata === undefined ? {} : { metadata: visibleEntries(metadata) }),
  };
}

function visibleEntries(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [visible(key), visibleValue(one)]));
}

function visibleValue(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(visibleValue);
  return typeof value === 'object' && value !== null ? visibleEntries(value) : value;
}
