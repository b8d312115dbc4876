/** Readers for JSON of a foreign server: each gives `undefined` where the value is not what was looked for. */

type Fields = Readonly<Record<string, unknown>>;

const EMPTY: Fields = {};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes any value; returns its fields, and none for what is no object. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : EMPTY);

/** Takes any value; returns its items, and none for what is no array. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Takes any value; returns it when it is a string. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Takes any value; returns it when it is a count: a whole number from 0 on that is held exactly. */
export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Takes JSON text; returns its object, or `undefined` for any other value and for what is no JSON. */
export function parseFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
