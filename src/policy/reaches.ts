import path from 'node:path';
import type { ActionClass, Assignment, Invocation, Span, Word } from '../shell/analysis.ts';
import { codeAt, lengthOf, startsAt } from '../shell/code-at.ts';
import { nameIn } from '../shell/name-in.ts';
import { BUILTIN, COPIER, FETCHES, FINDER, FOLLOWS_NOT, NO_PROGRAM, OPENER, SHALLOW, traitsOf } from '../shell/programs/traits.ts';
import { dangerousVariable } from '../shell/programs/variables.ts';
import { repositoryRuns } from './git-config.ts';
import { type Bounds, isControlName, isWritable, placeOf, within } from './places.ts';
import type { Touch } from './touches.ts';
import type { World } from './world.ts';

/** A class, and what makes an invocation be of it: the program's table, or a path that it touches. */
export interface Reach {
  readonly class: ActionClass;
  /** Undefined when the program's table says so. */
  readonly why: string | undefined;
  readonly span: Span;
}

/** A program may take options, code or programs from a variable that nobody here knows. */
export function reachOfVariable({ name, span, value }: Assignment, { argv }: Invocation): Reach | undefined {
  const danger = argv.length === 0 ? undefined : dangerousVariable(name, true, value);
  return danger?.level === 'unknown' ? { class: 'unknown', why: `${name}: ${danger.reason}`, span } : undefined;
}

/** What the repository that git stands in makes of it. */
export function reachOfRepository(invocation: Invocation, world: World): Reach | undefined {
  if (invocation.stale)
    return { class: 'workspace-code', why: "an earlier part may have changed the repository's configuration", span: invocation.span };
  for (const directory of invocation.directories ?? []) {
    const why = repositoryRuns(directory, world);
    if (why !== undefined) return { class: 'workspace-code', why, span: invocation.span };
  }
  return undefined;
}

/** A file of the workspace may send it, and the login it uses, to another place. */
export function reachOfSettings({ effects, directories, stale, span }: Invocation, bounds: Bounds, world: World): Reach | undefined {
  const { settings } = effects;
  if (settings === undefined) return undefined;
  if (stale || directories === undefined)
    return { class: 'network', why: 'an earlier part may have changed where it asks, and as whom', span };
  for (const directory of directories) {
    for (let at = world.resolve(directory); at !== undefined && within(at, bounds.workspace); at = path.dirname(at)) {
      const found = settings.find((name) => world.readText(nameIn(at ?? '/', name)) !== undefined);
      if (found !== undefined) return { class: 'network', why: `${found} of the workspace chooses where it asks, and as whom`, span };
      if (at === '/') break;
    }
  }
  return undefined;
}

/** Where it stands counts when it names no path. */
export function reachOfStart(invocation: Invocation, bounds: Bounds, world: World): Reach | undefined {
  if (invocation.name === 'git' && showsContents(invocation) && mayShowSecrets(invocation, world))
    return { class: 'system', why: 'it reads everything below, where secrets lie', span: invocation.span };
  return startsInside(invocation, bounds, world)
    ? undefined
    : { class: 'system', why: 'it starts outside the workspace', span: invocation.span };
}

function mayShowSecrets({ directories }: Invocation, world: World): boolean {
  return directories === undefined || directories.some((directory) => world.mayHoldSecrets(directory));
}

function startsInside({ directories }: Invocation, bounds: Bounds, world: World): boolean {
  if (directories === undefined) return false;
  for (const directory of directories) {
    const real = world.resolve(directory);
    if (real === bounds.workspace) continue;
    const place = real === undefined ? 'outside' : placeOf(real, bounds);
    if (place !== 'workspace' && place !== 'readable' && place !== 'control') return false;
  }
  return true;
}

/** A shim of a version manager reads files where it stands, and above, to choose what it starts. */
function steersByFiles(name: string, found: string, real: string): boolean {
  return (
    isBelowShims(found) ||
    (RUST_PROXIES.has(name) && /cargo\/bin\/[^/]+$/.test(found)) ||
    (real !== found && /\/(rustup|volta-shim|corepack|mise|asdf)$/.test(real))
  );
}

/** Of these rustup makes names of one file, without links: `rust-toolchain.toml` says what each of them starts. */
const RUST_PROXIES = new Set(
  'cargo rustc rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver cargo-miri rust-analyzer rust-gdb rust-gdbgui rust-lldb rls'.split(' '),
);

/** Few directories on a PATH begin with that letter. */
function isBelowShims(found: string): boolean {
  const last = lengthOf(found) - SHIMS.length;
  for (let at = 0; at <= last; at++)
    if (codeAt(found, at) === SLASH && codeAt(found, at + 1) === LOWER_S && startsAt(found, SHIMS, at)) return true;
  return false;
}

const SHIMS = '/shims/';
const SLASH = 0x2f;
const LOWER_S = 0x73;

/** Identity: a program inside a writable place is the workspace's own code, whatever its name; a missing one proves nothing. */
export function reachOfProgram(invocation: Invocation, bounds: Bounds, world: World): Reach | undefined {
  const { argv, name, traits, directories } = invocation;
  const program = argv[0];
  if (program === undefined || program.kind !== 'static' || (traits & NO_PROGRAM) !== 0 || isFetched(invocation)) return undefined;
  // Only a name with a slash depends on where it is looked up.
  const isName = lengthOf(name) === lengthOf(program.value);
  if (isName && (traits & BUILTIN) !== 0) return undefined;
  if (isName) return reachFrom(program, directories?.[0] ?? bounds.workspace, bounds, world);
  if (directories === undefined)
    return { class: 'unknown', why: `where ${program.value} lies is only known when it runs`, span: program.span };
  for (const directory of directories) {
    const reach = reachFrom(program, directory, bounds, world);
    if (reach !== undefined) return reach;
  }
  return undefined;
}

function reachFrom({ value, span }: Word, directory: string, bounds: Bounds, world: World): Reach | undefined {
  const found = world.which(value, directory);
  if (found === undefined) return { class: 'unknown', why: `${value} is not on the PATH`, span };
  const real = world.resolve(found);
  if (real === undefined) return { class: 'unknown', why: `${value} cannot be resolved`, span };
  if (steersByFiles(value, found, real)) return { class: 'workspace-code', why: `files of the workspace choose which ${value} runs`, span };
  if (!isWritable(found, bounds) && (real === found || !isWritable(real, bounds))) return undefined;
  return value.includes('/') && isOwnCode(found, real, bounds)
    ? { class: 'workspace-code', why: `${value} is a program of the workspace`, span }
    : { class: 'unknown', why: `${value} would start ${found}, which lies in a writable place`, span };
}

function isOwnCode(found: string, real: string, { workspace }: Bounds): boolean {
  return within(found, workspace) && within(real, workspace);
}

/** What the program itself is; of one that no table knows, by where it lies. */
export function classOfProgram(invocation: Invocation, bounds: Bounds, world: World): ActionClass {
  const { effects, argv, directories } = invocation;
  if (effects.unproven !== undefined) return 'unknown';
  if (effects.installed !== undefined) return isInstalled(effects.installed, invocation, bounds, world) ? 'workspace-code' : effects.class;
  const program = argv[0];
  if (effects.class !== 'unknown' || program?.kind !== 'static' || invocation.stale) return effects.class;
  if (isFetched(invocation)) return isInstalled(program.value, invocation, bounds, world) ? 'workspace-code' : 'install';
  if (!program.value.includes('/') || directories === undefined) return 'unknown';
  for (const directory of directories) {
    const found = world.which(program.value, directory);
    const real = found === undefined ? undefined : world.resolve(found);
    if (found === undefined || real === undefined || !isOwnCode(found, real, bounds)) return 'unknown';
  }
  return 'workspace-code';
}

function isFetched({ wrappers, argv }: Invocation): boolean {
  const wrapper = wrappers.at(-1);
  return wrapper !== undefined && (traitsOf(wrapper) & FETCHES) !== 0 && argv[0]?.value.includes('/') === false;
}

/** Whether a package of the workspace brings a program of this name, from wherever the command may start. */
function isInstalled(name: string, { directories, stale }: Invocation, { workspace }: Bounds, world: World): boolean {
  if (stale || directories === undefined || directories.length === 0 || !/^[\w.-]+$/.test(name)) return false;
  return directories.every((directory) => {
    for (let at = world.resolve(directory); at !== undefined && within(at, workspace); at = path.dirname(at)) {
      if (world.readText(nameIn(at, `node_modules/.bin/${name}`)) !== undefined) return true;
      if (at === '/') break;
    }
    return false;
  });
}

/** What a touched path makes of an invocation. */
export function reachOfTouch(touch: Touch, invocation: Invocation, bounds: Bounds, world: World): Reach | undefined {
  return touch.use === 'read' ? reachOfRead(touch, invocation, bounds, world) : reachOfChange(touch, invocation, bounds, world);
}

/** It may show what is in the files below a directory that it is given. */
function showsContents({ name, traits, argv, effects }: Invocation): boolean {
  if (effects.class === 'workspace-code' || effects.class === 'install') return false;
  if (name === 'git') return argv.some((word) => word.value === '--no-index' || word.value === '--untracked');
  return (traits & SHALLOW) === 0;
}

function followsLinks({ traits, wrappers }: Invocation): boolean {
  return (traits & FOLLOWS_NOT) === 0 || wrappers.some((wrapper) => (traitsOf(wrapper) & FINDER) !== 0);
}

const STALE = 'an earlier part may have changed what its paths mean';

function reachOfRead(
  { span, text, place, paths, namesOnly }: Touch,
  invocation: Invocation,
  bounds: Bounds,
  world: World,
): Reach | undefined {
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
  if (namesOnly) return undefined;
  if (showsContents(invocation)) {
    for (const real of paths) {
      if (!world.isDirectory(real)) continue;
      if (world.mayHoldSecrets(real)) return { class: 'system', why: `it reads everything below ${text}, where secrets lie`, span };
      if (followsLinks(invocation) && world.mayLeadOut(real, bounds.workspace))
        return { class: 'system', why: `a link below ${text} may lead out of the workspace`, span };
    }
  }
  if (
    (invocation.traits & COPIER) !== 0 &&
    paths.some((real) => isControlName(real) || (world.isDirectory(real) && world.mayHoldControl(real)))
  )
    return { class: 'control-write', why: `${text} holds what configures other programs, and it would be made anew`, span };
  return undefined;
}

function reachOfChange(
  { span, text, place, paths, use, redirect }: Touch,
  invocation: Invocation,
  bounds: Bounds,
  world: World,
): Reach | undefined {
  const { traits, effects } = invocation;
  switch (place) {
    case 'null':
      return redirect || (use === 'write' && (traits & OPENER) !== 0)
        ? undefined
        : { class: 'system', why: `it replaces or changes ${text}, which everything else uses`, span };
    case 'workspace':
      if (use === 'write' && paths.some((real) => world.hasOtherNames(real)))
        return { class: 'control-write', why: `${text} has more than one name: writing it writes elsewhere too`, span };
      if (use === 'write' && effects.recursive === true && (traits & COPIER) === 0 && paths.some((real) => world.mayHoldControl(real)))
        return { class: 'control-write', why: `below ${text} lies what configures other programs`, span };
      if (
        effects.recursive === true &&
        (traits & COPIER) !== 0 &&
        paths.some((real) => world.isDirectory(real) && world.mayLeadOut(real, bounds.workspace))
      )
        return { class: 'system', why: `a link below ${text} may lead out of the workspace`, span };
      return { class: 'workspace-write', why: `it writes ${text}`, span };
    case 'control':
      return { class: 'control-write', why: `${text} configures other programs`, span };
    case 'unknown':
      return { class: 'unknown', why: invocation.stale ? STALE : 'which path it writes is only known when it runs', span };
    default:
      return { class: 'system', why: `it writes ${text}, outside the workspace`, span };
  }
}
