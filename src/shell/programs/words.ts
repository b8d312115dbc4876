import type { Span, Word } from '../analysis.ts';
import { UNKNOWN } from '../analysis.ts';

/** Stands for what has no place in the text, such as the current directory of a bare `ls`. */
const NOWHERE: Span = { start: 0, end: 0 };

/** The directory that a program falls back on when it is given none. */
export const HERE: Word = { span: NOWHERE, value: '.', kind: 'static' };

/** A word that the text does not hold as such. Takes its value; returns it at `from`'s place, or nowhere, with `from`'s certainty. */
export function derived(value: string, from?: Word): Word {
  return { span: from?.span ?? NOWHERE, value, kind: from?.kind ?? 'static' };
}

/** A static word at `from`'s place. */
export function literal(value: string, from?: Word): Word {
  return { span: from?.span ?? NOWHERE, value, kind: 'static' };
}

/** A word of unknown value, after the known text `before`. */
export function unknownWord(from?: Word, before = ''): Word {
  return { span: from?.span ?? NOWHERE, value: before + UNKNOWN, kind: 'dynamic' };
}

/** Several words as one script, the way `eval` and `watch` join them. */
export function joined(words: readonly Word[]): Word {
  const start = words[0]?.span.start ?? 0;
  const end = words.at(-1)?.span.end ?? 0;
  const kind = words.every((word) => word.kind === 'static') ? 'static' : 'dynamic';
  return { span: { start, end }, value: words.map((word) => word.value).join(' '), kind };
}

/**
 * Whether bash may turn this word into one that begins with `-`.
 * Every dynamic word counts: unquoted, `a$x` splits at blanks in `$x`, and a word does not tell how it was quoted.
 */
export function mayBecomeOption(word: Word): boolean {
  return word.kind === 'dynamic' || (word.kind === 'glob' && /^[-*?[{]/.test(word.value));
}

/** Whether a program that takes `@file` for more of its words may do so with this one. */
export function responseFile(word: Word): boolean {
  return word.kind === 'dynamic' || word.value.startsWith('@') || (word.kind === 'glob' && /^[*?[{]/.test(word.value));
}

/** Why the operands of such a program are not understood. */
export function responseReason(operands: readonly Word[]): string | undefined {
  return operands.some(responseFile) ? 'a word with @ stands for words that are in a file' : undefined;
}

/** Splits text that holds no quoting at blanks, as programs that read words do; undefined when quoting could matter. */
export function plainWords(text: string, from: Word): readonly Word[] | undefined {
  if (!/^[\w@%+=:,./^~\s-]*$/.test(text)) return undefined;
  return text
    .split(/\s+/)
    .filter((piece) => piece !== '')
    .map((piece) => literal(piece, from));
}

/** The host of a URL, `user@host:path` or `host:port`; undefined when there is none to see. */
export function hostOf(word: Word | undefined): string | undefined {
  if (word?.kind !== 'static') return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(word.value);
  if (url?.[1]) return url[1];
  const remote = /^(?:[^@/:]+@)?([A-Za-z0-9._-]+)(?::.*|\/.*)?$/.exec(word.value);
  return remote?.[1];
}
