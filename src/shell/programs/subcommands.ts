import { once } from '../../once.ts';
import type { Effects, Word } from '../analysis.ts';
import { codeAt } from '../code-at.ts';
import { lookUp, type NameTable, nameTable } from '../name-table.ts';
import { effects, notProven } from './effects.ts';
import type { Compiled, Rule } from './leaf.ts';
import { compile, judge } from './leaf.ts';
import type { Grammar } from './options.ts';
import { optionTable, scan } from './options.ts';
import type { Program, ProgramCall } from './program.ts';
import { valuesWithRole } from './scanned.ts';

/** What one sub-command means: a rule, or code where its operands decide. */
export type Subcommand = Rule | ((args: readonly Word[], words: number, call: ProgramCall) => Effects);

export interface Tree extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** Options before the sub-command. */
  readonly globals: Grammar;
  /** By words, the longest first: `stash list` before `stash`. Alternatives share a rule: `pr list|pr view`. */
  readonly commands: Readonly<Record<string, Subcommand>>;
  /** The bare program, or only global options. */
  readonly bare: Subcommand;
  /** A sub-command that is in no table. */
  readonly other: Subcommand;
}

/** A sub-command made ready; `next` holds those that go on with another word. */
interface Entry {
  compiled: Compiled | undefined;
  custom: Exclude<Subcommand, Rule> | undefined;
  next: Map<string, Entry> | undefined;
  /** The same as a table. */
  table: NameTable<Entry> | undefined;
}

function entryOf(command: Subcommand | undefined): Entry {
  const custom = typeof command === 'function' ? command : undefined;
  return { compiled: typeof command === 'object' ? compile(command) : undefined, custom, next: undefined, table: undefined };
}

function judgeEntry(found: Entry, args: readonly Word[], words: number, call: ProgramCall): Effects {
  if (found.custom !== undefined) return found.custom(args, words, call);
  if (found.compiled === undefined) return notProven('no rule');
  return judge(found.compiled, args, words);
}

/** The sub-commands by their first word, then by the next. */
function entriesOf(commands: Tree['commands']): NameTable<Entry> {
  const root = new Map<string, Entry>();
  for (const [key, command] of Object.entries(commands)) {
    const { compiled, custom } = entryOf(command);
    for (const spelling of key.split('|')) {
      let level = root;
      let entry: Entry | undefined;
      for (const word of spelling.split(' ')) {
        if (entry !== undefined) level = entry.next ??= new Map();
        entry = level.get(word) ?? entryOf(undefined);
        level.set(word, entry);
      }
      if (entry !== undefined) Object.assign(entry, { compiled, custom });
    }
  }
  return tabled(root);
}

function tabled(level: ReadonlyMap<string, Entry>): NameTable<Entry> {
  for (const entry of level.values()) if (entry.next !== undefined) entry.table = tabled(entry.next);
  return nameTable(level);
}

/** The entry with the most words that stand first in `rest`, and how many they are. */
function findEntry(root: NameTable<Entry>, rest: readonly Word[]): { readonly entry: Entry; readonly depth: number } | undefined {
  let level: NameTable<Entry> | undefined = root;
  let found: { readonly entry: Entry; readonly depth: number } | undefined;
  for (let depth = 1; level !== undefined && depth <= rest.length; depth += 1) {
    const word = rest[depth - 1];
    const entry: Entry | undefined = word?.kind === 'static' ? lookUp(level, word.value) : undefined;
    if (entry === undefined) break;
    if (entry.custom !== undefined || entry.compiled !== undefined) found = { entry, depth };
    level = entry.table;
  }
  return found;
}

/** A program whose first words choose what it does. */
export function tree(table: Tree): Program {
  const globals = once(() => optionTable({ style: 'posix', ...table.globals }));
  let made: NameTable<Entry> | undefined;
  const bare = once(() => entryOf(table.bare));
  const other = once(() => entryOf(table.other));

  const judgeRest = (rest: readonly Word[], call: ProgramCall): Effects => {
    const [first] = rest;
    if (first === undefined) return judgeEntry(bare(), call.args, 0, call);
    if (first.kind !== 'static') return notProven('the sub-command is only known when it runs');
    made ??= entriesOf(table.commands);
    const found = findEntry(made, rest);
    const depth = found?.depth ?? 1;
    return judgeEntry(found?.entry ?? other(), rest.slice(depth), call.args.length - rest.length + depth, call);
  };

  const effectsOf = (call: ProgramCall): Effects => {
    // Most calls begin with the sub-command.
    if (beginsPlainly(call.args)) return judgeRest(call.args, call);
    const scanned = scan(call.args, globals());
    const judged = judgeRest(scanned.operands, call);
    const doubt = scanned.doubtful === undefined ? undefined : 'a word before the sub-command is only known when it runs';
    const reason = scanned.unknown ?? doubt;
    return reason === undefined ? withReads(judged, valuesWithRole(scanned, 'reads')) : notProven(reason, judged);
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: effectsOf };
}

const DASH = 0x2d;

function beginsPlainly(args: readonly Word[]): boolean {
  const first = args[0];
  return first !== undefined && first.kind === 'static' && codeAt(first.value, 0) !== DASH && first.value !== '';
}

function withReads(judged: Effects, reads: readonly Word[]): Effects {
  if (reads.length === 0) return judged;
  return effects(judged.class, judged.prefix, { ...judged, reads: [...(judged.reads ?? []), ...reads] });
}
