import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describeError } from '../../shell/describe-error.ts';
import { makePrivateRepository } from '../../shell/git/private-repository.ts';
import { findRepository, type Repository } from '../../shell/git/repository.ts';
import { gitFailed } from '../../shell/git/run-git.ts';
import { snapshotOf } from '../../shell/git/snapshot.ts';
import type { TreeCall } from '../../shell/git/tree-run.ts';
import { headOf } from '../../shell/git/worktrees.ts';
import { visible } from '../../shell/visible.ts';
import type { Changes } from '../work/work.ts';
import { changesOf, notCompared } from './changes-of.ts';
import { lookAgain, type Seen } from './compared.ts';
import { compareWalks, walkFiles } from './file-walk.ts';
import { oneAtATime, whyFailed } from './why-failed.ts';
import type { Workplace, WorkplaceRequest } from './workplace.ts';
import { SNAPSHOT_DIR, type WorkplaceDeps } from './workplace-deps.ts';

type Look = (signal: AbortSignal) => Promise<Changes>;

/** The session's own files, as they are before the child begins: by way of git where they have a repository, else by a walk. */
export async function openPlain(deps: WorkplaceDeps, { taskId, cwd, signal }: WorkplaceRequest): Promise<Workplace> {
  const dir = path.join(deps.outputDir(taskId), SNAPSHOT_DIR);
  const look = await watched(deps, { cwd, dir, signal });
  const inTurn = oneAtATime();
  const changes: Look = (ending) =>
    inTurn(() => look(ending)).catch((error: unknown) => {
      deps.log(`the files of ${taskId} could not be compared: ${describeError(error)}`);
      return notCompared(whyFailed(error));
    });
  return {
    cwd,
    workspace: undefined,
    place: undefined,
    changes,
    async close() {
      const last = await changes(new AbortController().signal);
      await rm(dir, { recursive: true, force: true }).catch((error: unknown) =>
        deps.log(`${dir} could not be removed: ${describeError(error)}`),
      );
      return { changes: last };
    },
  };
}

interface Watching {
  readonly cwd: string;
  readonly dir: string;
  readonly signal: AbortSignal;
}

async function watched(deps: WorkplaceDeps, watching: Watching): Promise<Look> {
  const byGit = await seenByGit(deps, watching).catch((error: unknown) => {
    deps.log(`git could not look at ${watching.cwd}: ${describeError(error)}`);
    return gitFailed(whyFailed(error));
  });
  if (byGit.ok) return async (ending) => (await lookAgain({ ...byGit.call, signal: ending }, byGit.seen)).changes;
  const root = deps.workspace;
  const before = await walkFiles(root, watching.signal);
  if (!before.ok) return async () => notCompared(before.problem);
  const unsure = [`only sizes and times were compared, without .git and node_modules: ${byGit.problem}`];
  return async (ending) => {
    const now = await walkFiles(root, ending);
    return now.ok ? changesOf(compareWalks(before.files, now.files), unsure) : notCompared(now.problem);
  };
}

async function seenByGit(
  deps: WorkplaceDeps,
  { cwd, dir, signal }: Watching,
): Promise<{ readonly ok: true; readonly call: TreeCall; readonly seen: Seen } | { readonly ok: false; readonly problem: string }> {
  const found = await findRepository(cwd, deps.workspace);
  if (!found.ok) return found;
  const { repository } = found;
  const program = await deps.git();
  if (program === undefined) return gitFailed('git was not found');
  const call: TreeCall = { deps, program, signal };
  const at = await makePrivateRepository({ dir, top: repository.top, of: repository, withIndex: true });
  const head = headUnless(deps, call, repository);
  const before = await snapshotOf(call, at, head);
  if (!before.ok) return before;
  const unsure = repository.top === deps.workspace ? [] : [`only ${visible(repository.top)} was compared`];
  return { ok: true, call, seen: { at, before, head, unsure } };
}

/** Git reads the repository's configuration for it, so that it may hold nothing that runs. */
function headUnless(deps: WorkplaceDeps, call: TreeCall, repository: Repository): Seen['head'] {
  return async () => {
    const why = deps.whyRuns(repository.top);
    return why === undefined ? await headOf(call, repository) : gitFailed(`git is not used there: ${why}`);
  };
}
