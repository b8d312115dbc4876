import path from 'node:path';
import type { Invocation, Span, Word } from '../shell/analysis.ts';
import { codeAt, cut, lengthOf } from '../shell/code-at.ts';
import { nameIn } from '../shell/name-in.ts';
import { COPIES_THROUGH } from '../shell/programs/traits.ts';
import { isSecretPath } from '../shell/secret-paths.ts';
import { type Bounds, isStream, type Place, placeOf, placeOfName } from './places.ts';
import type { World } from './world.ts';

/** One word that an invocation touches files by, as far as they could be told. A word that leads to several places is several touches. */
export interface Touch {
  readonly span: Span;
  readonly use: 'read' | 'write' | 'remove';
  /** As written. */
  readonly text: string;
  /** Every real path it may mean; empty when that is not known. */
  readonly paths: string[];
  /** Where all of them lie; `unknown` when the word, its links or its directory are not known. */
  readonly place: Place | 'unknown';
  readonly redirect: boolean;
  /** Only the names in a directory are seen, not what is in its files. */
  readonly namesOnly: boolean;
}

/** How a word is used. */
interface Use extends Pick<Touch, 'use' | 'redirect' | 'namesOnly'> {}

const READ: Use = { use: 'read', redirect: false, namesOnly: false };
const WRITE: Use = { use: 'write', redirect: false, namesOnly: false };
const REMOVE: Use = { use: 'remove', redirect: false, namesOnly: false };
const LIST: Use = { use: 'read', redirect: false, namesOnly: true };
const READ_FROM: Use = { use: 'read', redirect: true, namesOnly: false };
const WRITE_TO: Use = { use: 'write', redirect: true, namesOnly: false };

const NO_TOUCHES: readonly Touch[] = [];
const NO_WORDS: readonly Word[] = [];

/** Every touch of an invocation: what its program reads, writes and removes, what its patterns list, then its redirects. */
export function collectTouches(invocation: Invocation, bounds: Bounds, world: World): readonly Touch[] {
  const { effects, redirects, argv } = invocation;
  const { reads, writes, removes } = effects;
  const globs = hasGlob(argv);
  const sends = effects.class === 'network';
  const copiesThrough = (invocation.traits & COPIES_THROUGH) !== 0;
  if (reads === undefined && writes === undefined && removes === undefined && redirects.length === 0 && !globs && !sends) return NO_TOUCHES;
  const more = redirects.length > 0 || globs || sends || copiesThrough;
  const [only] = reads ?? NO_WORDS;
  // Most programs read one file.
  if (only !== undefined && reads?.length === 1 && writes === undefined && removes === undefined && !more)
    if (isSettled(only, READ, invocation.directories))
      return [touchOf(only, READ, invocation.directories?.[0] ?? '/', invocation, bounds, world)];
  const touches: Touch[] = [];
  if (reads !== undefined) for (const word of reads) placeWord(touches, word, READ, invocation, bounds, world);
  if (writes !== undefined) for (const word of writes) placeWord(touches, word, WRITE, invocation, bounds, world);
  if (removes !== undefined) for (const word of removes) placeWord(touches, word, REMOVE, invocation, bounds, world);
  if (!more) return touches;
  const add = (word: Word, use: Use): void => placeWord(touches, word, use, invocation, bounds, world);
  if (reads !== undefined && writes !== undefined && copiesThrough) addCopies(touches, add, world);
  if (globs) listPatterns(argv, touches, add);
  if (sends) for (const word of argv) if (namesSecretFile(word, bounds)) add(fileIn(word), READ);
  for (const { kind, target } of redirects) if (kind === 'read' || kind === 'write') add(target, kind === 'read' ? READ_FROM : WRITE_TO);
  return touches;
}

/** The file in a word of a client: `@file`, `name=file`, `name@file`, or all of it. */
function fileIn({ span, value, kind }: Word): Word {
  return { span, value: value.slice(Math.max(value.lastIndexOf('@'), value.lastIndexOf('=')) + 1), kind };
}

/** A client may send any file that it is told of, whatever the option is called. A bare word is no file name, nor is an address. */
function namesSecretFile(word: Word, { workspace, home }: Bounds): boolean {
  if (!holdsMark(word.value)) return false;
  const { value } = fileIn(word);
  return (value !== word.value || /[./]/.test(value)) && !word.value.includes('://') && isSecretPath(nameIn(workspace, value), home);
}

/** What a file's name, or what stands before it, has. */
function holdsMark(text: string): boolean {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = codeAt(text, at);
    if (code === DOT || code === SLASH || code === AT || code === EQUALS) return true;
  }
  return false;
}

const DOT = 0x2e;
const EQUALS = 0x3d;
const AT = 0x40;

function hasGlob(argv: readonly Word[]): boolean {
  for (const word of argv) if (word.kind === 'glob') return true;
  return false;
}

/** Bash lists a directory for each pattern; where the program itself uses it, that says more. */
function listPatterns(argv: readonly Word[], touches: readonly Touch[], add: (word: Word, use: Use) => void): void {
  const used = new Set(touches.map((touch) => touch.span));
  for (const word of argv) if (word.kind === 'glob' && !used.has(word.span)) add(directoryOf(word), LIST);
}

/** Where bash looks for the names that a pattern matches. */
function directoryOf({ span, value }: Word): Word {
  const fixed = value.slice(0, value.search(/[*?[]/));
  const directory = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  return { span, value: directory === '' ? '.' : directory, kind: 'static' };
}

/** A copy into a directory has the name of its source. */
function addCopies(touches: readonly Touch[], add: (word: Word, use: Use) => void, world: World): void {
  const into = touches.filter((touch) => touch.use === 'write' && isSomeDirectory(touch.paths, world));
  if (into.length === 0) return;
  const names = touches.filter((touch) => touch.use === 'read').flatMap((touch) => touch.paths.map((real) => path.basename(real)));
  for (const { text, span } of into) for (const name of new Set(names)) add({ span, value: nameIn(text, name), kind: 'static' }, WRITE);
}

function placeWord(touches: Touch[], word: Word, how: Use, invocation: Invocation, bounds: Bounds, world: World): void {
  // What is in it comes from commands that are judged themselves.
  if (word.stream && word.kind === 'found' && how.use === 'read') return;
  const { directories } = invocation;
  if (isSettled(word, how, directories)) {
    touches.push(touchOf(word, how, directories?.[0] ?? '/', invocation, bounds, world));
    return;
  }
  const { span, value: text } = word;
  const { use, redirect, namesOnly } = how;
  const first = touches.length;
  for (const name of namesOf(word, invocation, world) ?? UNKNOWN_NAMES) {
    // The last link is removed or replaced itself; everything else goes through it.
    const real = name === undefined ? undefined : use === 'remove' ? removedPath(name, world) : world.resolve(name);
    const place = real === undefined ? placeOfUnknown(text, bounds) : seenPlace(placeOf(real, bounds), real, use, invocation);
    const known = ofPlace(touches, first, place);
    if (known === undefined) touches.push({ span, use, text, paths: real === undefined ? [] : [real], place, redirect, namesOnly });
    else if (real !== undefined) known.paths.push(real);
  }
}

function isSomeDirectory(paths: readonly string[], world: World): boolean {
  for (const real of paths) if (world.isDirectory(real)) return true;
  return false;
}

/** It names one path: no pattern, no doubt where the program stands, and the path's last link is followed. */
function isSettled({ kind }: Word, { use }: Use, directories: Invocation['directories']): boolean {
  return kind === 'static' && use !== 'remove' && directories?.length === 1;
}

/** The touch of a word that names one path. */
function touchOf(
  { span, value: text }: Word,
  { use, redirect, namesOnly }: Use,
  directory: string,
  invocation: Invocation,
  bounds: Bounds,
  world: World,
): Touch {
  const name = nameIn(directory, text);
  const real = world.resolve(name);
  if (real === undefined) return { span, use, text, paths: [], place: placeOfUnknown(text, bounds), redirect, namesOnly };
  const found = real === name ? placeOfName(real, text, directory, bounds) : placeOf(real, bounds);
  return { span, use, text, paths: [real], place: seenPlace(found, real, use, invocation), redirect, namesOnly };
}

/** What a place that was found counts as. */
function seenPlace(found: Place, real: string, use: Touch['use'], invocation: Invocation): Touch['place'] {
  return (invocation.stale && MAY_BE_ELSEWHERE[found]) || (use !== 'read' && isReopened(real, invocation)) ? 'unknown' : found;
}

/** Writing to standard input, or to an output that a file was opened as for reading, opens that file again. */
function isReopened(real: string, { redirects }: Invocation): boolean {
  if (!isStream(real)) return false;
  return real.endsWith('0') || real.endsWith('in') || redirects.some((redirect) => redirect.kind === 'read');
}

/** A word tells that it names a secret also where the directory, or the start of the word, is not known. */
function placeOfUnknown(text: string, { workspace, home }: Bounds): 'secret' | 'unknown' {
  return isSecretPath(nameIn(workspace, text), home) ? 'secret' : 'unknown';
}

/** The touch of the same word, which begin at `first`, that lies in `place`. */
function ofPlace(touches: readonly Touch[], first: number, place: Touch['place']): Touch | undefined {
  for (let at = first; at < touches.length; at++) if (touches[at]?.place === place) return touches[at];
  return undefined;
}

const UNKNOWN_NAMES: readonly (string | undefined)[] = [undefined];

/** Whether another place may be behind a name once something was moved or linked; what is refused anyway stays so. */
const MAY_BE_ELSEWHERE: Readonly<Record<Touch['place'], boolean>> = {
  null: false,
  workspace: true,
  readable: true,
  outside: true,
  unknown: true,
  control: true,
  secret: false,
  own: false,
  device: false,
};

/** Every absolute name that a word may stand for, links not followed; `undefined` when nobody can tell. */
function namesOf(word: Word, { directories }: Invocation, world: World): readonly string[] | undefined {
  const text = word.value;
  if (word.kind === 'dynamic') return undefined;
  if (word.kind === 'found') return foundNames(word, directories, world);
  if (directories === undefined && codeAt(text, 0) !== SLASH) return undefined;
  const first = directories?.[0] ?? '/';
  if (word.kind === 'static' && (directories === undefined || directories.length === 1)) return [nameIn(first, text)];
  const names: string[] = [];
  for (const directory of directories ?? ['/']) {
    const found = word.kind === 'glob' ? world.glob(directory, text) : undefined;
    if (word.kind === 'glob' && found === undefined) return undefined;
    // A pattern without a match stays as it is; where one is found here, bash may still find none.
    names.push(nameIn(directory, text));
    if (found !== undefined) names.push(...found);
  }
  return names;
}

/** Every name that a search finds, from each directory that it may start in. */
function foundNames({ value, found }: Word, directories: Invocation['directories'], world: World): readonly string[] | undefined {
  if (found === undefined || directories === undefined) return undefined;
  const names: string[] = [];
  for (const directory of directories) {
    const below = world.find(nameIn(directory, value), found);
    if (below === undefined) return undefined;
    names.push(...below);
  }
  return names;
}

const SLASH = 0x2f;

/** The path of the very thing that a name names: its last link is not followed. `undefined` when that cannot be told. */
export function removedPath(name: string, world: World): string | undefined {
  let end = lengthOf(name);
  while (end > 1 && codeAt(name, end - 1) === SLASH) end--;
  const start = name.lastIndexOf('/', end - 1) + 1;
  if (end <= start) return '/';
  const last = cut(name, start, end);
  const parent = world.resolve(start <= 1 ? '/' : cut(name, 0, start - 1));
  if (parent === undefined) return undefined;
  return last === '.' || last === '..' ? path.join(parent, last) : nameIn(parent, last);
}
