/**
 * A cache that keeps the entries used last.
 * @param options `max`: how many it keeps
 */
export function createCache({ max }) {
  const entries = new Map();
  return {
    get size() {
      return entries.size;
    },
    get(key) {
      if (!entries.has(key)) return undefined;
      const value = entries.get(key);
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > max) entries.delete(entries.keys().next().value);
    },
  };
}
