import type { Redirect, Word } from '../../analysis.ts';
import { HERE } from '../words.ts';
import { findNames } from './find-names.ts';
import type { Printed } from './found-words.ts';
import { GREP_LISTS, type Lists, listingOptions, RG_LISTS } from './listing-options.ts';

/** What a program that prints names is asked about. */
interface Lister {
  readonly args: readonly Word[];
  /** What its table says that it reads. */
  readonly reads: readonly Word[];
}

/** All below where it starts; such names begin with nothing. */
const BARE: Printed['which'] = { names: undefined, skipped: [], visible: false, bare: true };

const FIND_PRINTS_MORE = /^-(printf|fprintf|fprint|fprint0|fls|ls|exec|execdir|ok|okdir|delete|L|follow|files0-from)$/;
/** Before the roots. */
const FIND_LEADS = /^-([HLPEXdsx]|O\d|D)$/;

function findPrints({ args }: Lister): Printed | undefined {
  if (args.some(({ value }) => FIND_PRINTS_MORE.test(value)) || FIND_LEADS.test(args[0]?.value ?? '')) return undefined;
  const start = args.findIndex(({ value }) => /^(-.*|!|\(|,)$/s.test(value));
  const given = start < 0 ? args : args.slice(0, start);
  const roots = given.length === 0 ? [HERE] : given;
  const fromHere = roots.length === 1 && roots[0]?.value === '.';
  const which = { ...findNames(start < 0 ? [] : args.slice(start), fromHere), visible: false, bare: false };
  return { roots, which, nul: args.some(({ value }) => value === '-print0') };
}

function searchPrints({ args, reads }: Lister, table: Lists): Printed | undefined {
  const options = listingOptions(args, table);
  if (options === undefined) return undefined;
  const here = reads.includes(HERE);
  // Neither leaves out what is hidden: a file of the workspace may tell `rg` to look there.
  return { roots: here ? [HERE] : reads, which: { ...BARE, bare: here }, nul: options.some((option) => table.nul.test(option)) };
}

const FD_OPTION = /^(-[HIigse0FpuE]|-[tedE].*|--(hidden|no-ignore|type|extension|glob|exclude|max-depth|print0)(=.*)?)$/s;

/** All that may be below here, for which operand is the place to look is told by others. A file of the workspace may bring what is hidden. */
function fdPrints({ args }: Lister): Printed | undefined {
  const options = args.filter(({ value }) => value.startsWith('-'));
  if (!options.every(({ value }) => FD_OPTION.test(value)) || args.some(({ value }) => value.startsWith('/') || value.includes('..')))
    return undefined;
  return { roots: [HERE], which: BARE, nul: options.some(({ value }) => value === '-0' || value === '--print0') };
}

const LS_OPTION = /^-[1tSrUXv]+$/;

/** Names in a directory, but without it: whoever uses them uses what lies here. What they look like is told by where they were listed. */
function lsPrints({ args }: Lister): Printed | undefined {
  if (args.some(({ value }) => (value.startsWith('-') && !LS_OPTION.test(value)) || value.startsWith('/') || value.includes('..')))
    return undefined;
  const listed = args.filter(({ value }) => !value.startsWith('-') && value !== '.');
  return { roots: [HERE, ...listed], which: { ...BARE, visible: args.every(({ value }) => !value.includes('.')) }, nul: false };
}

const GIT_GREP_OPTION = /^(-[lLiwEFPn]+|--name-only|--files-with-matches|--)$/;

/**
 * Only a search of the files that are there: names of the index or of commits may be of files that nobody has looked at, and such a
 * name may hold blanks.
 */
function gitPrints({ args: [verb, ...rest] }: Lister): Printed | undefined {
  if (verb?.value !== 'grep') return undefined;
  const options = rest.filter(({ value }) => value.startsWith('-'));
  const lists = options.some(({ value }) => /^(-[a-zA-Z]*l|--name-only|--files-with-matches)/.test(value));
  const dashes = rest.findIndex(({ value }) => value === '--');
  const named = (dashes < 0 ? rest : rest.slice(0, dashes)).length - options.filter(({ value }) => value !== '--').length;
  // A second word before the dashes may be a revision.
  if (!lists || named !== 1 || !options.every(({ value }) => GIT_GREP_OPTION.test(value))) return undefined;
  return { roots: [HERE], which: BARE, nul: false };
}

const LISTERS: Readonly<Record<string, (lister: Lister) => Printed | undefined>> = {
  find: findPrints,
  fd: fdPrints,
  fdfind: fdPrints,
  rg: (lister) => searchPrints(lister, RG_LISTS),
  grep: (lister) => searchPrints(lister, GREP_LISTS),
  git: gitPrints,
  ls: lsPrints,
};

/**
 * The names that a command prints, each on a line of its own and nothing else; `undefined` when it may print something else.
 * Takes its words, and what its table says that it reads.
 */
export function printedNames(argv: readonly Word[], reads: readonly Word[]): Printed | undefined {
  const [program, ...args] = argv;
  if (program === undefined || argv.some(({ kind }) => kind !== 'static')) return undefined;
  return Object.hasOwn(LISTERS, program.value) ? LISTERS[program.value]?.({ args, reads }) : undefined;
}

/** Words of filters that leave whole lines as they are, joined by blanks. Any other word would be a file that they read. */
const FILTERS: Readonly<Record<string, RegExp>> = {
  head: /^(-\d+|-n ?\d+|--lines=\d+)?$/,
  tail: /^(-\d+|-n ?\+?\d+|--lines=\+?\d+)?$/,
  sort: /^(-[urnfV]+( -[urnfV]+)*)?$/,
  uniq: /^(-[ud])?$/,
  tac: /^$/,
  cat: /^$/,
  shuf: /^(-n ?\d+)?$/,
};
/** What stands behind an `e` in the same word would be the pattern, and the operand a file. */
const GREP_OPTION = /^-[ivwxEFP]*e?$/;

/** Whether a command hands on some of the lines that it gets, each as it was, in whatever order. */
export function passesLines(argv: readonly Word[]): boolean {
  const [program, ...args] = argv;
  if (program === undefined || argv.some(({ kind }) => kind !== 'static')) return false;
  if (program.value === 'grep' || program.value === 'egrep' || program.value === 'rg') {
    const options = args.filter(({ value }) => value.startsWith('-'));
    return args.length - options.length === 1 && options.every(({ value }) => GREP_OPTION.test(value));
  }
  const known = Object.hasOwn(FILTERS, program.value) ? FILTERS[program.value] : undefined;
  return known?.test(args.map(({ value }) => value).join(' ')) === true;
}

/** Nothing but errors goes to or comes from a file. */
export function keepsStreams(redirects: readonly Redirect[]): boolean {
  return redirects.every(({ kind, descriptor, target }) => kind === 'write' && descriptor === 2 && target.value === '/dev/null');
}
