import { type FieldValue, NotUnderstood, type ReadFields, reading } from './field.ts';

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

const BLANK = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const KEY = /[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*/y;
const MULTI_BASIC = /"""\n?((?:[^"\\]|\\(?:["\\ntrbf]|u[0-9A-Fa-f]{4})|"{1,2}(?!"))*)"""/y;
const MULTI_LITERAL = /'''\n?((?:[^']|'{1,2}(?!'))*)'''/y;
const BASIC = /"((?:[^"\\\n]|\\(?:["\\ntrbf]|u[0-9A-Fa-f]{4}))*)"/y;
const LITERAL = /'([^'\n]*)'/y;
const BARE = /(?:true|false|[+-]?\d[\d_.]*)(?=[ \t]*(?:#|\n|$))/y;
const COMMA = /\s*(,)?\s*/y;

/**
 * Reads the fields of a definition in TOML: keys with strings, numbers, truth values, or lists of strings; no tables. Read strictly:
 * whatever else stands there is told.
 */
export function readTomlFields(text: string): ReadFields {
  return reading(() => {
    const source = text.replaceAll('\r\n', '\n');
    const fields = new Map<string, FieldValue>();
    let at = 0;

    /** What a pattern finds right here; `undefined`, and nothing is used up, when that is something else. */
    const take = (pattern: RegExp): RegExpExecArray | undefined => {
      pattern.lastIndex = at;
      const found = pattern.exec(source) ?? undefined;
      if (found !== undefined) at = pattern.lastIndex;
      return found;
    };
    const odd = (what: string): NotUnderstood => new NotUnderstood(`line ${source.slice(0, at).split('\n').length}: ${what}`);
    const text1 = (): string | undefined => {
      const basic = take(MULTI_BASIC) ?? (source.startsWith('"""', at) ? undefined : take(BASIC));
      if (basic !== undefined) return unescaped(basic[1] ?? '');
      return (take(MULTI_LITERAL) ?? (source.startsWith("'''", at) ? undefined : take(LITERAL)))?.[1];
    };
    const list = (): readonly string[] => {
      at += 1;
      const items: string[] = [];
      take(COMMA);
      while (source[at] !== ']') {
        const item = text1();
        if (item === undefined) throw odd('the list holds something else than texts');
        items.push(item);
        if (take(COMMA)?.[1] === undefined && source[at] !== ']') throw odd('the list does not end');
      }
      at += 1;
      return items;
    };

    while (at < source.length) {
      if (take(BLANK) !== undefined) continue;
      const name = take(KEY)?.[1];
      if (name === undefined) throw odd('it is no plain field');
      if (fields.has(name)) throw odd(`"${name}" stands there twice`);
      const value = source[at] === '[' ? list() : (text1() ?? take(BARE)?.[0]);
      if (value === undefined) throw odd(`the value of "${name}" is not understood`);
      if (take(BLANK) === undefined) throw odd(`something stands behind the value of "${name}"`);
      fields.set(name, value);
    }
    return { fields, body: '' };
  });
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(u([0-9A-Fa-f]{4})|.)/g, (_, sign: string, code: string | undefined) =>
    code === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
