import path from 'node:path';
import type { Invocation, Span, Word } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';
import { isSecretPath } from '../shell/secret-paths.ts';
import { type Bounds, isStream, type Place, placeOf } from './places.ts';
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
}

const NO_TOUCHES: readonly Touch[] = [];

/** Every touch of an invocation: what its program reads, writes and removes, then its redirects. */
export function collectTouches(invocation: Invocation, bounds: Bounds, world: World): readonly Touch[] {
  const { effects, redirects } = invocation;
  const { reads, writes, removes } = effects;
  if (reads === undefined && writes === undefined && removes === undefined && redirects.length === 0) return NO_TOUCHES;
  const touches: Touch[] = [];
  const add = (word: Word, use: Touch['use'], redirect: boolean): void =>
    placeWord(touches, word, use, redirect, invocation, bounds, world);
  for (const word of reads ?? []) add(word, 'read', false);
  for (const word of writes ?? []) add(word, 'write', false);
  for (const word of removes ?? []) add(word, 'remove', false);
  if (reads !== undefined && writes !== undefined && FOLLOWING_COPIERS.has(invocation.name)) addCopies(touches, add, world);
  for (const { kind, target } of redirects) if (kind === 'read' || kind === 'write') add(target, kind, true);
  return touches;
}

/** They write through a link that lies where the copy shall. */
const FOLLOWING_COPIERS = new Set(['cp', 'gcp', 'ditto']);

/** A copy into a directory has the name of its source. */
function addCopies(touches: readonly Touch[], add: (word: Word, use: 'write', redirect: boolean) => void, world: World): void {
  const into = touches.filter((touch) => touch.use === 'write' && touch.paths.some((real) => world.isDirectory(real)));
  const names = touches.filter((touch) => touch.use === 'read').flatMap((touch) => touch.paths.map((real) => path.basename(real)));
  for (const { text, span } of into)
    for (const name of new Set(names)) add({ span, value: nameIn(text, name), kind: 'static' }, 'write', false);
}

function placeWord(
  touches: Touch[],
  word: Word,
  use: Touch['use'],
  redirect: boolean,
  invocation: Invocation,
  bounds: Bounds,
  world: World,
): void {
  const { span, value: text } = word;
  const first = touches.length;
  for (const name of namesOf(word, invocation, world) ?? UNKNOWN_NAMES) {
    // The last link is removed or replaced itself; everything else goes through it.
    const real = name === undefined ? undefined : use === 'remove' ? removedPath(name, world) : world.resolve(name);
    const found = real === undefined ? placeOfUnknown(text, bounds) : placeOf(real, bounds);
    const place = (invocation.stale && MAY_BE_ELSEWHERE[found]) || isReopened(real, use, invocation) ? 'unknown' : found;
    const known = ofPlace(touches, first, place);
    if (known === undefined) touches.push({ span, use, text, paths: real === undefined ? [] : [real], place, redirect });
    else if (real !== undefined) known.paths.push(real);
  }
}

/** Writing to standard input, or to an output that a file was opened as for reading, opens that file again. */
function isReopened(real: string | undefined, use: Touch['use'], { redirects }: Invocation): boolean {
  if (use === 'read' || real === undefined || !isStream(real)) return false;
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
  if (directories === undefined && text.charCodeAt(0) !== SLASH) return undefined;
  const first = directories?.[0] ?? '/';
  if (word.kind === 'static' && (directories === undefined || directories.length === 1)) return [nameIn(first, text)];
  const names: string[] = [];
  for (const directory of directories ?? ['/']) {
    const found = word.kind === 'glob' ? world.glob(directory, text) : undefined;
    if (word.kind === 'glob' && found === undefined) return undefined;
    // A pattern without a match stays as it is, and the place it points to still counts.
    if (found === undefined || found.length === 0) names.push(nameIn(directory, text));
    else names.push(...found);
  }
  return names;
}

const SLASH = 0x2f;

function removedPath(name: string, world: World): string | undefined {
  const plain = name.replace(/\/+$/, '');
  const parent = world.resolve(path.dirname(plain));
  return parent === undefined ? undefined : path.join(parent, path.basename(plain));
}
