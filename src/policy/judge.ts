import path from 'node:path';
import { ACTION_CLASSES, type ActionClass, type CommandAnalysis, type Invocation, type Span, type Word } from '../shell/analysis.ts';
import { repositoryRuns } from './git-config.ts';
import { type Bounds, type Place, placeOf } from './places.ts';
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

/** An invocation after its paths were looked at. */
export interface Judged {
  readonly invocation: Invocation;
  readonly class: ActionClass;
  /** Why it has this class, when paths made it wider than the program's table said. */
  readonly because?: string;
  readonly span: Span;
  readonly touches: readonly Touch[];
}

const STRICTNESS: readonly (Place | 'unknown')[] = [
  'null',
  'workspace',
  'readable',
  'outside',
  'unknown',
  'control',
  'secret',
  'own',
  'device',
];

/** Judges every invocation of a command. Reads the machine only through `world`. */
export function judge(analysis: CommandAnalysis, bounds: Bounds, world: World): Judged[] {
  return analysis.invocations.map((invocation) => judgeInvocation(invocation, bounds, world));
}

/** The wider of two classes. */
export function wider(a: ActionClass, b: ActionClass): ActionClass {
  return ACTION_CLASSES.indexOf(a) >= ACTION_CLASSES.indexOf(b) ? a : b;
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
  let cls: ActionClass = effects.unproven === undefined ? effects.class : wider(effects.class, 'unknown');
  let because: string | undefined;
  let span = invocation.span;
  const widen = (to: ActionClass, why: string, at: Span) => {
    if (wider(cls, to) === cls) return;
    cls = to;
    because = why;
    span = at;
  };
  const placed = placeProgram(invocation, bounds, world);
  if (placed !== undefined) widen(placed.class, placed.why, invocation.argv[0]?.span ?? invocation.span);
  if (invocation.name === 'git') {
    const runs = (invocation.directories ?? []).map((directory) => repositoryRuns(directory, world)).find((why) => why !== undefined);
    if (runs !== undefined) widen('workspace-code', runs, invocation.span);
  }
  for (const touch of touches) {
    const reached = classOfTouch(touch, invocation, world);
    if (reached !== undefined) widen(reached.class, reached.why, touch.span);
  }
  if (touches.length === 0 && !startsInside(invocation, bounds, world)) widen('system', 'it starts outside the workspace', invocation.span);
  return { invocation, class: cls, ...(because === undefined ? {} : { because }), span, touches };
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
function placeProgram(invocation: Invocation, bounds: Bounds, world: World): { class: ActionClass; why: string } | undefined {
  const program = invocation.argv[0];
  if (program === undefined || program.kind !== 'static' || program.value === ':') return undefined;
  if (!program.value.includes('/') && BUILTINS.has(program.value)) return undefined;
  const found = world.which(program.value, invocation.directories?.[0] ?? bounds.workspace);
  if (found === undefined) return { class: 'unknown', why: `${program.value} is not on the PATH` };
  const real = world.resolve(found);
  if (real === undefined) return { class: 'unknown', why: `${program.value} cannot be resolved` };
  const writable = [found, real].some((at) => {
    const place = placeOf(at, bounds);
    return (
      place === 'workspace' ||
      place === 'control' ||
      place === 'own' ||
      at.startsWith('/tmp/') ||
      at.startsWith('/var/tmp/') ||
      at.startsWith('/dev/shm/')
    );
  });
  return writable ? { class: 'unknown', why: `${program.value} would start ${found}, which lies in a writable place` } : undefined;
}

function collectTouches(invocation: Invocation, bounds: Bounds, world: World): Touch[] {
  const touch = (word: Word, use: Touch['use'], redirect: boolean): Touch => placeWord(word, use, redirect, invocation, bounds, world);
  const { effects } = invocation;
  return [
    ...(effects.reads ?? []).map((word) => touch(word, 'read', false)),
    ...(effects.writes ?? []).map((word) => touch(word, 'write', false)),
    ...(effects.removes ?? []).map((word) => touch(word, 'remove', false)),
    ...invocation.redirects
      .filter((redirect) => redirect.kind === 'read' || redirect.kind === 'write')
      .map((redirect) => touch(redirect.target, redirect.kind === 'read' ? 'read' : 'write', true)),
  ];
}

function placeWord(word: Word, use: Touch['use'], redirect: boolean, invocation: Invocation, bounds: Bounds, world: World): Touch {
  const text = word.value;
  const unknown: Touch = { span: word.span, use, text, paths: [], place: 'unknown', redirect };
  if (word.kind === 'dynamic' || (invocation.directories === undefined && !path.isAbsolute(text))) return unknown;
  const paths: string[] = [];
  for (const directory of invocation.directories ?? ['/']) {
    const names = word.kind === 'glob' ? world.glob(directory, text) : [path.resolve(directory, text)];
    if (names === undefined) return unknown;
    // A pattern without a match stays as it is, and the place it points to still counts.
    for (const name of names.length === 0 ? [path.resolve(directory, text)] : names) {
      // The last link is removed or replaced itself; everything else goes through it.
      const real = use === 'remove' ? removedPath(name, world) : world.resolve(name);
      if (real === undefined) return unknown;
      paths.push(real);
    }
  }
  const places = paths.map((real) => placeOf(real, bounds));
  const place = places.reduce<Place | 'unknown'>(
    (worst, next) => (STRICTNESS.indexOf(next) > STRICTNESS.indexOf(worst) ? next : worst),
    'null',
  );
  const moved = invocation.stale && place !== 'null';
  return {
    span: word.span,
    use,
    text,
    paths,
    place: moved && STRICTNESS.indexOf(place) < STRICTNESS.indexOf('unknown') ? 'unknown' : place,
    redirect,
  };
}

function removedPath(name: string, world: World): string | undefined {
  const parent = world.resolve(path.dirname(name));
  return parent === undefined ? undefined : path.join(parent, path.basename(name));
}

function classOfTouch(touch: Touch, invocation: Invocation, world: World): { class: ActionClass; why: string } | undefined {
  const shown = touch.text;
  if (touch.use === 'read') {
    switch (touch.place) {
      case 'outside':
        return { class: 'system', why: `it reads ${shown}, outside the workspace` };
      case 'secret':
      case 'own':
        return { class: 'system', why: `it reads ${shown}, a secret place` };
      case 'device':
        return { class: 'system', why: `it reads the device ${shown}` };
      case 'unknown':
        return {
          class: 'unknown',
          why: invocation.stale ? 'an earlier part may have changed what its paths mean' : 'which path it reads is only known when it runs',
        };
      default:
        return DEEP_READERS.has(invocation.name) && touch.paths.some((real) => world.isDirectory(real) && world.mayHoldSecrets(real))
          ? { class: 'system', why: `it reads everything below ${shown}, where secrets lie` }
          : undefined;
    }
  }
  switch (touch.place) {
    case 'null':
      return undefined;
    case 'workspace':
      return touch.use === 'write' && touch.paths.some((real) => world.hasOtherNames(real))
        ? { class: 'control-write', why: `${shown} has more than one name: writing it writes elsewhere too` }
        : { class: 'workspace-write', why: `it writes ${shown}` };
    case 'control':
      return { class: 'control-write', why: `${shown} configures other programs` };
    case 'unknown':
      return {
        class: 'unknown',
        why: invocation.stale ? 'an earlier part may have changed what its paths mean' : 'which path it writes is only known when it runs',
      };
    default:
      return { class: 'system', why: `it writes ${shown}, outside the workspace` };
  }
}
