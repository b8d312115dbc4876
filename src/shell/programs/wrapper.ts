import { once } from '../../once.ts';
import type { ActionClass, Assignment, Effects, Fact, Nested, Word } from '../analysis.ts';
import { effects, notProven } from './effects.ts';
import type { Grammar, Scan } from './options.ts';
import { optionTable, scan } from './options.ts';
import type { Program } from './program.ts';
import { hasOption, valuesWithRole } from './scanned.ts';
import { derived, joined } from './words.ts';
import { portable } from './wrappers/shells.ts';

export interface WrapperTable extends Grammar, Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** Operands before the command: 1 for `timeout 5 cmd`. */
  readonly before?: number;
  /** Those operands are numbers; another word may be the command already. */
  readonly numbersBefore?: boolean;
  /** Those operands are files that are written (`flock FILE`). */
  readonly writesBefore?: boolean;
  /** `NAME=value` words may stand before the command. */
  readonly assignments?: boolean;
  /** The rest is joined and handed to a shell, unless one of these options is there. */
  readonly script?: { readonly unless: string };
  /** After the first operands, one of these is followed by a script. */
  readonly scriptAfter?: string;
  /** What the wrapper itself is; `read-only` when it adds nothing to what it runs. */
  readonly class?: ActionClass;
  readonly facts?: readonly Fact[];
  /** What it is when it has no command to run; `read-only` by default. */
  readonly alone?: ActionClass;
  /** Why what it runs is never proven, e.g. because it runs it elsewhere. */
  readonly unproven?: string;
  readonly check?: (scanned: Scan) => string | undefined;
}

const WRAPS = 'it runs another command';

/** Takes leading `NAME=value` words off. */
export function leadingAssignments(words: readonly Word[]): {
  readonly assignments: readonly Assignment[];
  readonly rest: readonly Word[];
} {
  const assignments: Assignment[] = [];
  for (const word of words) {
    const found = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word.value);
    if (!found?.[1]) break;
    assignments.push({ span: word.span, name: found[1], value: derived(word.value.slice(found[0].length), word) });
  }
  return { assignments, rest: words.slice(assignments.length) };
}

/** The command in `words` as a nested one. */
export function nested(words: readonly Word[], assignments: readonly Assignment[] = []): readonly Nested[] {
  if (words.length === 0) return [];
  return [{ kind: 'argv', argv: words, ...(assignments.length > 0 ? { assignments } : {}) }];
}

/** A program that starts the command in its operands and adds little of its own. */
export function wrapper(table: WrapperTable): Program {
  const roles = once(() => optionTable({ ...table, style: 'posix', flags: `--help --version ${table.flags ?? ''}` }));
  const effectsOf = (args: readonly Word[]): Effects => {
    const scanned = scan(args, roles());
    const before = scanned.operands.slice(0, table.before ?? 0);
    const after = scanned.operands.slice(table.before ?? 0);
    const { assignments, rest } = table.assignments ? leadingAssignments(after) : { assignments: [], rest: after };
    const odd = table.numbersBefore === true && before.some((word) => word.kind === 'static' && !/^\.?\d/.test(word.value));
    const runs = odd ? nested(scanned.operands) : commandOf(table, scanned, rest, assignments);
    const known = {
      runs,
      reads: valuesWithRole(scanned, 'reads'),
      writes: [...(table.writesBefore ? before : []), ...valuesWithRole(scanned, 'writes')],
      facts: table.facts ?? [],
    };
    const doubt = scanned.doubtful !== undefined && isBeforeCommand(scanned, scanned.doubtful, table.before ?? 0);
    const reason =
      scanned.unknown ??
      table.check?.(scanned) ??
      (odd ? 'a word before the command is no number' : undefined) ??
      (doubt ? 'a word before the command is only known when it runs' : undefined) ??
      (runs.every(readAsWritten) ? table.unproven : 'a script for sh, which reads it in its own way');
    if (reason !== undefined) return notProven(reason, known);
    const own = known.writes.length > 0 ? 'workspace-write' : 'read-only';
    const actionClass = runs.length > 0 ? (table.class ?? own) : (table.alone ?? table.class ?? own);
    return effects(actionClass, { none: WRAPS }, known);
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: (call) => effectsOf(call.args) };
}

/** The shell that gets a script is /bin/sh, or the one that a person has chosen. */
function readAsWritten(run: Nested): boolean {
  return run.kind === 'argv' || portable(run.script, 'sh');
}

function commandOf(table: WrapperTable, scanned: Scan, rest: readonly Word[], assignments: readonly Assignment[]): readonly Nested[] {
  const scripts: readonly Nested[] = valuesWithRole(scanned, 'runs').map((script) => ({ kind: 'script', script }));
  const [first, second] = rest;
  if (first === undefined) return scripts;
  if (second !== undefined && table.scriptAfter?.split(' ').includes(first.value)) return [...scripts, { kind: 'script', script: second }];
  if (table.script !== undefined && !hasOption(scanned, table.script.unless)) return [...scripts, { kind: 'script', script: joined(rest) }];
  return [...scripts, ...nested(rest, assignments)];
}

/** A doubtful word counts unless it is an operand of the command that is run; that command's own table judges it. */
function isBeforeCommand(scanned: Scan, doubtful: Word, before: number): boolean {
  const place = scanned.operands.indexOf(doubtful);
  return place <= before;
}
