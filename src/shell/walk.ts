import type { AndOr, CompoundList, Function as FunctionNode, ParsedScript, Statement, SyntaxNode } from 'unbash';
import { parse } from 'unbash';
import type { AnalysisContext, Credential, Hazard, Span, Word } from './analysis.ts';
import { visitArithmetic } from './arithmetic.ts';
import { visitTest } from './conditions.ts';
import { type Directories, joinOutcome, type Outcomes, union } from './directories.ts';
import { looser, type Order } from './order.ts';
import { readRedirects } from './redirects.ts';
import { addHazard, spanOf } from './scope.ts';
import { type CommandScope, noteNothing, noteVariable, type SimpleCommand, visitCommand } from './simple-command.ts';
import { readWord } from './words.ts';

export interface WalkResult {
  readonly commands: readonly SimpleCommand[];
  readonly hazards: readonly Hazard[];
  readonly forkBombs: readonly Span[];
  /** Only simple commands joined by nothing: no operator, keyword, group or substitution. */
  readonly single: boolean;
  readonly order: Order;
  readonly credentials: readonly Credential[];
}

interface Walk extends CommandScope {
  readonly forkBombs: Span[];
  single: boolean;
  order: Order;
  depth: number;
  /** Loops around the place where the walk is. */
  loops: number;
}

/** Nested scripts deeper than this are not followed. */
const MAX_DEPTH = 48;

/**
 * Parses a script and lists every simple command in it, in the order of the text. Total: a parser that throws is a hazard.
 * @param fixed the span to report for everything, when the text is not the command itself but a script inside it.
 */
export function walkScript(source: string, context: AnalysisContext, directories: Directories, fixed: Span | undefined): WalkResult {
  const walk: Walk = {
    source,
    context,
    commands: [],
    hazards: [],
    forkBombs: [],
    credentials: [],
    directories,
    single: true,
    order: 'sequential',
    depth: 0,
    loops: 0,
    fixed,
    certainty: { text: source, home: undefined, pwd: undefined },
    nested: (script, node) => nestedScript(walk, script, node),
  };
  let script: ParsedScript;
  try {
    script = parse(source);
    visitScript(walk, script);
  } catch {
    walk.hazards.push({ kind: 'syntax', span: fixed ?? { start: 0, end: source.length }, reason: 'the parser gave up' });
  }
  return walk;
}

function visitScript(walk: Walk, script: ParsedScript): void {
  for (const error of script.errors ?? []) addHazard(walk, { pos: error.pos, end: error.pos }, `not valid bash: ${error.message}`);
  if (script.commands.length > 1) walk.single = false;
  for (const statement of script.commands) visitStatement(walk, statement);
}

function nestedScript(walk: Walk, script: ParsedScript | undefined, node: { pos: number; end: number }): void {
  walk.single = false;
  if (script === undefined || walk.depth >= MAX_DEPTH) {
    addHazard(walk, node, script === undefined ? 'a substitution that could not be read' : `nested deeper than ${MAX_DEPTH}`);
    return;
  }
  // Escaped back-ticks carry their own text: positions inside point into that, so spans stay with the outer word.
  const own = script.source;
  const inner: Walk = own === undefined ? { ...walk } : { ...walk, source: own, fixed: spanOf(walk, node) };
  inner.depth = walk.depth + 1;
  inner.nested = (nextScript, at) => nestedScript(inner, nextScript, at);
  visitScript(inner, script);
  walk.order = looser(walk.order, inner.order);
}

function visitStatement(walk: Walk, statement: Statement): void {
  const before = walk.directories;
  if (statement.background === true) {
    walk.single = false;
    walk.order = looser(walk.order, 'concurrent');
    if (walk.loops > 0) addHazard(walk, statement, 'a loop that starts something in the background each time');
  }
  visit(walk, statement.command, undefined);
  walk.directories = statement.background === true ? before : union(before, walk.directories);
}

function visitList(walk: Walk, list: CompoundList): void {
  for (const statement of list.commands) visitStatement(walk, statement);
}

/** A body that may run any number of times: a `cd` inside makes the directory of all of it unknown. */
function visitLoop(walk: Walk, visitBody: () => void): void {
  walk.order = 'repeated';
  const before = walk.directories;
  const first = walk.commands.length;
  walk.loops++;
  visitBody();
  walk.loops--;
  if (walk.directories === before || sameDirectories(walk.directories, before)) return;
  walk.directories = undefined;
  for (const command of walk.commands.slice(first)) command.directories = undefined;
}

function sameDirectories(a: Directories, b: Directories): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((dir, i) => dir === b[i]);
}

/** The closed list of node types that are understood; anything else is a hazard. */
function visit(walk: Walk, node: SyntaxNode, feeder: SimpleCommand | undefined, piped = false): SimpleCommand | undefined {
  if (node.type !== 'Command') walk.single = false;
  switch (node.type) {
    case 'Command':
      return visitCommand(walk, node, feeder, piped);
    case 'AndOr':
      visitAndOr(walk, node, piped);
      return undefined;
    case 'Pipeline': {
      if (node.commands.length > 1) walk.order = looser(walk.order, 'concurrent');
      const before = walk.directories;
      let previous: SimpleCommand | undefined;
      node.commands.forEach((command, i) => {
        walk.directories = before;
        previous = visit(walk, command, previous, i > 0 || piped);
        if (previous !== undefined && node.operators[i] === '|&') previous.withErrors = true;
      });
      // Behind `!` what goes on did so because the command failed.
      const negated = node.prefixes.some((prefix) => prefix.type !== 'Time');
      walk.directories = node.commands.length > 1 ? before : negated ? union(before, walk.directories) : walk.directories;
      return undefined;
    }
    case 'Redirected': {
      const first = walk.commands.length;
      visit(walk, node.command, undefined, piped);
      const redirects = readRedirects(walk, node.redirects);
      const argv: Word[] = [{ span: spanOf(walk, node), value: ':', kind: 'static' }];
      if (redirects.some((redirect) => redirect.kind === 'read' && redirect.descriptor > 0))
        addHazard(walk, node, 'a group that gets a file as one of its outputs');
      if (redirects.some((redirect) => redirect.kind === 'text' || redirect.kind === 'read')) {
        for (let i = first; i < walk.commands.length; i++) {
          const inner = walk.commands[i];
          if (inner !== undefined) inner.piped = true;
        }
      }
      walk.commands.push({
        span: spanOf(walk, node),
        argv,
        assignments: [],
        redirects,
        piped: false,
        feeder: undefined,
        directories: walk.directories,
        hidden: false,
      });
      return undefined;
    }
    case 'Subshell': {
      const before = walk.directories;
      visitList(walk, node.body);
      walk.directories = before;
      return undefined;
    }
    case 'BraceGroup':
      visitList(walk, node.body);
      return undefined;
    case 'If':
      visitList(walk, node.clause);
      visitList(walk, node.then);
      for (const elif of node.elif) {
        visitList(walk, elif.clause);
        visitList(walk, elif.then);
      }
      if (node.else !== undefined) visitList(walk, node.else);
      return undefined;
    case 'While':
      visitLoop(walk, () => {
        visitList(walk, node.clause);
        visitList(walk, node.body);
      });
      return undefined;
    case 'For':
      noteVariable(walk, node.name.text, node, node.wordlist ?? []);
      visitLoop(walk, () => visitList(walk, node.body));
      return undefined;
    case 'Case':
      readWord(walk, node.word);
      for (const item of node.items) {
        for (const pattern of item.pattern) readPattern(walk, pattern);
        visitList(walk, item.body);
      }
      return undefined;
    case 'TestCommand':
      visitTest(walk, node.expression);
      // It starts nothing, and is a command all the same.
      noteNothing(walk, node);
      return undefined;
    case 'ArithmeticCommand':
      if (node.expression === undefined) addHazard(walk, node, 'arithmetic that could not be read');
      else visitArithmetic(walk, node.expression);
      return undefined;
    case 'Function':
      visitFunction(walk, node);
      return undefined;
    case 'ArithmeticFor':
    case 'Select':
    case 'Coproc':
      addHazard(
        walk,
        node,
        `${node.type === 'Coproc' ? 'a co-process' : node.type === 'Select' ? 'a select loop' : 'an arithmetic loop'} is not analysed`,
      );
      visitLoop(walk, () => {
        visit(walk, node.body, undefined);
      });
      return undefined;
    case 'CompoundList':
      visitList(walk, node);
      return undefined;
    default:
      addHazard(walk, node, `unknown construct ${node.type}`);
      return undefined;
  }
}

function visitAndOr(walk: Walk, node: AndOr, piped: boolean): void {
  const before = walk.directories;
  const outcomes: Outcomes = { succeeded: before, failed: before };
  node.commands.forEach((command, i) => {
    const alternative = node.operators[i - 1] === '||';
    const from = alternative ? outcomes.failed : outcomes.succeeded;
    walk.directories = from;
    visit(walk, command, undefined, piped);
    joinOutcome(outcomes, alternative, i === 0, from, walk.directories);
  });
  walk.directories = union(outcomes.succeeded, outcomes.failed);
}

function visitFunction(walk: Walk, node: FunctionNode): void {
  addHazard(walk, node, 'a function is defined: later words may start it instead of a program');
  const before = walk.directories;
  const first = walk.commands.length;
  walk.directories = undefined;
  visit(walk, node.body, undefined);
  walk.directories = before;
  const calls = walk.commands.slice(first).filter((command) => command.argv[0]?.value === node.name.text);
  if (calls.length > 1) walk.forkBombs.push(spanOf(walk, node));
}

function readPattern(walk: Walk, node: SyntaxNode): void {
  if (node.type === 'Word') readWord(walk, node);
}
