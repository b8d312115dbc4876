import { below } from '../edits.ts';
import type { Left, Manifest, Was } from './manifest.ts';
import { putBack } from './put-back.ts';
import type { Restoration, RestoredPath } from './undo.ts';

/** One call as it lies in the journal. */
export interface KeptCall {
  /** Holds the copies. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** Absent while the call has not ended, and when its server died before. */
  readonly left: Left | undefined;
}

interface Step {
  readonly path: string;
  readonly was: Was;
  readonly left: string | undefined;
}

/**
 * Puts back what one call changed. What was new goes first, the deepest before what it lies in; then directories come, then files.
 * @param force also what has changed since
 */
export async function restoreCall({ dir, manifest, left }: KeptCall, force: boolean): Promise<Omit<Restoration, 'kept'>> {
  const { call, workspace, notKept } = manifest;
  const paths: RestoredPath[] = [];
  for (const { path, was, left: state } of inOrder(stepsOf(manifest, left))) {
    if (!path.startsWith(below(workspace))) continue;
    if (state === undefined && !force) {
      paths.push({ path, done: 'left', why: 'nobody knows what the call left there: it has not ended, or its server died' });
      continue;
    }
    const wanted = { workspace, path, was, left: force ? undefined : state, copies: dir };
    paths.push(await putBack(wanted).catch((error: unknown) => ({ path, done: 'left' as const, why: wordsOf(error) })));
  }
  for (const { path, why } of notKept) paths.push({ path, done: 'left', why: `not kept: ${why}` });
  return { call, paths, notes: notesOf(manifest, left) };
}

function stepsOf({ kept }: Manifest, left: Left | undefined): readonly Step[] {
  const states = new Map(left?.left.map(({ path, state }) => [path, state]));
  const known = new Set(kept.map(({ path }) => path));
  const made = [...states].filter(([path]) => !known.has(path));
  return [
    ...kept.map(({ path, was }) => ({ path, was, left: states.get(path) })),
    ...made.map(([path, state]) => ({ path, was: { kind: 'none' } as const, left: state })),
  ];
}

const RANK: Readonly<Record<Was['kind'], number>> = { none: 0, directory: 1, file: 2, link: 2 };

function inOrder(steps: readonly Step[]): readonly Step[] {
  return steps.toSorted((a, b) => {
    const rank = RANK[a.was.kind] - RANK[b.was.kind];
    if (rank !== 0) return rank;
    return a.was.kind === 'none' ? b.path.length - a.path.length : a.path.length - b.path.length;
  });
}

const RAN: Readonly<Record<string, string>> = {
  'workspace-code': 'it ran workspace code',
  install: 'it ran an installer',
  'git-write': 'it changed the repository',
  network: 'it used the network',
};

/** What no copy of ours brings back. */
function notesOf({ complete, class: cls }: Manifest, left: Left | undefined): readonly string[] {
  const why = (cls === undefined ? undefined : RAN[cls]) ?? 'its words do not tell all that it changes';
  return [
    ...(complete ? [] : [`${why}: what else it changed is not known`]),
    ...(left?.unknown ?? []).map((directory) => `${directory} holds too much: what else it put there is not known`),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTEMPTY: 'there is something in it by now',
  EEXIST: 'there is something in it by now',
  ELOOP: 'its path goes through a link by now',
  ENOTDIR: 'its path goes through a link or a file by now',
  ENOENT: 'its workspace, or the copy of it, is gone',
  EACCES: 'the system does not permit it',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : 'it failed');
}
