import { codeAt } from './code-at.ts';

/**
 * What is known of each of some names. A word that was just cut from a command has no hash yet: making one for a `Map` costs more than
 * comparing it with the one or two names that have its length and some of its letters.
 */
export interface NameTable<T> {
  readonly names: readonly string[];
  readonly values: readonly T[];
  /** By mixed letters: one more than the place of a name in `names`; 0 where there is none. At least half of it is empty. */
  readonly slots: Uint16Array;
}

/** Of names that stand more than once, the last counts. */
export function nameTable<T>(entries: Iterable<readonly [name: string, value: T]>): NameTable<T> {
  const known = new Map(entries);
  const names = [...known.keys()];
  const slots = new Uint16Array(2 ** Math.ceil(Math.log2(2 * names.length + 2)));
  const last = slots.length - 1;
  names.forEach((name, i) => {
    let at = mixed(name, name.length) & last;
    while (slots[at] !== 0) at = (at + 1) & last;
    slots[at] = i + 1;
  });
  return { names, values: [...known.values()], slots };
}

/** What is known of a name; `undefined` for any other text. */
export function lookUp<T>({ names, values, slots }: NameTable<T>, text: string): T | undefined {
  const last = slots.length - 1;
  for (let at = mixed(text, text.length) & last; ; at = (at + 1) & last) {
    const place = slots[at] ?? 0;
    if (place === 0) return undefined;
    if (names[place - 1] === text) return values[place - 1];
  }
}

/** A number from the length of a name and four of its letters, which differ where names of programs and options do. */
function mixed(text: string, length: number): number {
  if (length === 0) return 0;
  const middle = codeAt(text, length >> 1) + 31 * codeAt(text, (length * 3) >> 2);
  return length * 0x2f + 7 * codeAt(text, 0) + 0x1f5 * codeAt(text, length - 1) + 0xb * middle;
}
