import type { Word } from '../analysis.ts';
import { codeAt, startsAt } from '../code-at.ts';
import { lookUp, type NameTable, nameTable } from '../name-table.ts';
import { derived, mayBecomeOption } from './words.ts';

/** Options by what they do; each field is a list of names separated by blanks. What is in none of them is unknown. */
export interface Grammar {
  /** Without a value. */
  readonly flags?: string;
  /** With a value that is only text. */
  readonly values?: string;
  /** With a value that is a number. Where such an option takes none, or only an attached one, a file that stands behind it is not taken for a number. */
  readonly numbers?: string;
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
  /** Of a short option only a number is attached: any other value stands in the next word, also behind a bundle. */
  readonly detached?: boolean;
  /** Unknown options pass as flags: only where the class is asked about anyway. */
  readonly lenient?: boolean;
}

const ROLES = ['flags', 'values', 'numbers', 'attached', 'pairs', 'reads', 'writes', 'runs', 'refused'] as const;
export type Role = (typeof ROLES)[number];

export interface Option {
  readonly name: string;
  readonly role: Role;
  readonly value: Word | undefined;
}

export interface Scan {
  readonly options: readonly Option[];
  /** What is no option, with every word that could be one. */
  readonly operands: readonly Word[];
  /** How many of `operands` stood before `--`; all of them when there was none. */
  readonly beforeDashes: number;
  /** Why the options are not understood. */
  readonly unknown: string | undefined;
  /** A word whose meaning hangs on what bash puts there. */
  readonly doubtful: Word | undefined;
}

/** A grammar made ready for `scan`. */
export interface OptionTable {
  readonly grammar: Grammar;
  readonly numeric: boolean;
  readonly lenient: boolean;
  readonly posix: boolean;
  readonly singleDash: boolean;
  readonly detached: boolean;
  /** Filled when it is first asked for: most tables are never used in one run. */
  roles: NameTable<Role> | undefined;
  /** What matters of `roles`: all but flags. */
  matters: readonly (readonly [name: string, role: Role])[];
  /** What `-x` does: at the code of `x` the character whose code is one more than the place in `ROLES`; small, and one object. */
  shorts: string;
}

export function optionTable(grammar: Grammar): OptionTable {
  return {
    grammar,
    numeric: grammar.numeric === true,
    lenient: grammar.lenient === true,
    posix: grammar.style === 'posix',
    singleDash: grammar.style === 'single-dash',
    detached: grammar.detached === true,
    roles: undefined,
    matters: [],
    shorts: '',
  };
}

function rolesOf(table: OptionTable): NameTable<Role> {
  if (table.roles !== undefined) return table.roles;
  const roles = new Map<string, Role>();
  const shorts = new Uint8Array(128);
  for (const role of ROLES) {
    for (const listed of (table.grammar[role] ?? '').split(' ')) {
      if (listed === '') continue;
      const name = normalised(listed, table);
      roles.set(name, role);
      if (name.length === 2) shorts[codeAt(name, 1)] = ROLES.indexOf(role) + 1;
    }
  }
  table.roles = nameTable(roles);
  table.matters = [...roles].filter(([, role]) => role !== 'flags');
  table.shorts = String.fromCharCode(...shorts);
  return table.roles;
}

/** What an option does, by its name with dashes. */
export function roleOf(table: OptionTable, name: string): Role | undefined {
  return lookUp(rolesOf(table), name);
}

function normalised(name: string, { singleDash }: OptionTable): string {
  return singleDash ? name.replace(/^-+/, '-') : name;
}

/** An abbreviation of an option that matters counts as that option; that of a long one with a value, too: it would be taken for an operand. */
function abbreviates(name: string, { matters }: OptionTable): boolean {
  if (name.length < 4) return false;
  const long = codeAt(name, 1) === DASH;
  for (const [known, role] of matters) if ((long || role !== 'values') && startsAt(known, name)) return true;
  return false;
}

/** A scan under way. */
interface State {
  readonly table: OptionTable;
  readonly roles: NameTable<Role>;
  readonly args: readonly Word[];
  readonly options: Option[];
  readonly operands: Word[];
  at: number;
  unknown: string | undefined;
  doubtful: Word | undefined;
}

const DASH = 0x2d;
const PLUS = 0x2b;

/**
 * Sorts the words after a program into options and operands.
 * Handles bundled short options, attached values, `--name=value`, `--` and numbers. Abbreviated long options are unknown.
 */
export function scan(args: readonly Word[], table: OptionTable): Scan {
  // Before the first word that could be anything else, all are operands.
  let first = 0;
  while (first < args.length && isOperand(args[first], table)) first += 1;
  if (first === args.length) return { options: NO_OPTIONS, operands: args, beforeDashes: first, unknown: undefined, doubtful: undefined };
  const state: State = { table, roles: rolesOf(table), args, options: [], operands: [], at: 0, unknown: undefined, doubtful: undefined };
  const { options, operands } = state;
  let beforeDashes = -1;
  let ended = false;
  for (; state.at < args.length; state.at += 1) {
    const word = args[state.at];
    if (word === undefined) break;
    const { value } = word;
    if (ended) operands.push(word);
    else if (codeAt(value, 0) === DASH && value.length > 1) {
      if (value === '--' && word.kind === 'static') {
        ended = true;
        beforeDashes = operands.length;
      } else dashed(state, word);
    } else if (mayBecomeOption(word)) doubt(state, word);
    else if (table.numeric && word.kind === 'static' && /^\+\d+$/.test(value)) options.push(NUMBER);
    else {
      operands.push(word);
      ended = table.posix;
    }
  }
  return {
    options,
    operands,
    beforeDashes: beforeDashes < 0 ? operands.length : beforeDashes,
    unknown: state.unknown,
    doubtful: state.doubtful,
  };
}

const NO_OPTIONS: readonly Option[] = [];

function isOperand(word: Word | undefined, { numeric }: OptionTable): boolean {
  if (word === undefined || word.kind !== 'static') return false;
  if (word.value === '') return true;
  const first = codeAt(word.value, 0);
  return first !== DASH && !(numeric && first === PLUS);
}

const NUMBER: Option = { name: '-number', role: 'flags', value: undefined };

function dashed(state: State, word: Word): void {
  const { table } = state;
  const { value } = word;
  if (table.numeric && word.kind === 'static' && /^-\d+$/.test(value)) state.options.push(NUMBER);
  else if (table.singleDash || codeAt(value, 1) === DASH) long(state, word);
  else if (word.kind !== 'static') doubt(state, word);
  else {
    const role = value.length === 2 ? roleOfShort(table, codeAt(value, 1)) : lookUp(state.roles, value);
    if (role === undefined) short(state, word);
    else add(state, value, role, undefined);
  }
}

function long(state: State, word: Word): void {
  const { value } = word;
  const equals = value.indexOf('=');
  const name = normalised(equals < 0 ? value : value.slice(0, equals), state.table);
  if (word.kind !== 'static' && (word.kind === 'dynamic' || !/^-[\w-]+$/.test(name) || equals < 0)) {
    doubt(state, word);
    return;
  }
  const role = lookUp(state.roles, name);
  if (role === undefined) unknownOption(state, name);
  else add(state, name, role, equals < 0 ? undefined : derived(value.slice(equals + 1), word));
}

/** What `-x` does, by the code of `x`. */
function roleOfShort({ shorts }: OptionTable, code: number): Role | undefined {
  const place = code < shorts.length ? codeAt(shorts, code) : 0;
  return place === 0 ? undefined : ROLES[place - 1];
}

/** `-x` by the code of `x`, made once. */
const SHORT_NAMES: readonly string[] = Array.from({ length: 128 }, (_, code) => `-${String.fromCharCode(code)}`);

/** Bundled short options, the last perhaps with its value attached. */
function short(state: State, word: Word): void {
  const { value } = word;
  for (let i = 1; i < value.length; i += 1) {
    const code = codeAt(value, i);
    const name = SHORT_NAMES[code] ?? `-${value[i]}`;
    const role = roleOfShort(state.table, code);
    if (role === undefined) unknownOption(state, name);
    else if (role === 'flags') state.options.push({ name, role, value: undefined });
    else {
      const rest = i + 1 === value.length ? undefined : value.slice(i + 1);
      if (rest !== undefined && state.table.detached && !/^\d+$/.test(rest)) refuse(state, `the value of ${name} stands in the next word`);
      add(state, name, role, rest === undefined ? undefined : derived(rest, word));
      return;
    }
  }
}

/** `5`, `-3`, `+2`, `0x1f`, `10M`, `1.5h`, `3:4`. */
const NUMERAL = /^[+-]?(?:0x[0-9a-fA-F]+|\d+(?:[.,:]\d+)*(?:[a-zA-Z%](?:i?[bB])?)?)$/;

function add(state: State, name: string, role: Role, attached: Word | undefined): void {
  if (role === 'refused') refuse(state, `the option ${name} can change what the program does or runs`);
  if (role === 'flags' || role === 'attached' || role === 'refused') {
    if (attached !== undefined && role === 'flags') refuse(state, `${name} takes no value`);
    state.options.push({ name, role, value: attached });
    return;
  }
  const value = attached ?? next(state, name);
  if (role === 'numbers' && value?.kind === 'static' && !NUMERAL.test(value.value)) refuse(state, `the value of ${name} is no number`);
  if (role === 'pairs') next(state, name);
  state.options.push({ name, role, value });
}

/** The value in the next word. */
function next(state: State, name: string): Word | undefined {
  const word = state.args[state.at + 1];
  if (word === undefined) {
    refuse(state, `${name} has no value`);
    return undefined;
  }
  state.at += 1;
  if (word.kind !== 'static') doubt(state, word);
  return word;
}

function doubt(state: State, word: Word): void {
  state.doubtful ??= word;
  state.operands.push(word);
}

function refuse(state: State, reason: string): void {
  state.unknown ??= reason;
}

function unknownOption(state: State, name: string): void {
  if (state.table.lenient && !abbreviates(name, state.table)) state.options.push({ name, role: 'flags', value: undefined });
  else refuse(state, `unknown option ${name}`);
}
