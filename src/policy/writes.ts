import path from 'node:path';
import type { ActionClass } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';
import { COPIER, NO_PROGRAM } from '../shell/programs/traits.ts';
import type { GatedAction, Writes } from './action.ts';
import type { Examined } from './examine.ts';
import type { Judged } from './judge.ts';
import { removedPath, type Touch } from './touches.ts';
import type { World } from './world.ts';

/**
 * What an action changes, once it is allowed: more paths than it really changes, never fewer where it says that they are all.
 * `undefined` where it changes nothing.
 */
export function writesOf(action: GatedAction, { verdict, analysis, judged }: Examined, world: World): Writes | undefined {
  if (verdict.class === 'read-only') return undefined;
  // What a tool of somebody else's server does is only known there.
  if (action.kind === 'tool') return { paths: [], complete: false };
  if (verdict.class === undefined || verdict.class === 'remote-read' || action.kind === 'fetch') return undefined;
  const paths = new Set<string>();
  for (const one of judged) addPaths(paths, one, world);
  const complete = analysis.complete && judged.every(tellsAll);
  return complete && paths.size === 0 ? undefined : { paths: [...paths], complete };
}

/** Programs whose words name everything that they change; of others the tables know enough to judge them, not to take them back. */
const EXACT = new Set(
  'rm rmdir unlink mkdir touch chmod truncate shred tee dd sed gsed cp gcp mv gmv ln gln sort uniq iconv tree xxd'.split(' '),
);
/** Old contents are kept under a name that is made up then. */
const BACKUP = /^-[a-zA-Z]*b|^--backup/;
/** An existing directory stays as it is with all that is in it. */
const ONLY_MAKE = new Set(['mkdir', 'touch']);
/** By these, copies into a directory have other names than their sources, or become the directory. */
const OTHER_NAMES = /^-[a-zA-Z]*T|^--(no-target-directory|parents)$/;

/** A class that says only where paths lie; the others say that somebody else's code runs. */
const OF_PLACES: Readonly<Record<ActionClass, boolean>> = {
  'read-only': true,
  'remote-read': true,
  'workspace-write': true,
  'control-write': true,
  system: true,
  'workspace-code': false,
  'git-write': false,
  install: false,
  network: false,
  unknown: false,
};

/** Whether its words, and what they lead to, are all that it changes. */
function tellsAll({ invocation: { name, traits, argv, effects }, reaches, touches }: Judged): boolean {
  if (effects.unproven !== undefined || !reaches.every((reach) => OF_PLACES[reach.class])) return false;
  if (touches.some((touch) => changes(touch) && (touch.place === 'unknown' || touch.paths.length === 0))) return false;
  if (effects.class === 'read-only' || effects.class === 'remote-read') return true;
  if (effects.class !== 'workspace-write') return false;
  return (traits & NO_PROGRAM) !== 0 || (EXACT.has(name) && !argv.some((word) => BACKUP.test(word.value)));
}

function changes({ use, place }: Touch): boolean {
  return use !== 'read' && place !== 'null' && place !== 'device';
}

function addPaths(paths: Set<string>, judged: Judged, world: World): void {
  const { invocation, touches } = judged;
  for (const touch of touches) {
    if (!changes(touch)) continue;
    for (const real of touch.paths) {
      if (touch.use === 'remove' || !world.isDirectory(real)) paths.add(real);
      else if (!ONLY_MAKE.has(invocation.name)) for (const each of changedIn(real, judged, world)) paths.add(each);
    }
    // Some put a new file in the place of a link, others write through it.
    if (touch.use === 'write') for (const link of linksOf(touch, judged, world)) paths.add(link);
  }
}

/** What is changed of a directory that is written: what is copied into it, else all of it. */
function changedIn(directory: string, { invocation, touches }: Judged, world: World): readonly string[] {
  const { traits, argv } = invocation;
  if ((traits & COPIER) === 0 || argv.some((word) => OTHER_NAMES.test(word.value))) return [directory];
  const sources = touches.filter((touch) => touch.use === 'read' && !touch.redirect);
  if (!sources.every(({ text }) => isPlainName(text))) return [directory];
  const names = sources.flatMap((source) => [source.text, ...source.paths].map((each) => path.basename(each)));
  return names.flatMap((name) => {
    const target = path.join(directory, name);
    return [target, world.resolve(target) ?? target];
  });
}

/** Its last name is what a copy of it is called; behind a slash, and for a pattern, nobody can tell. */
function isPlainName(text: string): boolean {
  return !/[*?[]|(^|\/)\.{0,2}$/.test(text);
}

/** The links among what a word names. */
function linksOf({ text, paths }: Touch, { invocation: { directories } }: Judged, world: World): readonly string[] {
  return (directories ?? ['/'])
    .flatMap((directory) => {
      const found = /[*?[]/.test(text) ? world.glob(directory, text) : undefined;
      return [nameIn(directory, text), ...(found ?? [])].flatMap((name) => removedPath(name, world) ?? []);
    })
    .filter((named) => !paths.includes(named));
}
