import type { Word } from '../analysis.ts';
import { FAMILIES, HARMLESS, KINDS, LOOKS, NAMES } from './variable-names.ts';

/** What an assignment to a name can do to the programs that see it. */
export interface Danger {
  /**
   * `prefix-ok`: moves where a program looks, which the shown prefix tells. `unknown`: nobody can tell, which the shown prefix tells, too.
   * `unproven`: can run something or redirect a program.
   */
  readonly level: 'prefix-ok' | 'unknown' | 'unproven';
  readonly reason: string;
}

const DANGERS: ReadonlyMap<string, string> = new Map(NAMES.flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason])));
const HARMLESS_NAMES: ReadonlySet<string> = new Set(HARMLESS.split(' '));

/** Single letters. */
const HARMLESS_KINDS = /^(_|[A-Z][0-9]?)$/;
/** By custom the shell's own. Scripts have variables of such names, which they take from the environment when they set none. */
const OWN_KINDS = /^[a-z][a-z0-9_]*$/;

/** Where an interpreter looks for modules: the prefix shows the assignment, so that a grant names it. */
const MODULE_PATHS: ReadonlySet<string> = new Set(['PYTHONPATH']);

const UNKNOWN_NAME: Danger = { level: 'unknown', reason: 'a program may take options, code or programs from it' };

const OTHER_LOCALE: Danger = { level: 'unproven', reason: 'in another locale quotes and backslashes can be parts of letters' };
/** What says how bytes are read, and the values with which bash and programs read text as this program does. */
const LOCALE = /^(LANG|LC_[A-Z]+)$/;
const PLAIN_LOCALE = /^$|^(C|POSIX)$|^[A-Za-z_@-]+\.(utf-?8|UTF-?8)$/;

/**
 * What assigning this name can do to programs.
 * @param exported false for a variable of the shell (`read`, `for`, `x=1;`), which programs see only where it is in the environment already.
 * @param value what is assigned, where the caller knows it: a language may not bring letters of another kind.
 * @returns undefined only for names of which it is known that they do nothing (`FOO`, `NODE_ENV`); never throws.
 */
export function dangerousVariable(name: string, exported = true, value?: Word): Danger | undefined {
  if (LOCALE.test(name))
    return value === undefined || (value.kind === 'static' && PLAIN_LOCALE.test(value.value)) ? undefined : OTHER_LOCALE;
  // With a path in it, messages come from a file of whoever wrote that.
  if (name === 'LANGUAGE') return value?.kind === 'static' && /^[\w:.@-]*$/.test(value.value) ? undefined : UNKNOWN_NAME;
  if (HARMLESS_NAMES.has(name)) return undefined;
  if (MODULE_PATHS.has(name)) return { level: 'prefix-ok', reason: LOOKS };
  const known =
    DANGERS.get(name) ?? FAMILIES.find(([start]) => name.startsWith(start))?.[1] ?? KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (known !== undefined) return { level: 'unproven', reason: known };
  return HARMLESS_KINDS.test(name) || (!exported && OWN_KINDS.test(name)) ? undefined : UNKNOWN_NAME;
}
