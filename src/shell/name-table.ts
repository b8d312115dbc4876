import { codeAt, lengthOf } from './code-at.ts';

/**
 * What is known of each of some names, by mixed letters; at least half of it is empty. A word that was just cut from a command has no hash
 * yet: making one for a `Map` costs more than comparing it with the one or two names that have its length and some of its letters. There
 * are hundreds of tables, most of which are not at hand when they are asked: a look-up goes through as few objects as it can.
 */
export type NameTable<T> = readonly (Cell<T> | undefined)[];

interface Cell<T> {
  readonly name: string;
  readonly value: T;
}

/** Of names that stand more than once, the last counts. */
export function nameTable<T>(entries: Iterable<readonly [name: string, value: T]>): NameTable<T> {
  const known = new Map(entries);
  const cells = new Array<Cell<T> | undefined>(2 ** Math.ceil(Math.log2(2 * known.size + 2))).fill(undefined);
  const last = cells.length - 1;
  for (const [name, value] of known) {
    let at = mixed(name, name.length) & last;
    while (cells[at] !== undefined) at = (at + 1) & last;
    cells[at] = { name, value };
  }
  return cells;
}

/** What is known of a name; `undefined` for any other text. */
export function lookUp<T>(table: NameTable<T>, text: string): T | undefined {
  const last = table.length - 1;
  for (let at = mixed(text, lengthOf(text)) & last; ; at = (at + 1) & last) {
    const cell = table[at];
    if (cell === undefined) return undefined;
    if (cell.name === text) return cell.value;
  }
}

/** A number from the length of a name and four of its letters, which differ where names of programs and options do. */
function mixed(text: string, length: number): number {
  if (length === 0) return 0;
  const middle = codeAt(text, length >> 1) + 31 * codeAt(text, (length * 3) >> 2);
  return length * 0x2f + 7 * codeAt(text, 0) + 0x1f5 * codeAt(text, length - 1) + 0xb * middle;
}
