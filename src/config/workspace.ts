import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';

/** Directories that belong to the system: neither they nor anything below may be a workspace. */
const SYSTEM_TREES = '/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /sbin /sys /usr /System /Library /private/etc'.split(' ');
/** Below system directories, yet meant for a person's own files. */
const OWN_TREES = '/dev/shm /usr/local/src /usr/src'.split(' ');
/** Directories that hold other people's or the system's things next to workspaces: only they themselves are refused. */
const SYSTEM_DIRECTORIES =
  '/home /media /mnt /opt /run /srv /var /var/cache /var/lib /var/log /var/run /var/spool /Applications /Users /Volumes /private /private/var'.split(
    ' ',
  );
/** Below the home directory: credentials. */
const CREDENTIAL_TREES = '.aws .azure .config/gcloud .config/gh .docker .gnupg .kube .password-store .ssh'.split(' ');
/** Below the home directory: every program's configuration and state. */
const SHARED_HOME_DIRECTORIES = '.cache .config .local .local/bin .local/share .local/state Library'.split(' ');

export interface WorkspaceRules {
  /** Real paths; the first is the one that the system's user database gives. */
  readonly homes: readonly string[];
  /** Our own directories; a workspace must not hold one, nor lie in one. */
  readonly stateDir: string;
  readonly configDir: string;
  readonly cacheDir: string;
  readonly workspaceLists: readonly (readonly string[])[];
}

export type AcceptedWorkspace = { readonly ok: true; readonly workspace: string } | { readonly ok: false; readonly reason: string };

/**
 * Whether a directory may be the workspace.
 * @param path absolute
 * @returns its real path, or the reason why not, in our own words (the path is not in it)
 */
export function acceptWorkspace(path: string, rules: WorkspaceRules): AcceptedWorkspace {
  const workspace = realDirectory(path);
  const reason = workspace === undefined ? 'it is not a directory that can be read' : refusal(workspace, rules);
  return workspace !== undefined && reason === undefined ? { ok: true, workspace } : { ok: false, reason: reason ?? '' };
}

function refusal(workspace: string, rules: WorkspaceRules): string | undefined {
  if (workspace === '/') return 'it is the root of the file system';
  if (rules.homes.some((home) => contains(workspace, home))) return 'it is the home directory or holds it';
  if (SYSTEM_DIRECTORIES.includes(workspace) || (within(workspace, SYSTEM_TREES) && !within(workspace, OWN_TREES))) {
    return 'it is a system directory';
  }
  for (const home of rules.homes) {
    const own = (names: readonly string[]) => names.map((name) => join(home, name));
    if (within(workspace, own(CREDENTIAL_TREES)) || own(CREDENTIAL_TREES).some((tree) => contains(workspace, tree))) {
      return 'it holds credentials';
    }
    if (own(SHARED_HOME_DIRECTORIES).includes(workspace)) return "it holds every program's configuration or state";
  }
  if (overlap(workspace, rules.configDir)) return "it holds Bailiwick's settings or lies among them";
  if (overlap(workspace, rules.stateDir)) return 'it holds the state directory or lies in it';
  if (overlap(workspace, rules.cacheDir)) return "it holds Bailiwick's compiled code or lies among it";
  const inLists = rules.workspaceLists.every((list) => list.some((entry) => listed(entry, workspace, rules.homes[0])));
  return inLists ? undefined : 'it lies in none of the `workspaces` of the settings file';
}

function listed(entry: string, workspace: string, home: string | undefined): boolean {
  const expanded = home !== undefined && entry.startsWith('~/') ? join(home, entry.slice(2)) : entry;
  return isAbsolute(expanded) && contains(realLocation(expanded), workspace);
}

/** Whether `inner` is `outer` or lies below it. Both absolute and normal. */
export function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

export function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function within(path: string, trees: readonly string[]): boolean {
  return trees.some((tree) => contains(tree, path));
}

/** The real path of a directory; `undefined` when there is none that can be looked at. */
export function realDirectory(path: string): string | undefined {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Where a path leads, or would lead once made: the real path of what exists of it, and the rest as it is. */
export function realLocation(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realLocation(parent), absolute.slice(parent.length));
  }
}
