import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Found } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';

/** More names than this are not looked at one by one. */
const MAX_NAMES = 2000;
/** More entries of directories than this are not gone through. */
const MAX_SCANNED = 20_000;

/** Thrown when there are too many of either; never leaves this file. */
class TooMany extends Error {}

/**
 * Files that a glob would name, links in it followed as bash follows them, or `undefined` when there are too many to check. `*` and `?`
 * are understood; a bracket, and `**` with or without `globstar`, match too much on purpose.
 */
export function matchGlob(directory: string, pattern: string): readonly string[] | undefined {
  const absolute = nameIn(directory, pattern);
  const segments = absolute.split('/').slice(1);
  const first = segments.findIndex((segment) => /[*?[]/.test(segment));
  if (first < 0) return [absolute];
  // Where a bracket ends depends on classes and quotes: all that could follow it matches.
  if (segments.slice(0, -1).some((segment) => segment.includes('['))) return undefined;
  const budget = { scanned: 0 };
  try {
    let parents: readonly string[] = [`/${segments.slice(0, first).join('/')}`];
    for (const [i, segment] of segments.slice(first).entries()) {
      const last = first + i === segments.length - 1;
      const next = new Set<string>();
      for (const parent of parents) for (const name of expand(parent, segment, last, budget)) next.add(name);
      if (next.size > MAX_NAMES) return undefined;
      parents = [...next];
    }
    return parents;
  } catch (error) {
    if (error instanceof TooMany) return undefined;
    throw error;
  }
}

function expand(parent: string, segment: string, last: boolean, budget: Budget): readonly string[] {
  if (!/[*?[]/.test(segment)) return [nameIn(parent, segment)];
  if (segment === '**') return [parent, ...children(parent, last, budget), ...allBelow(parent, last, budget)];
  const fits = fitting(segment);
  const hidden = segment.startsWith('.');
  return entriesOf(parent, budget)
    .filter(({ name }) => fits.test(name) && (hidden || !name.startsWith('.')))
    .map(({ name }) => nameIn(parent, name))
    .filter((name) => last || isDirectory(name));
}

/** What lies right below, directories behind links too. */
function children(parent: string, last: boolean, budget: Budget): readonly string[] {
  const names = entriesOf(parent, budget).flatMap(({ name }) => (name.startsWith('.') ? [] : [nameIn(parent, name)]));
  return last ? names : names.filter(isDirectory);
}

/** What lies below at any depth; directories behind links are not entered. */
function allBelow(parent: string, last: boolean, budget: Budget): readonly string[] {
  return entriesOf(parent, budget)
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const name = nameIn(parent, entry.name);
      if (entry.isDirectory()) return [name, ...allBelow(name, last, budget)];
      return last ? [name] : [];
    });
}

/** What is left of what may be gone through. */
interface Budget {
  scanned: number;
}

/** The entries of a directory; none when it is none, or not ours to read. */
function entriesOf(directory: string, budget: Budget): readonly Dirent[] {
  const entries = readQuietly(directory);
  // A name that is no text is not the one that is looked at.
  if (entries.some(({ name }) => name.includes('\uFFFD'))) throw new TooMany();
  budget.scanned += entries.length;
  if (budget.scanned > MAX_SCANNED) throw new TooMany();
  return entries;
}

function readQuietly(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isDirectory(name: string): boolean {
  try {
    return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Letters count as the same in either case: a search may not tell them apart. What one letter is hangs on the language. */
function fitting(pattern: string): RegExp {
  const expression = pattern
    .replace(/\[.*$/s, '*')
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/[*?]+/g, '.*');
  return new RegExp(`^${expression}$`, 'is');
}

/** Blanks, quotes and what escapes them: at these a list of names is cut, or read in another way. */
const CUTS = /[\s'"\\]/;

/**
 * The names below a directory that a search may find; the directory itself, for all below it, when any name may be. `undefined` when
 * there are too many, or when one of them would be read as something else: cut at a blank, or taken for an option.
 */
export function findNames(directory: string, { names, skipped, visible, cut, bare }: Found): readonly string[] | undefined {
  const fits = names?.map(fitting);
  const budget = { scanned: 0 };
  const found: string[] = fits?.some((each) => each.test(path.basename(directory)) || each.test('.')) ? [directory] : [];
  const queue: string[] = [''];
  try {
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const entry of entriesOf(nameIn(directory, at), budget)) {
        const { name } = entry;
        if (visible && name.startsWith('.')) continue;
        const below = at === '' ? name : `${at}/${name}`;
        // What is not entered may be found itself.
        const entered = entry.isDirectory() && !skipped.includes(name) && !(at === '' && skipped.includes(`./${name}`));
        if (entered) queue.push(below);
        if (fits !== undefined && !fits.some((each) => each.test(name))) continue;
        if ((cut && CUTS.test(below)) || (bare && below.startsWith('-'))) return undefined;
        if (fits !== undefined && found.push(nameIn(directory, below)) > MAX_NAMES) return undefined;
      }
    }
  } catch (error) {
    if (error instanceof TooMany) return undefined;
    throw error;
  }
  return fits === undefined ? [directory] : found;
}
