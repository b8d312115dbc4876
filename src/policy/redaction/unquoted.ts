/** A word of a shell with its quotes; a quote that is never closed takes all that follows. Linear: no two branches begin alike. */
const WORD = /(?:[^\s"'\\;&|<>()]|\\[\s\S]|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?)+/g;
const PIECE = /\\[\s\S]|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?|[^"'\\]+/g;
const QUOTING = /["'\\]/;
/** One quoted text and nothing else: no quote stands inside of it. */
const WHOLE = /^(?:'[^']*'|"[^"\\]*")$/;

/** Before these a quote begins a value, an option of one letter among them, and after those it ends one: that is found with its quotes. */
const BEFORE_VALUE = /[=:,({[]$|^-[A-Za-z]$/;
const AFTER_VALUE = /^[=:,)}\]]/;
/** Stands for what ends a word where it is not quoted: no space, no quote and no letter. */
const GAP = '\u00b7';
const ENDS_WORD = /[\s"'\\;&|<>()]/g;

/**
 * A text with the quotes taken out that stand inside of its words, as a shell does before a program sees them: `pass'word'=x` is
 * `password=x`. The same text where there are none.
 */
export function withoutInnerQuotes(text: string): string {
  return QUOTING.test(text) ? text.replace(WORD, unquotedWord) : text;
}

function unquotedWord(word: string): string {
  if (!QUOTING.test(word) || WHOLE.test(word)) return word;
  const pieces = word.match(PIECE) ?? [];
  return pieces.some(isInner) ? pieces.map(meaning).join('').replace(ENDS_WORD, GAP) : word;
}

function isInner(piece: string, at: number, pieces: readonly string[]): boolean {
  if (piece.startsWith('\\')) return /[\w=:.-]/.test(piece.slice(1));
  if (!QUOTING.test(piece)) return false;
  const [before, after] = [pieces[at - 1], pieces[at + 1]];
  return (before !== undefined && !BEFORE_VALUE.test(before)) || (after !== undefined && !AFTER_VALUE.test(after));
}

function meaning(piece: string): string {
  if (piece.startsWith('\\')) return piece.slice(1);
  if (piece.startsWith("'")) return piece.slice(1, piece.length > 1 && piece.endsWith("'") ? -1 : undefined);
  if (!piece.startsWith('"')) return piece;
  return piece.slice(1, piece.length > 1 && piece.endsWith('"') ? -1 : undefined).replace(/\\(["\\$`])/g, '$1');
}
