import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { boundsOf, isWritable, within } from '../../policy/places.ts';
import { visible } from '../../shell/visible.ts';

/** Where those can write who must not choose what is executed; all absolute and real. */
export interface WritableRoots {
  readonly workspaces: readonly string[];
  readonly home: string;
  /** Our own: settings, state, compiled code. Children's private directories lie there. */
  readonly ownDirs: readonly string[];
}

/** Tells of an absolute path whether whoever works in a workspace could have put it there; says where it lies, `undefined` if not. */
export type WritableAt = (file: string) => string | undefined;

export function writableAt({ workspaces, home, ownDirs }: WritableRoots): WritableAt {
  const bounds = boundsOf({ workspace: '/nowhere', home, ownDirs });
  return (file) => {
    const workspace = workspaces.find((root) => within(file, root));
    if (workspace !== undefined) return `in the workspace ${visible(workspace)}`;
    return isWritable(file, bounds) ? 'where programs keep what they have made' : undefined;
  };
}

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;

/** A file, directory or link that the system looks at on the way to a program. */
interface Step {
  readonly at: string;
  readonly stat: Stats;
}

/**
 * Takes the absolute path of a program or of its package; returns, in our own words and with what to do, why it can not be trusted to be
 * what the user has installed: it, a link on the way to it or what it leads to lies where a child could write, or another user could put
 * something else in the place of any of them. `undefined` when nothing speaks against it. Throws as the file system does.
 */
export function whyNotTrusted(file: string, writable: WritableAt): string | undefined {
  const steps = stepsTo(file);
  for (const { at, stat } of steps) {
    const where = stat.isDirectory() && at !== steps.at(-1)?.at ? undefined : writable(at);
    if (where !== undefined) return `${visible(at)} lies ${where}: anybody who works there could have put it there`;
  }
  return steps.map(whyReplaceable).find((why) => why !== undefined);
}

/** Everything between the root and what a path leads to, also where its links lead; the last is that itself. */
function stepsTo(file: string): readonly Step[] {
  const steps: Step[] = [{ at: '/', stat: lstatSync('/') }];
  const names = namesOf(file);
  let at = '/';
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    at = path.join(at, name);
    const stat = lstatSync(at);
    steps.push({ at, stat });
    if (!stat.isSymbolicLink()) continue;
    links += 1;
    if (links > MOST_LINKS) throw new Error(`ELOOP: too many links, '${file}'`);
    const target = readlinkSync(at);
    names.unshift(...namesOf(target));
    at = path.isAbsolute(target) ? '/' : path.dirname(at);
  }
  return steps;
}

const namesOf = (text: string): string[] => text.split('/').filter((name) => name !== '' && name !== '.');

function whyReplaceable({ at, stat }: Step): string | undefined {
  const { uid, gid, mode } = stat;
  const shown = visible(at);
  if (uid !== 0 && uid !== process.getuid?.()) return `${shown} belongs to another user (uid ${uid}), who could put something else there`;
  // The mode of a link means nothing, and in a sticky directory everybody only replaces what is their own.
  if (stat.isSymbolicLink() || (stat.isDirectory() && (mode & STICKY) !== 0)) return undefined;
  if ((mode & OTHERS_WRITE) !== 0) return `${shown} can be written by every user; \`chmod o-w\` ends that`;
  if ((mode & GROUP_WRITES) === 0 || isOwnGroup(gid)) return undefined;
  return `${shown} can be written by other users, those of group ${gid}; \`chmod g-w\` ends that`;
}

/** The group `admin` of macOS, whose members are administrators: what Homebrew installs belongs to it. */
const MACOS_ADMIN = 80;

function isOwnGroup(gid: number): boolean {
  return gid === 0 || gid === process.getgid?.() || (process.platform === 'darwin' && gid === MACOS_ADMIN);
}
