import path from 'node:path';
import { type ActionClass, type CommandAnalysis, type Invocation, isWider, type Span, type Word } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';
import { isSecretPath } from '../shell/secret-paths.ts';
import { repositoryRuns } from './git-config.ts';
import { type Bounds, isControlName, isWritable, type Place, placeOf } from './places.ts';
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

/** Judges every invocation of a command. Reads the machine only through `world`. */
export function judge(analysis: CommandAnalysis, bounds: Bounds, world: World): Judged[] {
  return analysis.invocations.map((invocation) => judgeInvocation(invocation, bounds, world));
}

/** Programs that go down into a directory and show what is in the files there. */
const DEEP_READERS = new Set(['grep', 'egrep', 'fgrep', 'rg', 'ag', 'ack', 'diff', 'tar', 'zip', 'cp', 'rsync', 'cat']);

/** Programs that make the files they read appear under another name. */
const COPIERS = new Set(['cp', 'gcp', 'ditto', 'mv', 'gmv', 'install', 'ginstall', 'ln', 'gln', 'link', 'symlink']);

/** Programs that open what they are told to write; others put a new file in its place, which would break `/dev/null`. */
const OPENERS = new Set(['cp', 'gcp', 'tee', 'dd', 'curl', 'wget', 'tar', 'sort', 'gcc', 'cc', 'clang', 'go']);

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
  if (invocation.stale)
    return { class: 'workspace-code', why: "an earlier part may have changed the repository's configuration", span: invocation.span };
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
  // Only a name with a slash depends on where it is looked up.
  const from = invocation.directories ?? [];
  if (from.length === 0 && program.value.includes('/')) return unknown(`where ${program.value} lies is only known when it runs`);
  for (const directory of program.value.includes('/') ? from : [from[0] ?? bounds.workspace]) {
    const found = world.which(program.value, directory);
    if (found === undefined) return unknown(`${program.value} is not on the PATH`);
    const real = world.resolve(found);
    if (real === undefined) return unknown(`${program.value} cannot be resolved`);
    if (isWritable(found, bounds) || (real !== found && isWritable(real, bounds)))
      return unknown(`${program.value} would start ${found}, which lies in a writable place`);
  }
  return undefined;
}

const NO_TOUCHES: readonly Touch[] = [];

function collectTouches(invocation: Invocation, bounds: Bounds, world: World): readonly Touch[] {
  const { effects, redirects } = invocation;
  const { reads, writes, removes } = effects;
  if (reads === undefined && writes === undefined && removes === undefined && redirects.length === 0) return NO_TOUCHES;
  const touches: Touch[] = [];
  const add = (word: Word, use: Touch['use'], redirect: boolean): void =>
    placeWord(touches, word, use, redirect, invocation, bounds, world);
  for (const word of reads ?? []) add(word, 'read', false);
  for (const word of writes ?? []) add(word, 'write', false);
  for (const word of removes ?? []) add(word, 'remove', false);
  for (const { kind, target } of redirects) if (kind === 'read' || kind === 'write') add(target, kind, true);
  return touches;
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
  for (const name of namesOf(word, invocation, world) ?? UNKNOWN_NAMES) {
    // The last link is removed or replaced itself; everything else goes through it.
    const real = name === undefined ? undefined : use === 'remove' ? removedPath(name, world) : world.resolve(name);
    const found = real === undefined ? placeOfUnknown(text, bounds) : placeOf(real, bounds);
    const place = invocation.stale && MAY_BE_ELSEWHERE[found] ? 'unknown' : found;
    const known = touches.find((touch) => touch.span === span && touch.use === use && touch.place === place && touch.redirect === redirect);
    if (known === undefined) touches.push({ span, use, text, paths: real === undefined ? [] : [real], place, redirect });
    else if (real !== undefined) known.paths.push(real);
  }
}

/** A word tells that it names a secret also where the directory, or the start of the word, is not known. */
function placeOfUnknown(text: string, { workspace, home }: Bounds): 'secret' | 'unknown' {
  return isSecretPath(nameIn(workspace, text), home) ? 'secret' : 'unknown';
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

function reachOfTouch(touch: Touch, invocation: Invocation, world: World): Reach | undefined {
  return touch.use === 'read' ? reachOfRead(touch, invocation, world) : reachOfChange(touch, invocation, world);
}

const STALE = 'an earlier part may have changed what its paths mean';

function reachOfRead({ span, text, place, paths }: Touch, invocation: Invocation, world: World): Reach | undefined {
  switch (place) {
    case 'outside':
      return { class: 'system', why: `it reads ${text}, outside the workspace`, span };
    case 'secret':
    case 'own':
      return { class: 'system', why: `it reads ${text}, a secret place`, span };
    case 'device':
      return { class: 'system', why: `it reads the device ${text}`, span };
    case 'unknown':
      return { class: 'unknown', why: invocation.stale ? STALE : 'which path it reads is only known when it runs', span };
    default:
  }
  const { name } = invocation;
  if (DEEP_READERS.has(name) && paths.some((real) => world.isDirectory(real) && world.mayHoldSecrets(real)))
    return { class: 'system', why: `it reads everything below ${text}, where secrets lie`, span };
  if (COPIERS.has(name) && paths.some((real) => isControlName(real) || (world.isDirectory(real) && world.mayHoldControl(real))))
    return { class: 'control-write', why: `${text} holds what configures other programs, and it would be made anew`, span };
  return undefined;
}

function reachOfChange({ span, text, place, paths, use, redirect }: Touch, invocation: Invocation, world: World): Reach | undefined {
  const { name, effects } = invocation;
  switch (place) {
    case 'null':
      return redirect || (use === 'write' && OPENERS.has(name))
        ? undefined
        : { class: 'system', why: `it replaces or changes ${text}, which everything else uses`, span };
    case 'workspace':
      if (use === 'write' && paths.some((real) => world.hasOtherNames(real)))
        return { class: 'control-write', why: `${text} has more than one name: writing it writes elsewhere too`, span };
      if (use === 'write' && effects.recursive === true && !COPIERS.has(name) && paths.some((real) => world.mayHoldControl(real)))
        return { class: 'control-write', why: `below ${text} lies what configures other programs`, span };
      return { class: 'workspace-write', why: `it writes ${text}`, span };
    case 'control':
      return { class: 'control-write', why: `${text} configures other programs`, span };
    case 'unknown':
      return { class: 'unknown', why: invocation.stale ? STALE : 'which path it writes is only known when it runs', span };
    default:
      return { class: 'system', why: `it writes ${text}, outside the workspace`, span };
  }
}
