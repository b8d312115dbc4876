import type { Word } from '../analysis.ts';
import type { Role, Scan } from './options.ts';

const NO_WORDS: readonly Word[] = [];

/** The values of all options with one of these names, which are separated by blanks. */
export function valuesOf({ options }: Scan, names: string): readonly Word[] {
  let values: Word[] | undefined;
  for (const { name, value } of options) {
    if (value === undefined || !holdsName(names, name)) continue;
    values ??= [];
    values.push(value);
  }
  return values ?? NO_WORDS;
}

/** Whether one of these options is there; the names are separated by blanks. */
export function hasOption({ options }: Scan, names: string): boolean {
  for (const { name } of options) if (holdsName(names, name)) return true;
  return false;
}

/** `name` is one of the words of `names`. */
function holdsName(names: string, name: string): boolean {
  for (let at = names.indexOf(name); at >= 0; at = names.indexOf(name, at + 1)) {
    const end = at + name.length;
    if ((at === 0 || names[at - 1] === ' ') && (end === names.length || names[end] === ' ')) return true;
  }
  return false;
}

/** The values of all options with this role. */
export function valuesWithRole({ options }: Scan, role: Role): readonly Word[] {
  let values: Word[] | undefined;
  for (const option of options) {
    if (option.value === undefined || option.role !== role) continue;
    values ??= [];
    values.push(option.value);
  }
  return values ?? NO_WORDS;
}
