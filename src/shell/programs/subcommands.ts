import type { Effects, Word } from '../analysis.ts';
import { effects, notProven } from './effects.ts';
import type { Compiled, Rule } from './leaf.ts';
import { compile, judge } from './leaf.ts';
import type { Grammar } from './options.ts';
import { optionTable, scan } from './options.ts';
import type { Program, ProgramCall } from './program.ts';

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

interface Entry {
  readonly compiled?: Compiled;
  readonly custom?: Exclude<Subcommand, Rule>;
}

function entry(command: Subcommand): Entry {
  return typeof command === 'function' ? { custom: command } : { compiled: compile(command) };
}

function judgeEntry(found: Entry, args: readonly Word[], words: number, call: ProgramCall): Effects {
  if (found.custom) return found.custom(args, words, call);
  if (!found.compiled) return notProven('no rule');
  return judge(found.compiled, args, words);
}

/** No sub-command has more words. */
const DEEPEST = 3;

function commandMap(commands: Tree['commands']): ReadonlyMap<string, Entry> {
  const map = new Map<string, Entry>();
  for (const [key, command] of Object.entries(commands)) {
    const shared = entry(command);
    for (const spelling of key.split('|')) map.set(spelling, shared);
  }
  return map;
}

/** A program whose first words choose what it does. */
export function tree(table: Tree): Program {
  const globals: Grammar = { style: 'posix', ...table.globals };
  const roles = optionTable(globals);
  let made: ReadonlyMap<string, Entry> | undefined;
  const commandsOf = (): ReadonlyMap<string, Entry> => {
    made ??= commandMap(table.commands);
    return made;
  };
  const bare = entry(table.bare);
  const other = entry(table.other);

  const effectsOf = (call: ProgramCall): Effects => {
    const scanned = scan(call.args, roles);
    const rest = scanned.operands;
    const commands = commandsOf();
    const skipped = call.args.length - rest.length;
    const first = rest[0];
    const judged = ((): Effects => {
      if (first === undefined) return judgeEntry(bare, call.args, 0, call);
      if (first.kind !== 'static') return notProven('the sub-command is only known when it runs');
      for (let depth = Math.min(DEEPEST, rest.length); depth > 0; depth -= 1) {
        const words = rest.slice(0, depth);
        const found = words.every((word) => word.kind === 'static') ? commands.get(words.map((word) => word.value).join(' ')) : undefined;
        if (found) return judgeEntry(found, rest.slice(depth), skipped + depth, call);
      }
      return judgeEntry(other, rest.slice(1), skipped + 1, call);
    })();
    const reason =
      scanned.unknown ?? (scanned.doubtful === undefined ? undefined : 'a word before the sub-command is only known when it runs');
    if (reason === undefined)
      return withGlobals(
        judged,
        scanned.options.flatMap((option) => (option.role === 'reads' && option.value ? [option.value] : [])),
      );
    return notProven(reason, judged);
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: effectsOf };
}

function withGlobals(judged: Effects, reads: readonly Word[]): Effects {
  if (reads.length === 0) return judged;
  const { class: actionClass, prefix, ...known } = judged;
  return effects(actionClass, prefix, { ...known, reads: [...(known.reads ?? []), ...reads] });
}
