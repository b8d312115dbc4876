import { isDone, type TodoItem, type TodoScope, visibleTo } from './todo-model.ts';
import { names } from './todo-words.ts';

type ById = ReadonlyMap<string, TodoItem>;

/**
 * Takes an item, the items with it among them, and who asks; returns what is wrong with the ids that it waits for: one that does
 * not exist (for this caller), or a circle.
 */
export function wrongBlockers(item: TodoItem, items: readonly TodoItem[], scope: TodoScope): string | undefined {
  const known = byId(visibleTo(items, scope));
  const unknown = item.blocked_by?.find((id) => !known.has(id));
  if (unknown !== undefined) return `blocked_by names ${names([unknown])}, which is no item; the ids are ${names([...known.keys()])}`;
  const circle = circleFrom(item, byId(items));
  return circle && `blocked_by would make items wait for each other: ${circle.join(' waits for ')}`;
}

/** Takes an item and the items; returns the ids of those that it still has to wait for. */
export function unfinishedBlockers(item: TodoItem, items: readonly TodoItem[]): readonly string[] {
  const known = byId(items);
  return (item.blocked_by ?? []).filter((id) => {
    const blocker = known.get(id);
    return blocker !== undefined && !isDone(blocker);
  });
}

/** Takes items; returns them without the ids of items that are no longer among them. */
export function withoutLostBlockers(items: readonly TodoItem[]): readonly TodoItem[] {
  const known = byId(items);
  return items.map((item) => {
    if (item.blocked_by === undefined || item.blocked_by.every((id) => known.has(id))) return item;
    const { blocked_by: before, ...rest } = item;
    const left = before.filter((id) => known.has(id));
    return left.length === 0 ? rest : { ...rest, blocked_by: left };
  });
}

const byId = (items: readonly TodoItem[]): ById => new Map(items.map((item) => [item.id, item]));

/** The way from an item back to itself. */
function circleFrom(start: TodoItem, known: ById): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly string[])[] = [[start.id]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    for (const id of known.get(way.at(-1) ?? '')?.blocked_by ?? []) {
      if (id === start.id) return [...way, id];
      if (seen.has(id)) continue;
      seen.add(id);
      ways.push([...way, id]);
    }
  }
  return undefined;
}
