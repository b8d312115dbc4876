import { codeAt } from './code-at.ts';
/** What our own reading of a slice of source says, independent of the parser. */
export interface Literal {
  /** After quote removal. */
  readonly value: string;
  /** Holds an unquoted `*`, `?` or `[…]`. */
  readonly glob: boolean;
  /** Holds an unquoted `{` with a `,` or `..` behind it: bash may expand it into several words. */
  readonly brace: boolean;
  /** Starts with an unquoted `~`. */
  readonly tilde: boolean;
  /** A line's end behind a backslash stands in it. */
  readonly continued: boolean;
}

const PLAIN = 0;
const LIVE = 1;
const SINGLE = 2;
const DOUBLE = 3;
const BACKSLASH = 4;
const DOLLAR = 5;
const WILD = 6;
const OPEN_BRACKET = 7;
const CLOSE_BRACKET = 8;
const OPEN_BRACE = 9;
const COMMA = 10;
const DOT = 11;

/** What an unquoted character means. Live ones end a word or start something. */
const KINDS = new Uint8Array(128);
for (const [chars, kind] of [
  ['<>();|&`\n \t', LIVE],
  ["'", SINGLE],
  ['"', DOUBLE],
  ['\\', BACKSLASH],
  ['$', DOLLAR],
  ['*?', WILD],
  ['[', OPEN_BRACKET],
  [']', CLOSE_BRACKET],
  ['{', OPEN_BRACE],
  [',', COMMA],
  ['.', DOT],
] as const)
  for (const char of chars) KINDS[codeAt(char, 0)] = kind;

const DOT_CODE = 0x2e;
const TILDE_CODE = 0x7e;

/**
 * Reads a slice that a parser calls literal: plain characters, backslashes, '…' and "…" without anything live.
 * @returns `undefined` when an unquoted or live character says that it is not literal after all.
 */
export function readLiteral(source: string, start: number, end: number): Literal | undefined {
  let value = '';
  let chunk = start;
  let glob = false;
  let open = false;
  let bracket = false;
  let brace = false;
  let continued = false;
  for (let at = start; at < end; at++) {
    const code = codeAt(source, at);
    switch (code < 128 ? KINDS[code] : PLAIN) {
      case PLAIN:
        continue;
      case SINGLE: {
        const close = source.indexOf("'", at + 1);
        if (close < 0 || close >= end) return undefined;
        value += source.slice(chunk, at) + source.slice(at + 1, close);
        at = close;
        chunk = at + 1;
        continue;
      }
      case DOUBLE: {
        const quoted = readDoubleQuoted(source, at + 1, end);
        if (quoted === undefined) return undefined;
        value += source.slice(chunk, at) + quoted.value;
        at = quoted.end;
        chunk = at + 1;
        continue;
      }
      case BACKSLASH:
        value += source.slice(chunk, at);
        at++;
        if (at >= end) return undefined;
        if (source.charAt(at) === '\n') {
          continued = true;
          // Two dots that it parts stand together for bash.
          brace ||= open;
          chunk = at + 1;
        } else chunk = at;
        continue;
      case DOLLAR:
        if (at + 1 !== end) return undefined;
        continue;
      case WILD:
        glob = true;
        continue;
      case OPEN_BRACKET:
        bracket = true;
        continue;
      case CLOSE_BRACKET:
        glob ||= bracket;
        continue;
      case OPEN_BRACE:
        open = true;
        continue;
      case COMMA:
        brace ||= open;
        continue;
      case DOT:
        brace ||= open && codeAt(source, at + 1) === DOT_CODE;
        continue;
      default:
        return undefined;
    }
  }
  value = chunk === start ? source.slice(start, end) : value + source.slice(chunk, end);
  const tilde = codeAt(source, start) === TILDE_CODE && isTildePrefix(source, start, end);
  return { value, glob, brace, tilde, continued };
}

/** A quote before the first `/` leaves the `~` as it is. */
function isTildePrefix(source: string, start: number, end: number): boolean {
  for (let at = start; at < end && source.charAt(at) !== '/'; at++) {
    const char = source.charAt(at);
    if (char === "'" || char === '"') return false;
    // A line's end behind a backslash is gone before bash looks for one.
    if (char === '\\' && source.charAt(++at) !== '\n') return false;
  }
  return true;
}

/** Behind one of these a `$` inside double quotes is just a dollar sign. */
const QUOTED_AFTER_DOLLAR = new Set(`"' /|).,:;\t`);

function readDoubleQuoted(source: string, start: number, end: number): { value: string; end: number } | undefined {
  let value = '';
  for (let at = start; at < end; at++) {
    const char = source.charAt(at);
    if (char === '"') return { value, end: at };
    if (char === '`' || (char === '$' && !QUOTED_AFTER_DOLLAR.has(source.charAt(at + 1)))) return undefined;
    if (char === '\\') {
      const next = source.charAt(at + 1);
      if (next === '\n') {
        at++;
        continue;
      }
      if (next === '"' || next === '\\' || next === '$' || next === '`') {
        value += next;
        at++;
        continue;
      }
    }
    value += char;
  }
  return undefined;
}

/** Most words that one brace word may become before it counts as unknown. */
const MAX_BRACE_WORDS = 64;
const PLAIN_BRACE = /^([^{}'"\\$`~*?[\]]*)\{([^{}'"\\$`~*?[\]]*,[^{}'"\\$`~*?[\]]*)\}([^{}'"\\$`~*?[\]]*)$/;

/**
 * Expands the simplest form of a brace word, `a{b,c}d`, as bash does.
 * @returns the words, or `undefined` for nested, quoted, ranged or repeated braces: those stay unknown.
 */
export function expandBrace(text: string): string[] | undefined {
  const match = PLAIN_BRACE.exec(text);
  if (match === null) return undefined;
  const [, before = '', list = '', after = ''] = match;
  const words = list.split(',').map((item) => before + item + after);
  // An empty result vanishes from argv; a `..` inside a list is text, but whoever writes it wants to be looked at.
  if (words.length > MAX_BRACE_WORDS || list.includes('..') || words.includes('')) return undefined;
  return words;
}
