import type { AnalysisContext, Credential, Effects, Hazard, Invocation, Nested, PrefixRule, Span, Word } from './analysis.ts';
import { codeAt, cut, lengthOf } from './code-at.ts';
import { fedWords, standardInput } from './fed-words.ts';
import { looser, type Order } from './order.ts';
import { walkPlainScript } from './plain-script.ts';
import { effects } from './programs/effects.ts';
import { lookupProgram } from './programs/index.ts';
import type { Program } from './programs/program.ts';
import { ELSEWHERE, RUNS_ONCE, SHELL, traitsOf } from './programs/traits.ts';
import { dangerousVariable } from './programs/variables.ts';
import type { SimpleCommand } from './simple-command.ts';
import { walkScript } from './walk.ts';

/** Commands inside commands deeper than this are not followed. */
const MAX_WRAPPERS = 12;
/** More invocations than this are not followed; nobody reads a question about them. */
const MAX_INVOCATIONS = 512;

/** Collects what a command would start, program by program, through every wrapper. */
export interface Following {
  readonly context: AnalysisContext;
  readonly invocations: Invocation[];
  readonly hazards: Hazard[];
  readonly forkBombs: Span[];
  readonly credentials: Credential[];
  /** How far the commands keep the order in which they are listed. */
  order: Order;
}

/** Adds the invocations of one simple command, and of all that it starts. */
export function follow(into: Following, command: SimpleCommand, part: number, wrappers: readonly string[]): void {
  for (const assignment of command.assignments) {
    const danger = dangerousVariable(assignment.name, command.argv.length > 0, assignment.value);
    if (danger?.level === 'unproven')
      into.hazards.push({ kind: 'program', span: assignment.span, reason: `${assignment.name}: ${danger.reason}` });
  }
  if (command.argv.length === 0 && command.redirects.length === 0) return;
  if (wrappers.length > MAX_WRAPPERS || into.invocations.length >= MAX_INVOCATIONS) {
    into.hazards.push({ kind: 'syntax', span: command.span, reason: 'more commands inside commands than are followed' });
    return;
  }
  const program = command.argv[0];
  const name = program === undefined ? ':' : program.kind === 'static' ? baseName(program.value) : '';
  const { effects: judge, traits } = lookupProgram(name);
  const known = effectsOf(into, command, name, judge);
  if (known.unproven !== undefined) into.hazards.push({ kind: 'program', span: command.span, reason: known.unproven });
  into.invocations.push({
    span: command.span,
    argv: command.argv,
    name,
    traits,
    assignments: command.assignments,
    redirects: command.redirects,
    wrappers,
    part,
    piped: command.piped,
    directories: command.directories,
    stale: false,
    effects: known,
  });
  if (known.runs === undefined) {
    if ((traits & SHELL) !== 0) followStandardInput(into, command, part, [...wrappers, name]);
    return;
  }
  if ((traits & RUNS_ONCE) === 0) into.order = 'repeated';
  const inner = [...wrappers, name];
  for (const nested of known.runs) followNested(into, command, nested, part, inner);
}

/** What stands behind the last `/`. */
function baseName(word: string): string {
  const length = lengthOf(word);
  for (let at = length - 1; at >= 0; at--) if (codeAt(word, at) === SLASH) return cut(word, at + 1);
  return word;
}

const SLASH = 0x2f;

function effectsOf(into: Following, command: SimpleCommand, name: string, judge: Program['effects'] | undefined): Effects {
  const { argv } = command;
  if (argv.length === 0) return NO_PROGRAM;
  if (name === '') return UNKNOWN_PROGRAM;
  if (judge === undefined) return effects('unknown', genericPrefix(argv[1]));
  try {
    return judge({ args: argv.slice(1), redirects: command.redirects, piped: command.piped, context: into.context }, name);
  } catch {
    return effects('unknown', NOT_KNOWN, { unproven: `the table of ${name} failed` });
  }
}

const NOT_KNOWN: PrefixRule = { none: 'the program is not known' };
const NO_PROGRAM = effects('read-only', { none: 'no program' });
const UNKNOWN_PROGRAM = effects('unknown', NOT_KNOWN, { unproven: 'the program is only known when it runs' });

/** An unknown program keeps one sub-command word when the next word looks like one (the published examples: `gg cat`, `pig tail`). */
function genericPrefix(next: Word | undefined): PrefixRule {
  return next?.kind === 'static' && /^[a-z][a-z0-9:_-]*$/.test(next.value) ? ONE_WORD : NO_WORD;
}

const NO_WORD: PrefixRule = { words: 0 };
const ONE_WORD: PrefixRule = { words: 1 };

function followNested(into: Following, command: SimpleCommand, nested: Nested, part: number, wrappers: readonly string[]): void {
  const directories = keepsDirectory(command) ? command.directories : undefined;
  if (nested.kind === 'script') {
    followScript(into, command, nested.script, part, wrappers, directories);
    return;
  }
  const argv = nested.fed === undefined ? nested.argv : fedWords(command, nested.argv, nested.fed);
  const { span, piped, feeder, hidden } = command;
  const assignments = nested.assignments ?? [];
  follow(into, { span, argv, assignments, redirects: [], piped, feeder, directories, hidden }, part, wrappers);
}

function followScript(
  into: Following,
  command: SimpleCommand,
  script: Word,
  part: number,
  wrappers: readonly string[],
  directories: SimpleCommand['directories'],
): void {
  if (script.kind !== 'static') {
    into.hazards.push({ kind: 'syntax', span: script.span, reason: 'a script that is only known when it runs' });
    return;
  }
  if (wrappers.length > MAX_WRAPPERS) {
    into.hazards.push({ kind: 'syntax', span: command.span, reason: 'more commands inside commands than are followed' });
    return;
  }
  const walk =
    walkPlainScript(script.value, into.context, directories, script.span) ??
    walkScript(script.value, into.context, directories, script.span);
  into.hazards.push(...walk.hazards);
  into.forkBombs.push(...walk.forkBombs);
  into.credentials.push(...walk.credentials);
  into.order = looser(into.order, walk.order);
  for (const inner of walk.commands) follow(into, inner, part, wrappers);
}

/** What a shell without a script reads from a here-document, a here-string or `echo … |` is its script. */
function followStandardInput(into: Following, command: SimpleCommand, part: number, wrappers: readonly string[]): void {
  const text = standardInput(command);
  if (text !== undefined)
    followScript(into, command, { span: command.span, value: text, kind: 'static' }, part, wrappers, command.directories);
}

const MOVES = /^(-C|-D|-execdir|-okdir|--chdir)/;
/** Of these an option of that name belongs to what they start, or their own table sees to it. */
const STAYS = new Set(['xargs', 'gxargs', 'git']);

function keepsDirectory(command: SimpleCommand): boolean {
  const [program, ...args] = command.argv;
  if (program === undefined || (traitsOf(baseName(program.value)) & ELSEWHERE) !== 0) return false;
  return STAYS.has(program.value) || !args.some((word) => MOVES.test(word.value));
}
