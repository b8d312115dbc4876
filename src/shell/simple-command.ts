import type { ArrayValue, Assignment as AssignmentNode, Command, Word as WordNode } from 'unbash';
import { type Assignment, type Redirect, type Span, UNKNOWN, type Word } from './analysis.ts';
import { changeDirectory, type Directories } from './directories.ts';
import { readRedirects } from './redirects.ts';
import { addHazard, type Position, spanOf, type WordScope } from './scope.ts';
import { appendWord, readWord } from './words.ts';

/** A simple command as it stands in the source, before any program knowledge. */
export interface SimpleCommand {
  readonly span: Span;
  readonly argv: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  piped: boolean;
  /** The command before it in a pipeline. */
  readonly feeder: SimpleCommand | undefined;
  /** What it prints comes with its errors: `|&` stands behind it. */
  withErrors?: true;
  directories: Directories;
  /** It stands for something that bash does itself; nobody would count it as a command. */
  readonly hidden: boolean;
}

/** What listing a simple command needs from the walk around it. */
export interface CommandScope extends WordScope {
  readonly commands: SimpleCommand[];
}

/** Lists a simple command and moves the walk to where it leads. */
export function visitCommand(
  walk: CommandScope,
  node: Command,
  feeder: SimpleCommand | undefined,
  piped: boolean,
): SimpleCommand | undefined {
  const assignments: Assignment[] = [];
  for (const item of node.prefix) if (item.type === 'Assignment') assignments.push(readAssignment(walk, item));
  const argv: Word[] = [];
  if (node.name !== undefined) appendWord(walk, node.name, argv);
  let end = node.name?.end;
  for (const item of node.suffix) {
    // The parser cut in two what is one word for bash.
    if (item.pos === end) addHazard(walk, item, 'two words that touch each other');
    end = item.end;
    if (item.type === 'Word') appendWord(walk, item, argv);
    else if (item.type === 'Assignment') argv.push(readAssignmentWord(walk, item));
  }
  const redirects = readRedirects(walk, node.redirects);
  if (argv.length === 0 && redirects.length === 0 && assignments.length === 0) return undefined;
  if (argv.some(({ stream }) => stream)) readStreams(argv);
  const { directories } = walk;
  const command: SimpleCommand = { span: spanOf(walk, node), argv, assignments, redirects, piped, feeder, directories, hidden: false };
  walk.commands.push(command);
  walk.directories = changeDirectory(argv, walk.directories, walk.context);
  return command;
}

/** Programs that only read what they are given. For others, a shell for example, what comes out of a pipe may be more than text. */
const READERS = new Set(
  'cat cmp colordiff comm cut diff diff3 grep head join md5sum nl od paste sdiff sha1sum sha256sum sort tail uniq wc xxd'.split(' '),
);

/** What comes out of `<(…)` is what the commands in it print, and these are judged by themselves. */
function readStreams(argv: Word[]): void {
  const [program] = argv;
  if (program?.kind !== 'static' || !READERS.has(program.value)) return;
  argv.forEach((word, at) => {
    if (word.stream && at > 0) argv[at] = { ...word, value: '/dev/fd/63', kind: 'found' };
  });
}

/** Stands for what bash does by itself. */
export function noteNothing(walk: CommandScope, node: Position): void {
  const span = spanOf(walk, node);
  const argv: Word[] = [{ span, value: ':', kind: 'static' }];
  walk.commands.push({
    span,
    argv,
    assignments: [],
    redirects: [],
    piped: false,
    feeder: undefined,
    directories: walk.directories,
    hidden: true,
  });
}

/** A loop sets its variable to each of the words; bash expands them as it would those of `:`. */
export function noteVariable(walk: CommandScope, name: string, node: Position, words: readonly WordNode[]): void {
  const span = spanOf(walk, node);
  const { directories } = walk;
  const assignments: Assignment[] = [{ span, name, value: { span, value: '', kind: 'dynamic' } }];
  walk.commands.push({ span, argv: [], assignments, redirects: [], piped: false, feeder: undefined, directories, hidden: true });
  const argv: Word[] = [{ span, value: ':', kind: 'static' }];
  for (const word of words) appendWord(walk, word, argv);
  walk.commands.push({ span, argv, assignments: [], redirects: [], piped: false, feeder: undefined, directories, hidden: true });
}

function readAssignment(walk: CommandScope, node: AssignmentNode): Assignment {
  return { span: spanOf(walk, node), name: node.name, value: readAssignmentValue(walk, node) };
}

function readAssignmentWord(walk: CommandScope, node: AssignmentNode): Word {
  const value = readAssignmentValue(walk, node);
  const kind = value.kind === 'static' ? 'static' : 'dynamic';
  return { span: spanOf(walk, node), value: `${node.name}${node.append === true ? '+' : ''}=${value.value}`, kind };
}

/** The value of `name=value`; an array or a subscript is a hazard, and what is nested in it is still listed. */
function readAssignmentValue(scope: WordScope, node: AssignmentNode): Word {
  const unknown: Word = { span: spanOf(scope, node), value: UNKNOWN, kind: 'dynamic' };
  if (node.index !== undefined) {
    addHazard(scope, node, 'a subscript is evaluated');
    readWord(scope, node.index);
  }
  if (!/^[A-Za-z_]\w*$/.test(node.name)) addHazard(scope, node, 'an assignment to something that is no plain name');
  if (node.value.type === 'ArrayValue') {
    readArray(scope, node.value);
    addHazard(scope, node, 'an array value is not analysed');
    return unknown;
  }
  const words = node.value.pos === node.value.end ? [] : readWord(scope, node.value);
  const [word] = words;
  // Braces do not expand in an assignment; whoever writes them gets the careful answer.
  return words.length === 0 ? { span: unknown.span, value: '', kind: 'static' } : words.length === 1 && word !== undefined ? word : unknown;
}

function readArray(scope: WordScope, array: ArrayValue): void {
  for (const element of array.elements) readWord(scope, element);
}
