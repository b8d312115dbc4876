import type { Word } from './analysis.ts';
import { codeAt } from './code-at.ts';
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

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const DELETE = 0x7f;

const KINDS = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./^-') KINDS[codeAt(char, 0)] = PLAIN;
KINDS[0x20] = BLANK;
KINDS[0x09] = BLANK;
KINDS[0x27] = SINGLE;
KINDS[0x22] = DOUBLE;
for (const char of '$`\\!') KINDS[codeAt(char, 0)] = ACTIVE;
KINDS[0x3d] = EQUALS;

/** Words that bash reads as grammar when they come first. */
const RESERVED = nameSet('if then else elif fi case esac for select while until do done in function time coproc');

/**
 * Positive lexer: accepts one simple command of literal words made of characters that it knows, and nothing else.
 * It cannot be wrong by omission: whatever it does not know, odd characters too, is left to the screen and the parser. Each character
 * is looked at once.
 * @returns the words, or `undefined` when the text is anything but such a command.
 */
export function lexPlain(command: string): Word[] | undefined {
  const words: Word[] = [];
  const length = command.length;
  let at = 0;
  for (;;) {
    while (at < length && KINDS[codeAt(command, at)] === BLANK) at++;
    if (at === length) break;
    const start = at;
    let value = '';
    let chunk = at;
    let kind = PLAIN;
    for (; at < length; at++) {
      const code = codeAt(command, at);
      kind = code < 128 ? (KINDS[code] ?? OTHER) : OTHER;
      if (kind === PLAIN) continue;
      if (kind === BLANK) break;
      if (words.length === 0) return undefined;
      if (kind === EQUALS) continue;
      if (kind !== SINGLE && kind !== DOUBLE) return undefined;
      const close = command.indexOf(kind === SINGLE ? "'" : '"', at + 1);
      if (close < 0 || !(kind === DOUBLE ? isInert(command, at + 1, close) : isOrdinary(command, at + 1, close))) return undefined;
      value += command.slice(chunk, at) + command.slice(at + 1, close);
      at = close;
      chunk = close + 1;
    }
    value = chunk === start ? command.slice(start, at) : value + command.slice(chunk, at);
    if (words.length === 0 && includes(RESERVED, value)) return undefined;
    words.push({ span: { start, end: at }, value, kind: 'static' });
  }
  return words.length === 0 ? undefined : words;
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
