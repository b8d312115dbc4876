import { codeAt, lengthOf } from './code-at.ts';

/** Names in lower case that are looked for inside longer texts. Most of what is asked about is told apart without copying it. */
export interface NameSet {
  readonly names: ReadonlySet<string>;
  /** Which first and last letters the names of a length have: a bit of `letters[length]` for each pair. */
  readonly letters: Int32Array;
}

const LONGEST = 64;

export function nameSet(names: string): NameSet {
  const set = new Set(names.split(' '));
  const letters = new Int32Array(LONGEST + 1);
  for (const name of set)
    if (name.length <= LONGEST) letters[name.length] = (letters[name.length] ?? 0) | bitOf(codeAt(name, 0), codeAt(name, name.length - 1));
  return { names: set, letters };
}

/** Upper and lower case of a letter have the same bit; other characters share theirs with some letter. */
function bitOf(first: number, last: number): number {
  return 1 << ((first + 7 * last) & 31);
}

/** Whether `text` from `start` to `end` is one of the names, in whatever case. */
export function holds({ names, letters }: NameSet, text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length <= 0 || length > LONGEST || ((letters[length] ?? 0) & bitOf(codeAt(text, start), codeAt(text, end - 1))) === 0) return false;
  return names.has(text.slice(start, end).toLowerCase());
}

/** Whether `text` is one of the names, letter by letter. */
export function includes({ names, letters }: NameSet, text: string): boolean {
  const length = lengthOf(text);
  if (length === 0 || length > LONGEST || ((letters[length] ?? 0) & bitOf(codeAt(text, 0), codeAt(text, length - 1))) === 0) return false;
  return names.has(text);
}
