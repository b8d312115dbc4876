import type { Found, Word } from '../../analysis.ts';
import { commandEnd, EXECS, FLAGS, takesValue } from './find-words.ts';

/** A pattern that needs no closer look: brackets and backslashes are read in more than one way. */
const PLAIN_PATTERN = /^[^[\]\\/]+$/;
const NEGATIONS = new Set(['!', '-not']);
const NAMED = new Set(['-name', '-iname']);
const BRACKETS = new Set(['(', ')']);
/** With one of these find does not print by itself. */
const ACTIONS = new Set(['-print', '-print0', '-ls', '-printf', '-fprint', '-fprint0', '-fprintf', '-fls', '-delete', ...EXECS]);
/** With these a directory is looked at after what is in it, or not at all, so that it is not pruned. */
const PRUNES_LATER = new Set(['-depth', '-d', '-delete', '-mindepth']);

/** One test or action with the value behind it. */
interface Term {
  readonly name: string;
  readonly value: string | undefined;
}

type Piece = readonly Term[];

const ANY: Pick<Found, 'names' | 'skipped'> = { names: undefined, skipped: [] };

/**
 * Which names an expression of find prints, or hands to `-exec`: these, and maybe fewer.
 * Takes the words behind the roots, and whether the only root is `.`.
 */
export function findNames(expression: readonly Word[], fromHere: boolean): Pick<Found, 'names' | 'skipped'> {
  const terms = expression.every(({ kind }) => kind === 'static') ? termsOf(expression) : undefined;
  if (terms === undefined || terms.some(({ name }) => name === ',') || negatesMore(terms)) return ANY;
  const pieces = alternatives(terms);
  const told = pieces.filter((piece) => !onlyPrunes(piece, terms)).map(requiredName);
  const names = told.length > 0 && told.every((name) => name !== undefined) ? told : undefined;
  const left = skipped(pieces, terms).filter((name) => fromHere || !name.startsWith('./'));
  // What is found itself is not left out.
  return { names, skipped: left.filter((name) => names?.some((pattern) => fits(pattern, name.replace('./', ''))) !== true) };
}

/** The words with their values; undefined when one is not known. A value may look like a word of the expression. */
function termsOf(words: readonly Word[]): readonly Term[] | undefined {
  const terms: Term[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const name = words[at]?.value ?? '';
    if (EXECS.has(name)) {
      at = commandEnd(words, at + 1);
      if (at < 0) return undefined;
      terms.push({ name, value: undefined });
    } else if (takesValue(name)) {
      const value = words[at + 1]?.value;
      if (value === undefined) return undefined;
      terms.push({ name, value });
      at += name === '-fprintf' ? 2 : 1;
    } else if (FLAGS.has(name) || name === '-delete' || /^-O\d$/.test(name)) terms.push({ name, value: undefined });
    else return undefined;
  }
  return terms;
}

/** Cut at every `-o`, whatever brackets stand around: a name that is found fits the required name of one of the pieces, if each has one. */
function alternatives(terms: readonly Term[]): readonly Piece[] {
  const pieces: Term[][] = [[]];
  for (const term of terms) {
    if (term.name === '-o' || term.name === '-or') pieces.push([]);
    else pieces.at(-1)?.push(term);
  }
  return pieces;
}

/** A negation of more than one test. */
function negatesMore(terms: readonly Term[]): boolean {
  return terms.some(({ name }, i) => NEGATIONS.has(name) && (terms[i + 1]?.name === '(' || NEGATIONS.has(terms[i + 1]?.name ?? '')));
}

function acts(terms: readonly Term[]): boolean {
  return terms.some(({ name }) => ACTIONS.has(name));
}

/** What is pruned is printed unless something says what to do with the rest, and nothing stands behind it. */
function onlyPrunes(piece: Piece, terms: readonly Term[]): boolean {
  return prunes(piece) && acts(terms) && !acts(piece) && !terms.some(({ name }) => BRACKETS.has(name));
}

function prunes(piece: Piece): boolean {
  return piece.at(-1)?.name === '-prune';
}

/** The pattern that a name has to fit before anything is done with it. */
function requiredName(piece: Piece): string | undefined {
  const at = piece.findIndex(({ name }, i) => NAMED.has(name) && !NEGATIONS.has(piece[i - 1]?.name ?? ''));
  const pattern = at < 0 || acts(piece.slice(0, at)) ? undefined : piece[at]?.value;
  return pattern !== undefined && PLAIN_PATTERN.test(pattern) ? pattern : undefined;
}

/** Directories that are left out whatever else is asked: those of pieces that only prune, and those that the last piece excludes. */
function skipped(pieces: readonly Piece[], terms: readonly Term[]): readonly string[] {
  const before = pieces.slice(0, -1);
  if (!before.every(prunes) || terms.some(({ name }) => PRUNES_LATER.has(name))) return [];
  const excluded = before.every((piece) => onlyPrunes(piece, terms)) ? excludedBy(pieces.at(-1) ?? []) : [];
  return [...before.flatMap((piece) => prunedBy(piece)), ...excluded];
}

/** `-name X -prune` and `-path ./X -prune`, maybe of directories only. */
function prunedBy(piece: Piece): readonly string[] {
  const [first] = piece;
  const [test, ...more] = first?.name === '-type' && first.value === 'd' ? piece.slice(1) : piece;
  if (test?.value === undefined || more.length !== 1) return [];
  if (test.name === '-name') return /^[\w.-]+$/.test(test.value) ? [test.value] : [];
  return test.name === '-path' ? named(/^(\.\/|\*\/)([\w.-]+)$/.exec(test.value)) : [];
}

/** `-not -path './X/*'`, before anything is done. */
function excludedBy(piece: Piece): readonly string[] {
  return piece.flatMap(({ name }, i) => {
    const next = piece[i + 1];
    if (!NEGATIONS.has(name) || next?.name !== '-path' || acts(piece.slice(0, i))) return [];
    return named(/^(\.\/|\*\/)([\w.-]+)\/\*$/.exec(next.value ?? ''));
  });
}

/** `./X` lies in the root itself, `X` anywhere. */
function named(match: RegExpExecArray | null): readonly string[] {
  const [, start, name] = match ?? [];
  return name === undefined ? [] : [start === './' ? `./${name}` : name];
}

/** Whether a plain pattern of find fits a name, in whatever case. */
function fits(pattern: string, name: string): boolean {
  const expression = pattern.replace(/[.+^${}()|]/g, '\\$&').replace(/[*?]+/g, '.*');
  return new RegExp(`^${expression}$`, 'is').test(name);
}
