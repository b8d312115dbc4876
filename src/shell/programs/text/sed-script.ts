/** Characters between the parts of `s` and `y`; none that could end a command in another reading. */
const DELIMITERS = '/|,#:@!%~_+=';

/** Reads a script from left to right; `undefined` is the end of what is understood. */
interface Cursor {
  readonly text: string;
  at: number;
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found === null) return undefined;
  cursor.at += found[0].length;
  return found[0];
}

/** Some readings let a bracket hide the delimiter, some do not: both agree when every bracket closes before it. */
function bracketsClose(regex: string): boolean {
  for (let at = 0; at < regex.length; at += 1) {
    if (regex[at] === '\\') at += 1;
    else if (regex[at] === '[') {
      let end = at + 1;
      if (regex[end] === '^') end += 1;
      if (regex[end] === ']') end += 1;
      while (end < regex.length && regex[end] !== ']') end += 1;
      if (end >= regex.length) return false;
      at = end;
    }
  }
  return true;
}

/** The text up to the next unescaped delimiter, which is taken too. */
function segment(cursor: Cursor, delimiter: string): string | undefined {
  for (let at = cursor.at; at < cursor.text.length; at += 1) {
    const char = cursor.text[at];
    if (char === '\\') at += 1;
    else if (char === '\n') return undefined;
    else if (char === delimiter) {
      const found = cursor.text.slice(cursor.at, at);
      cursor.at = at + 1;
      return found;
    }
  }
  return undefined;
}

function regex(cursor: Cursor, delimiter: string): boolean {
  const found = segment(cursor, delimiter);
  return found !== undefined && bracketsClose(found) && !found.includes('\\\n');
}

/** One address; true when there is none. */
function address(cursor: Cursor): boolean {
  if (take(cursor, /\d+(~\d+)?|\$/y) !== undefined) return true;
  if (cursor.text[cursor.at] !== '/') return true;
  cursor.at += 1;
  if (!regex(cursor, '/')) return false;
  take(cursor, /[IM]*/y);
  return true;
}

function addresses(cursor: Cursor): boolean {
  const start = cursor.at;
  if (!address(cursor)) return false;
  if (cursor.at > start && take(cursor, / *, */y) !== undefined) {
    const second = cursor.at;
    if (take(cursor, /[+~]\d+/y) === undefined && (!address(cursor) || cursor.at === second)) return false;
  }
  take(cursor, / *!? */y);
  return true;
}

/** One command. True when it only selects, edits and prints lines. */
function command(cursor: Cursor): boolean {
  const name = cursor.text[cursor.at] ?? '';
  cursor.at += 1;
  if ('=dDgGhHnNpPxz'.includes(name)) return ends(cursor);
  if ('lqQ'.includes(name)) {
    take(cursor, / *\d*/y);
    return ends(cursor);
  }
  // A label may swallow what follows up to the next separator, so that a brace may not follow it.
  if ('btT:'.includes(name)) return take(cursor, / *[A-Za-z0-9_]*(?=;|\n|$)/y) !== undefined;
  if ('aic'.includes(name)) return take(cursor, /[^\n\\]*(?=\n|$)/y) !== undefined;
  if (name === 's' || name === 'y') {
    const delimiter = cursor.text[cursor.at] ?? '';
    if (delimiter === '' || !DELIMITERS.includes(delimiter)) return false;
    cursor.at += 1;
    if (!regex(cursor, delimiter) || segment(cursor, delimiter) === undefined) return false;
    if (name === 's') take(cursor, /[gpiIMm\d]*/y);
    return ends(cursor);
  }
  return false;
}

function ends(cursor: Cursor): boolean {
  return take(cursor, /[ \t]*(?=;|\n|\}|$)/y) !== undefined;
}

/**
 * Whether a sed script can only select, edit and print lines.
 * A positive grammar: commands that run (`e`), read (`r`) or write (`w`) are not in it, nor is anything else that is not known.
 */
export function isPlainSedScript(text: string): boolean {
  const cursor: Cursor = { text, at: 0 };
  let depth = 0;
  for (;;) {
    take(cursor, /[\s;]*/y);
    if (cursor.at >= text.length) return depth === 0;
    if (text[cursor.at] === '}') {
      depth -= 1;
      cursor.at += 1;
      if (depth < 0 || !ends(cursor)) return false;
      continue;
    }
    if (!addresses(cursor)) return false;
    if (text[cursor.at] === '{') {
      depth += 1;
      cursor.at += 1;
    } else if (!command(cursor)) return false;
  }
}
