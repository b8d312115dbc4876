import { visible } from '../../shell/visible.ts';

/** Characters of JSON; a longer one costs the model more than the tool is worth. */
const LONGEST = 8_192;
/** Of values in values; no schema for people comes near it, and each is a step of ours. */
const DEEPEST = 64;
const ANY = { type: 'object' } as const;

/** What a model is shown of a server's schema: every text in it visible; of one that is too long or too deep, or hides something in a name, nothing. */
export function shownSchema(schema: unknown): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(schema);
  if (text === undefined || text.length > LONGEST) return ANY;
  const shown = plain(schema);
  return typeof shown === 'object' && shown !== null && !Array.isArray(shown) ? { ...shown, ...ANY } : ANY;
}

/** `undefined` where a name would have to be changed: then it would no longer be that name. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return visible(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, depth + 1));
    return items.includes(undefined) ? undefined : items;
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, plain(inner, depth + 1)] as const);
  if (entries.some(([name, inner]) => visible(name) !== name || inner === undefined)) return undefined;
  return Object.fromEntries(entries);
}
