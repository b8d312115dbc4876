import type { AnalysisContext, Span } from './analysis.ts';
import { codeAt } from './code-at.ts';
import { changeDirectory, type Directories, joinOutcome, type Outcomes, union } from './directories.ts';
import { type Cursor, readPlainCommand } from './lexer.ts';
import { includes, nameSet } from './name-set.ts';
import type { Order } from './order.ts';
import type { SimpleCommand } from './simple-command.ts';
import type { WalkResult } from './walk.ts';

/** What `walkScript` tells, of a script that is plain. */
export interface PlainWalk extends WalkResult {
  /** Nothing but the words of one command stands in it. */
  readonly bare: boolean;
}

const NOTHING: readonly never[] = [];

/** What was read of a text. */
interface Reading extends Cursor {
  readonly context: AnalysisContext;
  readonly fixed: Span | undefined;
  readonly commands: SimpleCommand[];
  directories: Directories;
  order: Order;
  /** What stands behind the last command. */
  operator: Operator;
  /** No operator or new line stands before that. */
  bare: boolean;
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
  const commands: SimpleCommand[] = [];
  const order: Order = 'sequential';
  const { length } = text;
  const reading: Reading = {
    text,
    length,
    at: 0,
    context,
    fixed,
    commands,
    directories,
    order,
    operator: 'then',
    bare: true,
    single: true,
  };
  skipBlankLines(reading);
  while (reading.operator === 'then' && (commands.length === 0 || reading.at < length)) {
    if (commands.length > 0) reading.single = false;
    if (!readStatement(reading)) return undefined;
  }
  const { single, bare } = reading;
  return { commands, order: reading.order, single, bare, hazards: NOTHING, forkBombs: NOTHING, credentials: NOTHING };
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

/** What the parser takes for assignments may stand behind these. */
const DECLARES = nameSet('local alias export declare typeset readonly');

function readCommand(reading: Reading, feeder: SimpleCommand | undefined): SimpleCommand | undefined {
  const { context, fixed, directories } = reading;
  const argv = readPlainCommand(reading, fixed);
  const first = argv?.[0];
  if (argv === undefined || first === undefined) return undefined;
  readOperator(reading);
  const whole = reading.bare && fixed === undefined;
  if (reading.operator === 'other' || (!whole && includes(DECLARES, first.value))) return undefined;
  const span = fixed ?? { start: first.span.start, end: argv.at(-1)?.span.end ?? first.span.end };
  const piped = feeder !== undefined;
  const command: SimpleCommand = { span, argv, assignments: NOTHING, redirects: NOTHING, piped, feeder, directories, hidden: false };
  reading.commands.push(command);
  if (!whole) reading.directories = changeDirectory(argv, directories, context);
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
  reading.bare = false;
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
    if (code === NEWLINE) reading.bare = false;
    else if (code !== SPACE && code !== TAB) return;
  }
}
