import type { Span, Word } from './analysis.ts';
import { codeAt, cut } from './code-at.ts';
import { includes, nameSet } from './name-set.ts';

const OTHER = 0;
const PLAIN = 1;
const BLANK = 2;
const SINGLE = 3;
const DOUBLE = 4;
/** Ends a double-quoted word's claim to be plain: `$`, back-tick, backslash, `!`. */
const ACTIVE = 5;
/** Plain, but what comes first would be an assignment. */
const EQUALS = 6;
/** Ends a command: `;`, `&`, `|`, a new line. */
const OPERATOR = 7;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const DELETE = 0x7f;

const KINDS = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./^-') KINDS[codeAt(char, 0)] = PLAIN;
KINDS[0x20] = BLANK;
KINDS[0x09] = BLANK;
KINDS[0x27] = SINGLE;
KINDS[0x22] = DOUBLE;
for (const char of '$`\\!') KINDS[codeAt(char, 0)] = ACTIVE;
KINDS[0x3d] = EQUALS;
for (const char of ';&|\n') KINDS[codeAt(char, 0)] = OPERATOR;

/** Words that bash reads as grammar when they come first. */
const RESERVED = nameSet('if then else elif fi case esac for select while until do done in function time coproc');

/** A text, and where reading it has come to. */
export interface Cursor {
  readonly text: string;
  readonly length: number;
  at: number;
}

/**
 * Positive lexer: accepts one simple command of literal words made of characters that it knows, and nothing else.
 * It cannot be wrong by omission: whatever it does not know, odd characters too, is left to the screen and the parser.
 * @returns the words, or `undefined` when the text is anything but such a command.
 */
export function lexPlain(command: string): Word[] | undefined {
  const cursor: Cursor = { text: command, length: command.length, at: 0 };
  const words = readPlainCommand(cursor, undefined);
  return words === undefined || cursor.at < cursor.length ? undefined : words;
}

/**
 * The same up to an operator or the end, where it leaves `cursor`. Each character is looked at once.
 * @param fixed the span of every word, when the text is not the command itself but a script inside it.
 * @returns the words, at least one, or `undefined` for anything else.
 */
export function readPlainCommand(cursor: Cursor, fixed: Span | undefined): Word[] | undefined {
  const { text, length } = cursor;
  let words: Word[] | undefined;
  let { at } = cursor;
  for (;;) {
    let kind = BLANK;
    while (at < length) {
      kind = kindOf(text, at);
      if (kind !== BLANK) break;
      at++;
    }
    if (at === length || kind === OPERATOR) break;
    const start = at;
    let value = '';
    let chunk = at;
    for (; at < length; at++) {
      kind = kindOf(text, at);
      if (kind === PLAIN) continue;
      if (kind === BLANK || kind === OPERATOR) break;
      if (words === undefined) return undefined;
      if (kind === EQUALS) continue;
      if (kind !== SINGLE && kind !== DOUBLE) return undefined;
      const close = text.indexOf(kind === SINGLE ? "'" : '"', at + 1);
      if (close < 0 || !(kind === DOUBLE ? isInert(text, at + 1, close) : isOrdinary(text, at + 1, close))) return undefined;
      value += cut(text, chunk, at) + cut(text, at + 1, close);
      at = close;
      chunk = close + 1;
    }
    value = chunk === start ? cut(text, start, at) : value + cut(text, chunk, at);
    const word: Word = { span: fixed ?? { start, end: at }, value, kind: 'static' };
    if (words !== undefined) words.push(word);
    else if (includes(RESERVED, value)) return undefined;
    else words = [word];
  }
  cursor.at = at;
  return words;
}

function kindOf(text: string, at: number): number {
  const code = codeAt(text, at);
  return code < 128 ? (KINDS[code] ?? OTHER) : OTHER;
}

/** Whether nothing between quotes is odd: no control character but tab and newline, only ASCII. */
function isOrdinary(command: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = codeAt(command, i);
    if (code >= DELETE || (code < SPACE && code !== TAB && code !== NEWLINE)) return false;
  }
  return true;
}

/** The same, and nothing that is live between double quotes. */
function isInert(command: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = codeAt(command, i);
    if (code >= DELETE || KINDS[code] === ACTIVE || (code < SPACE && code !== TAB && code !== NEWLINE)) return false;
  }
  return true;
}
