/**
 * Keeps what was loaded.
 * @param load takes a key; resolves with its value
 */
export function createLoader(load) {
  const kept = new Map();
  return {
    /** The value of a key; loaded once, however many ask for it at the same time. What fails is not kept. */
    async get(key) {
      if (kept.has(key)) return kept.get(key);
      const value = await load(key);
      kept.set(key, value);
      return value;
    },
    /** The next `get` loads anew; what is being loaded at this moment is not kept. */
    forget(key) {
      kept.delete(key);
    },
  };
}
