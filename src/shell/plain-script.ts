import type { AnalysisContext, Span, Word } from './analysis.ts';
import { codeAt } from './code-at.ts';
import { changeDirectory, type Directories, joinOutcome, type Outcomes, union } from './directories.ts';
import { type Cursor, readPlainCommand } from './lexer.ts';
import { includes, nameSet } from './name-set.ts';
import type { Order } from './order.ts';
import type { SimpleCommand } from './simple-command.ts';
import type { WalkResult } from './walk.ts';

/** What `walkScript` tells, of a script that is plain. */
export interface PlainWalk extends WalkResult {
  /** Nothing but the words of one command stands in it, and it is the command itself. */
  readonly bare: boolean;
}

const NOTHING: readonly never[] = [];

/** What was read of a text. */
interface Reading extends Cursor {
  /** The words of a command that are read already. */
  first: readonly Word[] | undefined;
  readonly context: AnalysisContext;
  readonly fixed: Span | undefined;
  readonly commands: SimpleCommand[];
  directories: Directories;
  order: Order;
  /** What stands behind the last command. */
  operator: Operator;
  /** There was no second command. */
  single: boolean;
}

type Operator = 'end' | 'then' | 'and' | 'or' | 'pipe' | 'other';

/**
 * Lists the commands of a script without a parser, when it is nothing but commands of plain words joined by `&&`, `||`, `|`, `;` and new
 * lines: what most scripts are. Positive like the lexer: of anything else it says nothing, and `walkScript` reads it from the start.
 * @param fixed the span to report for everything, when the text is not the command itself but a script inside it.
 * @returns exactly what `walkScript` makes of the same text with the parser, or `undefined`.
 */
export function walkPlainScript(
  text: string,
  context: AnalysisContext,
  directories: Directories,
  fixed: Span | undefined,
): PlainWalk | undefined {
  const { length } = text;
  const cursor: Cursor = { text, length, at: 0 };
  const first = readPlainCommand(cursor, fixed);
  if (first !== undefined && cursor.at === length && fixed === undefined) return bareCommand(first, directories);
  // What begins with a blank line is read again behind that.
  const { at } = first === undefined ? { at: 0 } : cursor;
  const commands: SimpleCommand[] = [];
  const order: Order = 'sequential';
  const reading: Reading = { text, length, at, first, context, fixed, commands, directories, order, operator: 'then', single: true };
  if (first === undefined) skipBlankLines(reading);
  if (first === undefined && reading.at === 0) return undefined;
  while (reading.operator === 'then' && (commands.length === 0 || reading.at < length)) {
    if (commands.length > 0) reading.single = false;
    if (!readStatement(reading)) return undefined;
  }
  return {
    commands,
    order: reading.order,
    single: reading.single,
    bare: false,
    hazards: NOTHING,
    forkBombs: NOTHING,
    credentials: NOTHING,
  };
}

/** What most texts are. */
function bareCommand(argv: readonly Word[], directories: Directories): PlainWalk {
  const span = { start: argv[0]?.span.start ?? 0, end: argv.at(-1)?.span.end ?? 0 };
  const command = simpleCommand(span, argv, undefined, directories);
  return { commands: [command], order: 'sequential', single: true, bare: true, hazards: NOTHING, forkBombs: NOTHING, credentials: NOTHING };
}

function simpleCommand(span: Span, argv: readonly Word[], feeder: SimpleCommand | undefined, directories: Directories): SimpleCommand {
  const piped = feeder !== undefined;
  return { span, argv, assignments: NOTHING, redirects: NOTHING, piped, feeder, directories, hidden: false };
}

/** Pipelines joined by `&&` and `||`, up to what ends them. False when something there is not plain. */
function readStatement(reading: Reading): boolean {
  const before = reading.directories;
  if (!readPipeline(reading)) return false;
  if (reading.operator === 'and' || reading.operator === 'or') {
    reading.single = false;
    const outcomes: Outcomes = { succeeded: before, failed: before };
    joinOutcome(outcomes, false, true, before, reading.directories);
    do {
      const alternative = reading.operator === 'or';
      const from = alternative ? outcomes.failed : outcomes.succeeded;
      reading.directories = from;
      if (!readPipeline(reading)) return false;
      joinOutcome(outcomes, alternative, false, from, reading.directories);
    } while (reading.operator === 'and' || reading.operator === 'or');
    reading.directories = union(outcomes.succeeded, outcomes.failed);
  }
  reading.directories = union(before, reading.directories);
  return true;
}

/** Commands joined by `|`: each starts where the pipeline does, and what it changes ends with it. */
function readPipeline(reading: Reading): boolean {
  const before = reading.directories;
  let feeder = readCommand(reading, undefined);
  if (feeder === undefined) return false;
  if (reading.operator !== 'pipe') return true;
  reading.single = false;
  reading.order = 'concurrent';
  do {
    reading.directories = before;
    feeder = readCommand(reading, feeder);
    if (feeder === undefined) return false;
  } while (reading.operator === 'pipe');
  reading.directories = before;
  return true;
}

/** What the parser takes for assignments may stand behind these, unless the lexer sees that nothing else is there. */
const DECLARES = nameSet('local alias export declare typeset readonly');

function readCommand(reading: Reading, feeder: SimpleCommand | undefined): SimpleCommand | undefined {
  const { context, fixed, directories } = reading;
  const argv = reading.first ?? readPlainCommand(reading, fixed);
  reading.first = undefined;
  const program = argv?.[0];
  if (argv === undefined || program === undefined) return undefined;
  readOperator(reading);
  if (reading.operator === 'other' || includes(DECLARES, program.value)) return undefined;
  const span = fixed ?? { start: program.span.start, end: argv.at(-1)?.span.end ?? program.span.end };
  const command = simpleCommand(span, argv, feeder, directories);
  reading.commands.push(command);
  reading.directories = changeDirectory(argv, directories, context);
  return command;
}

/** Says what stands behind a command, and goes on to what follows it. */
function readOperator(reading: Reading): void {
  const { text, length, at } = reading;
  if (at === length) {
    reading.operator = 'end';
    return;
  }
  reading.operator = operatorOf(codeAt(text, at), at + 1 < length ? codeAt(text, at + 1) : NEWLINE);
  reading.at += reading.operator === 'and' || reading.operator === 'or' ? 2 : 1;
  skipBlankLines(reading);
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const BAR = 0x7c;

/** An operator by its first two characters; no command begins with what is left over of a longer one. */
function operatorOf(code: number, next: number): Operator {
  if (code === SEMICOLON || code === NEWLINE) return 'then';
  if (code === AMPERSAND) return next === AMPERSAND ? 'and' : 'other';
  if (next === AMPERSAND) return 'other';
  return next === BAR ? 'or' : 'pipe';
}

function skipBlankLines(reading: Reading): void {
  const { text, length } = reading;
  for (; reading.at < length; reading.at++) {
    const code = codeAt(text, reading.at);
    if (code !== NEWLINE && code !== SPACE && code !== TAB) return;
  }
}
