import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { within } from '../../policy/places.ts';
import { describeError } from '../../shell/describe-error.ts';
import { applyPatch } from '../../shell/git/apply-patch.ts';
import { findRepository, type Repository } from '../../shell/git/repository.ts';
import type { TreeCall } from '../../shell/git/tree-run.ts';
import { addWorktree, headOf, isRealDirectory } from '../../shell/git/worktrees.ts';
import { visible } from '../../shell/visible.ts';
import { notCompared } from './changes-of.ts';
import { lookAgain, type Seen } from './compared.ts';
import { dropTree, keepTree, type LeftTree, recoverTree } from './keep-tree.ts';
import { isOwned, type Manifest, readManifests, writeManifest } from './manifest.ts';
import { isTreeName, treeName } from './tree-name.ts';
import { oneAtATime, whyFailed } from './why-failed.ts';
import type { OpenedWorkplace, Workplace, WorkplaceRequest } from './workplace.ts';
import { PATCH_FILE, SNAPSHOT_DIR, type WorkplaceDeps } from './workplace-deps.ts';

type Refused = Extract<OpenedWorkplace, { ok: false }>;
const refused = (problem: string): Refused => ({ ok: false, problem });

/** What a tree is made from. */
interface Plan {
  readonly ok: true;
  readonly repository: Repository;
  readonly call: TreeCall;
  /** Real path of the directory that holds the trees. */
  readonly dir: string;
  readonly name: string;
  readonly base: string;
}

/** A work tree of the child's own, at the last commit, or where it was before with what it had changed. */
export async function openTree(deps: WorkplaceDeps, request: WorkplaceRequest, inUse: Set<string>): Promise<OpenedWorkplace> {
  const plan = await planned(deps, request);
  if (!plan.ok) return plan;
  const { repository, call, dir, name, base } = plan;
  const here = { ...deps, worktreesDir: dir };
  const top = path.join(dir, name);
  const taken = await freed(here, request, { name, top, inUse });
  if (taken !== undefined) return taken;
  const { taskId } = request;
  const facts = { taskId, sessionId: deps.sessionId, top: repository.top, base };
  const outputDir = deps.outputDir(taskId);
  // First what is known of it: a crash from here on leaves nothing that is not found.
  const begun = await writeManifest(dir, name, deps.owner, { ...facts, ready: false });
  inUse.add(name);
  const left = (manifest: Manifest): LeftTree => ({ manifest, repository, outputDir });
  const giveUp = async (problem: string): Promise<Refused> => {
    await dropTree(deps, left(begun));
    inUse.delete(name);
    return refused(problem);
  };
  try {
    const added = await addWorktree(call, { repository, path: top, commit: base, privateDir: path.join(outputDir, SNAPSHOT_DIR) });
    if (!added.ok) return await giveUp(`its work tree could not be made: ${added.problem}`);
    const again = await putBack(deps, request, { call, seen: added });
    if (again !== undefined) return await giveUp(again);
    const cwd = path.join(top, path.relative(repository.top, request.cwd));
    if (!(await isRealDirectory(cwd)))
      return await giveUp(`the directory ${visible(request.cwd)} is not in the last commit: commit it, or name one that is`);
    const manifest = await writeManifest(dir, name, deps.owner, { ...facts, ready: true });
    const seen: Seen = { at: added.at, before: added.snapshot, head: async () => ({ ok: true, commit: base }), unsure: [] };
    return { ok: true, workplace: workplaceOf(here, { call, seen, tree: left(manifest), cwd, done: () => inUse.delete(name) }) };
  } catch (error) {
    deps.log(`a work tree could not be made: ${describeError(error)}`);
    return await giveUp(`its work tree could not be made (${whyFailed(error)})`);
  }
}

async function planned(deps: WorkplaceDeps, { cwd, objective, taskId, from, signal }: WorkplaceRequest): Promise<Plan | Refused> {
  const found = await findRepository(cwd, deps.workspace);
  if (!found.ok) return refused(`a work tree of its own needs a git repository: ${found.problem}; make one, or leave the isolation out`);
  const { repository } = found;
  const why = deps.whyRuns(repository.top);
  if (why !== undefined) return refused(`there is no work tree of its own, since git is not used there: ${why}`);
  const program = await deps.git();
  if (program === undefined) return refused('git was not found; install it, or leave the isolation out');
  await mkdir(deps.worktreesDir, { recursive: true, mode: 0o700 });
  const dir = await realpath(deps.worktreesDir);
  const state = await realpath(deps.stateDir).catch(() => deps.stateDir);
  if ([deps.workspace, repository.top, state].some((root) => within(dir, root)))
    return refused(`the directory for work trees (${visible(dir)}) lies in the workspace or in our state`);
  const call: TreeCall = { deps, program, signal };
  if (from !== undefined) {
    const { path: place, base } = from.place;
    const name = path.basename(place);
    const isOurs = path.dirname(place) === dir && isTreeName(name);
    return isOurs ? { ok: true, repository, call, dir, name, base } : refused(`${visible(place)} is no place for a work tree`);
  }
  const head = await headOf(call, repository);
  if (!head.ok) return refused(head.problem);
  if (head.commit === undefined) return refused('a work tree of its own begins with a commit, and the repository has none; make one');
  return { ok: true, repository, call, dir, name: treeName(objective, taskId), base: head.commit };
}

/** Sees to what is left at the place of a tree; says why it can not be used. */
async function freed(
  deps: WorkplaceDeps,
  { from }: Pick<WorkplaceRequest, 'from'>,
  { name, top, inUse }: { readonly name: string; readonly top: string; readonly inUse: ReadonlySet<string> },
): Promise<Refused | undefined> {
  const left = (await readManifests(deps.worktreesDir)).find((each) => each.name === name);
  if (left !== undefined) {
    const isBusy = isOwned(left, deps) && (left.owner.pid !== deps.owner.pid || inUse.has(name));
    if (isBusy || from === undefined) return refused(`the work tree ${visible(top)} is in use; wait for its task to end`);
    const patch = await recoverTree(deps, left, deps.outputDir(left.facts.taskId));
    if (patch?.problem !== undefined) return refused(`what it did before is not kept yet: ${patch.problem}`);
  }
  if ((await lstat(top).catch(() => undefined)) === undefined) return undefined;
  return refused(`${visible(top)} is there and no work tree of ours; move it away`);
}

/** Puts the patch of the task that it goes on from on a new tree. @returns why that did not work */
async function putBack(
  deps: WorkplaceDeps,
  { from }: WorkplaceRequest,
  { call, seen }: { readonly call: TreeCall; readonly seen: Pick<Seen, 'at'> },
): Promise<string | undefined> {
  if (from === undefined) return undefined;
  const file = path.join(deps.outputDir(from.taskId), PATCH_FILE);
  const kept = await stat(file).catch(() => undefined);
  if (kept === undefined) return 'the patch of what it did before is gone; dispatch it anew';
  if (kept.size === 0) return undefined;
  const applied = await applyPatch(call, seen.at, file);
  return applied.ok ? undefined : `what it did before could not be put back: ${applied.problem}`;
}

interface OpenTree {
  readonly call: TreeCall;
  readonly seen: Seen;
  readonly tree: LeftTree;
  readonly cwd: string;
  readonly done: () => void;
}

function workplaceOf(deps: WorkplaceDeps, { call, seen, tree, cwd, done }: OpenTree): Workplace {
  const { path: top, facts } = tree.manifest;
  const inTurn = oneAtATime();
  return {
    cwd,
    workspace: top,
    place: { path: top, base: facts.base },
    changes: (signal) =>
      inTurn(async () => (await lookAgain({ ...call, signal }, seen)).changes).catch((error: unknown) => {
        deps.log(`the files of ${facts.taskId} could not be compared: ${describeError(error)}`);
        return notCompared(whyFailed(error));
      }),
    async close() {
      const unending = { ...call, signal: new AbortController().signal };
      const { changes, patch } = await inTurn(() => keepTree(deps, unending, tree, seen));
      done();
      return { ...(changes === undefined ? {} : { changes }), patch };
    },
  };
}
