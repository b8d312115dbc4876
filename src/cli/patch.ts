import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { Work } from '../agents/work/work.ts';
import { PATCH_FILE } from '../agents/workplace/workplace-deps.ts';
import { boundsOf, placeOf } from '../policy/places.ts';
import { changeOf, keptSpec } from '../session/task-record.ts';
import { readRange } from '../shell/process/spill-file.ts';
import { visible } from '../shell/visible.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { written } from './check-batch.ts';
import { applyTo } from './patch-apply.ts';
import type { PatchTrees } from './patch-trees.ts';
import { FAILED, isShared, namedTask, outputDirOf, shortId, type TasksWorld, WRONG_USAGE } from './task-find.ts';

export interface ShowingPatch extends TasksWorld {
  /** The id of a task, or the beginning of one. */
  readonly operands: readonly string[];
  readonly apply: boolean;
  readonly stdout: Writable;
  /** Whether `stdout` is one, on which what a child wrote must not act. */
  readonly terminal: boolean;
  readonly trees: PatchTrees;
  readonly signal: AbortSignal;
}

/** Read and written at a time. */
const PIECE_BYTES = 256 * 1_024;

/**
 * `patch <id> [--apply]` writes what an isolated child has changed, or puts it on the files of the repository that it began with: all of it
 * or nothing, neither staged nor committed.
 * @returns the exit code: 0, 1 when there is no patch or it does not fit, 64 for wrong usage
 */
export async function patch(request: ShowingPatch): Promise<number> {
  const { operands, apply, stateDir, log } = request;
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    log('Usage: bailiwick patch <id> [--apply]');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const task = await namedTask(request, operand);
  if (task === undefined) return FAILED;
  const work = await workOf(request, task);
  const dir = outputDirOf(stateDir, task);
  const file = dir === undefined ? undefined : path.join(dir, PATCH_FILE);
  const bytes = file === undefined ? undefined : await lengthOf(file);
  const why = task.phase === 'ended' ? whyNone(task, work, bytes) : 'has not ended yet; its patch is kept when it has';
  if (why !== undefined || dir === undefined || file === undefined || bytes === undefined) {
    log(`${shortId(task.id)} ${why ?? 'has no patch'}.`);
    return FAILED;
  }
  return apply ? await put(request, task, { file, dir, work }) : await show(request, { file, bytes });
}

/** What is kept of its work; `undefined` where nothing is, or nothing that this program can read. */
async function workOf({ store }: ShowingPatch, { id }: StoredTask): Promise<Work | undefined> {
  const works = (await store.tasks.events(id, 1)).map((event) => {
    try {
      return changeOf(event).work;
    } catch {
      return undefined;
    }
  });
  return works.findLast((work) => work !== undefined);
}

/** Bytes of the patch; `undefined` when there is none. */
async function lengthOf(file: string): Promise<number | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() === true ? stats.size : undefined;
}

function whyNone(task: StoredTask, work: Work | undefined, bytes: number | undefined): string | undefined {
  if (bytes !== undefined && bytes > 0) return undefined;
  if (work?.patch?.problem !== undefined) return `has no patch: ${visible(work.patch.problem)}`;
  if (bytes === 0 || work?.patch?.bytes === 0) return 'has changed nothing';
  if (work?.patch !== undefined) return 'has no patch any more: it has expired, or was removed';
  const { held, cwd } = specOf(task) ?? {};
  if (held?.isolation === 'worktree') return 'has no patch: it ended before it had a tree of its own';
  return `did not work in a tree of its own; what it has changed is changed${cwd === undefined ? '' : ` in ${visible(cwd)}`}`;
}

function specOf(task: StoredTask): ReturnType<typeof keptSpec> | undefined {
  try {
    return keptSpec(task);
  } catch {
    return undefined;
  }
}

async function show(
  { stdout, terminal }: ShowingPatch,
  { file, bytes }: { readonly file: string; readonly bytes: number },
): Promise<number> {
  const decoder = new TextDecoder();
  for (let from = 0; from < bytes; ) {
    const piece = await readRange(file, from, PIECE_BYTES);
    if (piece.length === 0) break;
    from += piece.length;
    const shown = terminal ? visible(decoder.decode(piece, { stream: from < bytes })) : piece;
    if (!(await written(stdout, shown))) break;
  }
  return 0;
}

/** For names alone. */
const ANY = boundsOf({ workspace: '/w', home: '/nowhere', ownDirs: [] });

interface Putting {
  readonly file: string;
  readonly dir: string;
  readonly work: Work | undefined;
}

async function put(request: ShowingPatch, task: StoredTask, { file, dir, work }: Putting): Promise<number> {
  const { store, stdout, trees, signal, log } = request;
  const name = shortId(task.id);
  const cwd = specOf(task)?.cwd;
  const real = cwd === undefined ? undefined : await realpath(cwd).catch(() => undefined);
  if (real === undefined) {
    log(`The patch of ${name} can not be applied: the directory that it is for is not there any more.`);
    return FAILED;
  }
  const workspace = store.sessions.list().find(({ id }) => id === task.sessionId)?.workspace ?? real;
  const applied = await applyTo(trees(workspace), { workspace, cwd: real, file, privateDir: path.join(dir, 'apply'), signal });
  if (!applied.ok) {
    log(`The patch of ${name} was not applied, and nothing was changed: ${applied.problem}`);
    for (const line of applied.said) log(`  ${line}`);
    return FAILED;
  }
  stdout.write(`The patch of ${name} is on the files in ${visible(applied.top)}; nothing is staged or committed.\n`);
  const control = (work?.changes?.files ?? []).filter((each) => placeOf(`${ANY.workspace}/${each.path}`, ANY) === 'control');
  if (control.length > 0) log(`It changes what configures programs: ${control.map((each) => visible(each.path)).join(', ')}.`);
  return 0;
}
