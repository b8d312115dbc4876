import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { Found } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';
import { which } from '../shell/process/which.ts';
import { isSecretPath } from '../shell/secret-paths.ts';
import { findNames, matchGlob } from './names-on-disk.ts';
import { isControlName, isStream, within } from './places.ts';

/** What deciding needs to know about the machine. Handed in, so that deciding itself stays pure. */
export interface World {
  /** The real path of an absolute name: links and `..` followed as the kernel does, as far as something exists, the rest appended. `undefined` when it cannot be told. */
  resolve(absolute: string): string | undefined;
  /** Where a program name leads on the captured PATH. */
  which(name: string, cwd: string): string | undefined;
  /** More than one name leads to the file: writing it writes somewhere else too. */
  hasOtherNames(real: string): boolean;
  isDirectory(real: string): boolean;
  /** Files that a glob would name, or `undefined` when there are too many to check. */
  glob(directory: string, pattern: string): readonly string[] | undefined;
  /** What a search finds below a directory, which stands for all below it when any name may be found; `undefined` when that cannot be told. */
  find(directory: string, found: Found): readonly string[] | undefined;
  /** A secret file lies below, or there are too many files to be sure that none does. */
  mayHoldSecrets(directory: string): boolean;
  /** Something that configures programs lies below, or there are too many files to be sure that nothing does. */
  mayHoldControl(directory: string): boolean;
  /** A link below leads out of `root`, or there are too many files to be sure that none does. */
  mayLeadOut(directory: string, root: string): boolean;
  /** A file's text; `undefined` when there is none, `UNREADABLE` when it is no regular file, too large, or not ours to read. */
  readText(real: string): string | undefined;
}

/** A world that looks a program up once until it is told to forget: what was judged is what starts. */
export interface LookingUpOnce extends World {
  forget(): void;
}

export function lookingUpOnce(world: World): LookingUpOnce {
  const found = new Map<string, string | undefined>();
  return {
    ...world,
    which(name, cwd) {
      const key = name.includes('/') ? `${cwd}\0${name}` : name;
      if (!found.has(key)) found.set(key, world.which(name, cwd));
      return found.get(key);
    },
    forget: () => found.clear(),
  };
}

const MAX_LINKS = 40;
const MAX_SCANNED = 20_000;
const MAX_TEXT = 1024 * 1024;

/** The machine as it is. `searchPath` is the PATH that commands run with; `home` decides what is secret. */
export function localWorld(searchPath: string, home: string): World {
  return {
    // The kernel would lead to our own descriptors.
    resolve: (absolute) => (isStream(absolute) ? absolute : resolveLinks(absolute, MAX_LINKS)),
    which: (name, cwd) => which(name, searchPath, cwd),
    hasOtherNames: (real) => quietly(() => hasOtherNames(real)) ?? false,
    isDirectory: (real) => quietly(() => statSync(real, { throwIfNoEntry: false })?.isDirectory()) ?? false,
    glob: matchGlob,
    find: findNames,
    mayHoldSecrets: (directory) => mayHold(directory, SKIPPED_FOR_SECRETS, ({ file }) => isSecretPath(file, home)),
    mayHoldControl: (directory) => mayHold(directory, NOTHING_SKIPPED, ({ file }) => isControlName(file)),
    mayLeadOut: (directory, root) =>
      mayHold(directory, NOTHING_SKIPPED, ({ file, isLink }) => isLink && !within(resolveLinks(file, MAX_LINKS) ?? '/', root)),
    readText,
  };
}

function hasOtherNames(real: string): boolean {
  const stat = lstatSync(real, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.nlink > 1;
}

/** Stands for a text that is there and cannot be read: nothing takes it for something harmless. */
const UNREADABLE = '\0';

function readText(real: string): string | undefined {
  try {
    const stat = statSync(real, { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) return undefined;
    if (!stat.isFile() || stat.size > MAX_TEXT) return UNREADABLE;
    // Some that call themselves regular never end, or wait for a line: the kernel's log does.
    const file = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : UNREADABLE;
    } finally {
      closeSync(file);
    }
  } catch {
    return UNREADABLE;
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A name that does not exist has no links; a dangling link is followed to where it would create something. */
function resolveLinks(absolute: string, links: number): string | undefined {
  const real = quietly(() => realpathSync.native(absolute));
  if (real !== undefined) return real;
  if (links === 0) return undefined;
  const target = quietly(() => readlinkSync(absolute));
  if (target !== undefined) return resolveLinks(nameIn(path.dirname(absolute), target), links - 1);
  const parent = path.dirname(absolute);
  if (parent === absolute) return absolute;
  const realParent = resolveLinks(parent, links);
  return realParent === undefined ? undefined : path.join(realParent, path.basename(absolute));
}

/** Directories whose own content nobody calls a secret of the project. */
const SKIPPED_FOR_SECRETS = new Set(['.git', 'node_modules']);
const NOTHING_SKIPPED = new Set<string>();

interface Entry {
  readonly file: string;
  readonly isLink: boolean;
}

function mayHold(directory: string, skipped: ReadonlySet<string>, matches: (entry: Entry) => boolean): boolean {
  const queue = [directory];
  let seen = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const entries = quietly(() => readdirSync(next, { withFileTypes: true })) ?? [];
    for (const entry of entries) {
      const full = path.join(next, entry.name);
      if (++seen > MAX_SCANNED || entry.name.includes('\uFFFD') || matches({ file: full, isLink: entry.isSymbolicLink() })) return true;
      if (entry.isDirectory() && !skipped.has(entry.name)) queue.push(full);
    }
  }
  return false;
}
