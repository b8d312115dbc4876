import path from 'node:path';
import { type ActionClass, type CommandAnalysis, type Invocation, isWider, type Span, type Word } from '../shell/analysis.ts';
import { resolvePath } from '../shell/resolve-path.ts';
import { repositoryRuns } from './git-config.ts';
import { type Bounds, isWritable, type Place, placeOf } from './places.ts';
import type { World } from './world.ts';

/** One path that an invocation touches, as far as it could be told. */
export interface Touch {
  readonly span: Span;
  readonly use: 'read' | 'write' | 'remove';
  /** As written. */
  readonly text: string;
  /** Every real path it may mean; empty when that is not known. */
  readonly paths: readonly string[];
  /** The strictest place among them; `unknown` when the word, its links or its directory are not known. */
  readonly place: Place | 'unknown';
  readonly redirect: boolean;
}

/** A class, and what makes an invocation be of it: the program's table, or a path that it touches. */
export interface Reach {
  readonly class: ActionClass;
  /** Absent when the program's table says so. */
  readonly why?: string;
  readonly span: Span;
}

/** An invocation after its paths were looked at. */
export interface Judged {
  readonly invocation: Invocation;
  /** The widest of `reaches`. */
  readonly class: ActionClass;
  /** Everything that it is, the program's own class first. A wider class does not make up for a narrower one: each is decided. */
  readonly reaches: readonly Reach[];
  readonly touches: readonly Touch[];
}

const STRICTNESS: Readonly<Record<Place | 'unknown', number>> = {
  null: 0,
  workspace: 1,
  readable: 2,
  outside: 3,
  unknown: 4,
  control: 5,
  secret: 6,
  own: 7,
  device: 8,
};

/** Judges every invocation of a command. Reads the machine only through `world`. */
export function judge(analysis: CommandAnalysis, bounds: Bounds, world: World): Judged[] {
  return analysis.invocations.map((invocation) => judgeInvocation(invocation, bounds, world));
}

/** Programs that go down into a directory and show what is in the files there. */
const DEEP_READERS = new Set(['grep', 'egrep', 'fgrep', 'rg', 'ag', 'ack', 'diff', 'tar', 'zip', 'cp', 'rsync', 'cat']);

/** Builtins that bash runs itself: no program of that name is started. */
export const BUILTINS = new Set(
  ': . [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

function judgeInvocation(invocation: Invocation, bounds: Bounds, world: World): Judged {
  const { effects } = invocation;
  const touches = collectTouches(invocation, bounds, world);
  const own: Reach = { class: effects.unproven === undefined ? effects.class : 'unknown', span: invocation.span };
  const reaches: Reach[] = [own];
  addReach(reaches, reachOfProgram(invocation, bounds, world));
  if (invocation.name === 'git') addReach(reaches, reachOfRepository(invocation, world));
  for (const touch of touches) addReach(reaches, reachOfTouch(touch, invocation, world));
  if (touches.length === 0 && !startsInside(invocation, bounds, world))
    addReach(reaches, { class: 'system', why: 'it starts outside the workspace', span: invocation.span });
  let widest = own.class;
  for (const reach of reaches) if (isWider(reach.class, widest)) widest = reach.class;
  return { invocation, class: widest, reaches, touches };
}

/** The first that reaches a class tells why. */
function addReach(reaches: Reach[], next: Reach | undefined): void {
  if (next !== undefined && !reaches.some((known) => known.class === next.class)) reaches.push(next);
}

function reachOfRepository(invocation: Invocation, world: World): Reach | undefined {
  for (const directory of invocation.directories ?? []) {
    const why = repositoryRuns(directory, world);
    if (why !== undefined) return { class: 'workspace-code', why, span: invocation.span };
  }
  return undefined;
}

function startsInside(invocation: Invocation, bounds: Bounds, world: World): boolean {
  return (
    invocation.directories?.every((directory) => {
      const real = world.resolve(directory);
      const place = real === undefined ? 'outside' : placeOf(real, bounds);
      return place === 'workspace' || place === 'readable' || place === 'control';
    }) ?? false
  );
}

/** Identity: a program inside a writable place is the workspace's own code, whatever its name; a missing one proves nothing. */
function reachOfProgram(invocation: Invocation, bounds: Bounds, world: World): Reach | undefined {
  const program = invocation.argv[0];
  if (program === undefined || program.kind !== 'static' || BUILTINS.has(program.value)) return undefined;
  const unknown = (why: string): Reach => ({ class: 'unknown', why, span: program.span });
  const found = world.which(program.value, invocation.directories?.[0] ?? bounds.workspace);
  if (found === undefined) return unknown(`${program.value} is not on the PATH`);
  const real = world.resolve(found);
  if (real === undefined) return unknown(`${program.value} cannot be resolved`);
  return isWritable(found, bounds) || (real !== found && isWritable(real, bounds))
    ? unknown(`${program.value} would start ${found}, which lies in a writable place`)
    : undefined;
}

const NO_TOUCHES: readonly Touch[] = [];

function collectTouches(invocation: Invocation, bounds: Bounds, world: World): readonly Touch[] {
  const { effects, redirects } = invocation;
  const { reads, writes, removes } = effects;
  if (reads === undefined && writes === undefined && removes === undefined && redirects.length === 0) return NO_TOUCHES;
  const touches: Touch[] = [];
  const add = (word: Word, use: Touch['use'], redirect: boolean): void => {
    touches.push(placeWord(word, use, redirect, invocation, bounds, world));
  };
  for (const word of reads ?? []) add(word, 'read', false);
  for (const word of writes ?? []) add(word, 'write', false);
  for (const word of removes ?? []) add(word, 'remove', false);
  for (const { kind, target } of redirects) if (kind === 'read' || kind === 'write') add(target, kind, true);
  return touches;
}

function placeWord(word: Word, use: Touch['use'], redirect: boolean, invocation: Invocation, bounds: Bounds, world: World): Touch {
  const text = word.value;
  const paths: string[] = [];
  let place: Touch['place'] = 'null';
  for (const name of namesOf(word, invocation, world) ?? [undefined]) {
    // The last link is removed or replaced itself; everything else goes through it.
    const real = name === undefined ? undefined : use === 'remove' ? removedPath(name, world) : world.resolve(name);
    if (real === undefined) return { span: word.span, use, text, paths: [], place: 'unknown', redirect };
    paths.push(real);
    const next = placeOf(real, bounds);
    if (STRICTNESS[next] > STRICTNESS[place]) place = next;
  }
  if (invocation.stale && place !== 'null' && STRICTNESS[place] < STRICTNESS.unknown) place = 'unknown';
  return { span: word.span, use, text, paths, place, redirect };
}

/** Every absolute name that a word may stand for, links not followed; `undefined` when nobody can tell. */
function namesOf(word: Word, { directories }: Invocation, world: World): readonly string[] | undefined {
  const text = word.value;
  if (word.kind === 'dynamic') return undefined;
  if (directories === undefined && text.charCodeAt(0) !== SLASH) return undefined;
  const first = directories?.[0] ?? '/';
  if (word.kind === 'static' && (directories === undefined || directories.length === 1)) return [resolvePath(first, text)];
  const names: string[] = [];
  for (const directory of directories ?? ['/']) {
    const found = word.kind === 'glob' ? world.glob(directory, text) : undefined;
    if (word.kind === 'glob' && found === undefined) return undefined;
    // A pattern without a match stays as it is, and the place it points to still counts.
    if (found === undefined || found.length === 0) names.push(resolvePath(directory, text));
    else names.push(...found);
  }
  return names;
}

const SLASH = 0x2f;

function removedPath(name: string, world: World): string | undefined {
  const parent = world.resolve(path.dirname(name));
  return parent === undefined ? undefined : path.join(parent, path.basename(name));
}

function reachOfTouch(touch: Touch, invocation: Invocation, world: World): Reach | undefined {
  const { span, text: shown } = touch;
  if (touch.use === 'read') {
    switch (touch.place) {
      case 'outside':
        return { class: 'system', why: `it reads ${shown}, outside the workspace`, span };
      case 'secret':
      case 'own':
        return { class: 'system', why: `it reads ${shown}, a secret place`, span };
      case 'device':
        return { class: 'system', why: `it reads the device ${shown}`, span };
      case 'unknown':
        return {
          class: 'unknown',
          why: invocation.stale ? 'an earlier part may have changed what its paths mean' : 'which path it reads is only known when it runs',
          span,
        };
      default:
        return DEEP_READERS.has(invocation.name) && touch.paths.some((real) => world.isDirectory(real) && world.mayHoldSecrets(real))
          ? { class: 'system', why: `it reads everything below ${shown}, where secrets lie`, span }
          : undefined;
    }
  }
  switch (touch.place) {
    case 'null':
      return undefined;
    case 'workspace':
      return touch.use === 'write' && touch.paths.some((real) => world.hasOtherNames(real))
        ? { class: 'control-write', why: `${shown} has more than one name: writing it writes elsewhere too`, span }
        : { class: 'workspace-write', why: `it writes ${shown}`, span };
    case 'control':
      return { class: 'control-write', why: `${shown} configures other programs`, span };
    case 'unknown':
      return {
        class: 'unknown',
        why: invocation.stale ? 'an earlier part may have changed what its paths mean' : 'which path it writes is only known when it runs',
        span,
      };
    default:
      return { class: 'system', why: `it writes ${shown}, outside the workspace`, span };
  }
}
