import type { Word } from '../analysis.ts';
import { derived, mayBecomeOption } from './words.ts';

/** Options by what they do; each field is a list of names separated by blanks. What is in none of them is unknown. */
export interface Grammar {
  /** Without a value. */
  readonly flags?: string;
  /** With a value that is only text. */
  readonly values?: string;
  /** With a value only when it is attached: `--color=auto`, `-i.bak`. */
  readonly attached?: string;
  /** With two values that are only text. */
  readonly pairs?: string;
  /** The value names a file that is read. */
  readonly reads?: string;
  /** The value names a file that is written. */
  readonly writes?: string;
  /** The value is a command that the program starts. */
  readonly runs?: string;
  /** Never proven: it loads code, redirects the program, or changes what it is. */
  readonly refused?: string;
  /** `-5` and `+5` are numbers. */
  readonly numeric?: boolean;
  /** `gnu`: options anywhere. `posix`: none after the first operand. `single-dash`: `-name` and `--name` are the same, nothing is bundled. */
  readonly style?: 'gnu' | 'posix' | 'single-dash';
  /** Unknown options pass as flags: only where the class is asked about anyway. */
  readonly lenient?: boolean;
}

const ROLES = ['flags', 'values', 'attached', 'pairs', 'reads', 'writes', 'runs', 'refused'] as const;
export type Role = (typeof ROLES)[number];

export interface Option {
  readonly name: string;
  readonly role: Role;
  readonly value?: Word;
}

export interface Scan {
  readonly options: readonly Option[];
  /** What is no option, with every word that could be one. */
  readonly operands: readonly Word[];
  /** How many of `operands` stood before `--`; all of them when there was none. */
  readonly beforeDashes: number;
  /** Why the options are not understood. */
  readonly unknown?: string;
  /** A word whose meaning hangs on what bash puts there. */
  readonly doubtful?: Word;
}

/** Names of options to their roles. */
export type RoleMap = () => ReadonlyMap<string, Role>;

/** The look-up table of a grammar, made when it is first asked for: most tables are never used in one run. */
export function roleMap(grammar: Grammar): RoleMap {
  let made: ReadonlyMap<string, Role> | undefined;
  return () => {
    made ??= buildRoles(grammar);
    return made;
  };
}

function buildRoles(grammar: Grammar): ReadonlyMap<string, Role> {
  const map = new Map<string, Role>();
  for (const role of ROLES) {
    for (const name of (grammar[role] ?? '').split(' ')) if (name !== '') map.set(normalised(name, grammar), role);
  }
  return map;
}

/** Whether some option of the grammar can do more than change what is printed. */
export function hasHooks(grammar: Grammar): boolean {
  return Boolean(grammar.reads || grammar.writes || grammar.runs || grammar.refused);
}

function normalised(name: string, grammar: Grammar): string {
  return grammar.style === 'single-dash' ? name.replace(/^-+/, '-') : name;
}

/** An abbreviation of an option that matters counts as that option. */
function abbreviates(name: string, roles: ReadonlyMap<string, Role>): boolean {
  if (name.length < 4) return false;
  for (const [known, role] of roles) if (role !== 'flags' && role !== 'values' && known.startsWith(name)) return true;
  return false;
}

/**
 * Sorts the words after a program into options and operands.
 * Handles bundled short options, attached values, `--name=value`, `--` and numbers. Abbreviated long options are unknown.
 */
export function scan(args: readonly Word[], grammar: Grammar, roleMapOf: RoleMap): Scan {
  const roles = roleMapOf();
  const options: Option[] = [];
  const operands: Word[] = [];
  let unknown: string | undefined;
  let doubtful: Word | undefined;
  let beforeDashes: number | undefined;
  let ended = false;
  let at = 0;

  const refuse = (reason: string): void => {
    unknown ??= reason;
  };
  const doubt = (word: Word): void => {
    doubtful ??= word;
    operands.push(word);
  };
  /** The value in the next word. */
  const next = (name: string): Word | undefined => {
    const word = args[at + 1];
    if (word === undefined) {
      refuse(`${name} has no value`);
      return undefined;
    }
    at += 1;
    if (word.kind !== 'static') doubt(word);
    return word;
  };
  const add = (name: string, role: Role, attached: Word | undefined): void => {
    if (role === 'refused') refuse(`the option ${name} can change what the program does or runs`);
    if (role === 'flags' || role === 'attached' || role === 'refused') {
      if (attached !== undefined && role === 'flags') refuse(`${name} takes no value`);
      options.push(attached === undefined ? { name, role } : { name, role, value: attached });
      return;
    }
    const value = attached ?? next(name);
    if (role === 'pairs') next(name);
    options.push(value === undefined ? { name, role } : { name, role, value });
  };
  const unknownOption = (name: string): void => {
    if (grammar.lenient && !abbreviates(name, roles)) options.push({ name, role: 'flags' });
    else refuse(`unknown option ${name}`);
  };
  const long = (word: Word): void => {
    const equals = word.value.indexOf('=');
    const name = normalised(equals < 0 ? word.value : word.value.slice(0, equals), grammar);
    const attached = equals < 0 ? undefined : derived(word.value.slice(equals + 1), word);
    if (word.kind !== 'static' && (word.kind === 'dynamic' || !/^-[\w-]+$/.test(name) || equals < 0)) {
      doubt(word);
      return;
    }
    const role = roles.get(name);
    if (role !== undefined) add(name, role, attached);
    else unknownOption(name);
  };
  const short = (word: Word): void => {
    if (word.kind !== 'static') {
      doubt(word);
      return;
    }
    for (let i = 1; i < word.value.length; i += 1) {
      const name = `-${word.value[i]}`;
      const role = roles.get(name);
      if (role === undefined) {
        unknownOption(name);
        continue;
      }
      if (role === 'flags') {
        options.push({ name, role });
        continue;
      }
      const rest = word.value.slice(i + 1);
      add(name, role, rest === '' ? undefined : derived(rest, word));
      return;
    }
  };

  for (at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined) break;
    if (ended) operands.push(word);
    else if (word.kind === 'static' && word.value === '--') {
      ended = true;
      beforeDashes = operands.length;
    } else if (word.value.startsWith('-') && word.value.length > 1) {
      if (grammar.numeric && word.kind === 'static' && /^-\d+$/.test(word.value)) options.push({ name: '-number', role: 'flags' });
      else if (word.value.startsWith('--') || grammar.style === 'single-dash') long(word);
      else if (word.kind === 'static' && roles.has(word.value)) add(word.value, roles.get(word.value) ?? 'refused', undefined);
      else short(word);
    } else if (mayBecomeOption(word)) doubt(word);
    else if (grammar.numeric && word.kind === 'static' && /^\+\d+$/.test(word.value)) options.push({ name: '-number', role: 'flags' });
    else {
      operands.push(word);
      ended = grammar.style === 'posix';
    }
  }
  return {
    options,
    operands,
    beforeDashes: beforeDashes ?? operands.length,
    ...(unknown === undefined ? {} : { unknown }),
    ...(doubtful === undefined ? {} : { doubtful }),
  };
}

/** The values of all options with one of these names. */
export function valuesOf(scanned: Scan, names: string): readonly Word[] {
  const wanted = names.split(' ');
  return scanned.options.flatMap((option) => (option.value !== undefined && wanted.includes(option.name) ? [option.value] : []));
}

/** Whether one of these options is there. */
export function hasOption(scanned: Scan, names: string): boolean {
  const wanted = names.split(' ');
  return scanned.options.some((option) => wanted.includes(option.name));
}

/** The values of all options with this role. */
export function valuesWithRole(scanned: Scan, role: Role): readonly Word[] {
  return scanned.options.flatMap((option) => (option.role === role && option.value !== undefined ? [option.value] : []));
}
