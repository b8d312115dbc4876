/** Strings, each with the colon behind it where it is a key, and what opens and closes an object. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;

/** Keys that stand in one object of a JSON text more than once, where the last would win in silence. Takes a text that is JSON. */
export function repeatedKeys(json: string): readonly string[] {
  const repeated = new Set<string>();
  const open: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (text !== undefined && colon !== undefined) {
      const key = String(JSON.parse(text));
      const keys = open.at(-1);
      if (keys?.has(key) === true) repeated.add(key);
      keys?.add(key);
    }
  }
  return [...repeated];
}
