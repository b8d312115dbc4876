import { type Nested, UNKNOWN, type Word } from './analysis.ts';
import { foundWords, onlyReads } from './programs/found/found-words.ts';
import { keepsStreams, passesLines, printedNames } from './programs/found/printed-names.ts';
import { lookupProgram } from './programs/index.ts';
import type { SimpleCommand } from './simple-command.ts';

type Fed = NonNullable<Extract<Nested, { readonly kind: 'argv' }>['fed']>;

/** More filters than this between a search and its reader are not looked through. */
const MAX_FILTERS = 8;

/**
 * The words of a command that gets more of them from its standard input: those of a static text, names that a search finds when all
 * it does is read them, or one that nobody knows. Takes the command that feeds it, the words that stand there, and how they are fed.
 */
export function fedWords(command: SimpleCommand, argv: readonly Word[], { mark, cut }: Fed): readonly Word[] {
  const more = inputWords(command, cut, mark) ?? namesFor(command, argv, { mark, cut }) ?? [unknownAt(command)];
  if (mark === undefined) return [...argv, ...more];
  return argv.flatMap((word) => (word.kind === 'static' && word.value === mark ? more : [word]));
}

function unknownAt({ span }: SimpleCommand): Word {
  return { span, value: UNKNOWN, kind: 'dynamic' };
}

/** Where each line takes the place of a mark, this command is not one but many: only the table of its program can tell. */
function inputWords(command: SimpleCommand, cut: boolean, mark: string | undefined): readonly Word[] | undefined {
  const text = mark === undefined && cut ? standardInput(command) : undefined;
  if (text === undefined || /['"\\]/.test(text)) return undefined;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const known = words.map((value): Word => ({ span: command.span, value, kind: 'static' }));
  // What is only near to it names what may be meant, and proves nothing.
  return isExact(command) ? known : [...known, unknownAt(command)];
}

/** Whether `standardInput` holds the very words that arrive: nothing in front of them puts pieces together. */
function isExact({ redirects, feeder }: SimpleCommand): boolean {
  if (redirects.some(({ descriptor }) => descriptor === 0)) return true;
  const [program, format, ...rest] = feeder?.argv ?? [];
  if (program?.value !== 'printf') return true;
  return /^%s(\n|\\n)$/.test(format?.value ?? '') || (rest.length === 0 && format?.value.includes('%') === false);
}

/** Names that a search before it in the pipeline prints; `undefined` when it does more than read them. */
function namesFor(command: SimpleCommand, argv: readonly Word[], { mark, cut }: Fed): readonly Word[] | undefined {
  if (command.redirects.some(({ descriptor }) => descriptor === 0)) return undefined;
  if (!onlyReads(argv.filter((word) => mark === undefined || word.value !== mark))) return undefined;
  let feeder = command.feeder;
  let filters = 0;
  while (feeder !== undefined && isClean(feeder) && passesLines(feeder.argv) && filters < MAX_FILTERS) {
    feeder = feeder.feeder;
    filters += 1;
  }
  // A filter takes lines, and a name may hold several.
  if (feeder === undefined || !isClean(feeder) || (filters > 0 && !cut)) return undefined;
  const printed = printedNames(feeder.argv, readsOf(feeder, command));
  const words = printed === undefined || printed.nul === cut ? undefined : foundWords(printed, cut, command.span);
  // Twice, for the first of them could be taken for a pattern.
  return words && [...words, ...words];
}

/** Nothing goes into its output, or comes into it, but what its words say. */
function isClean({ assignments, redirects, withErrors }: SimpleCommand): boolean {
  return assignments.length === 0 && keepsStreams(redirects) && withErrors !== true;
}

function readsOf({ argv, redirects, piped, directories }: SimpleCommand, { span }: SimpleCommand): readonly Word[] {
  const [program, ...args] = argv;
  const cwd = directories?.[0];
  if (program === undefined || cwd === undefined) return [{ span, value: UNKNOWN, kind: 'dynamic' }];
  const judged = lookupProgram(program.value).effects?.({ args, redirects, piped, context: { home: '/', cwd } }, program.value);
  return judged?.unproven === undefined ? (judged?.reads ?? []) : [{ span, value: UNKNOWN, kind: 'dynamic' }];
}

/** What a command reads that holds it in its own text: a here-document, a here-string, `echo … |`. */
export function standardInput(command: SimpleCommand): string | undefined {
  const handed = command.redirects.findLast((redirect) => redirect.descriptor === 0);
  if (handed !== undefined) return handed.kind === 'text' && handed.target.kind === 'static' ? handed.target.value : undefined;
  return command.feeder === undefined ? undefined : staticOutput(command.feeder);
}

/** What `echo` or `printf` with literal words prints, near enough to name programs and paths in it. */
function staticOutput(command: SimpleCommand): string | undefined {
  const [program, ...args] = command.argv;
  if (program?.kind !== 'static' || command.redirects.length > 0 || args.some((word) => word.kind !== 'static')) return undefined;
  if (program.value !== 'echo' && program.value !== 'printf') return undefined;
  const words = args.map((word) => word.value.replace(/\\n/g, '\n'));
  return program.value === 'printf'
    ? words.filter((word) => !/^(%s(\n)?|--)$/.test(word)).join('\n')
    : words.slice(words.findIndex((word) => !/^-[neE]+$/.test(word)) >>> 0).join(' ');
}
