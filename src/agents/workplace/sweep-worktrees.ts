import { describeError } from '../../shell/describe-error.ts';
import type { Work } from '../work/work.ts';
import { recoverTree } from './keep-tree.ts';
import { isOfThisBoot, isOwned, type Manifest, manifestTime, readManifests } from './manifest.ts';
import type { TreeDeps } from './workplace-deps.ts';

export interface SweepDeps extends TreeDeps {
  /** The directory of a task's output; `undefined` for ids that cannot name one. */
  readonly outputOf: (of: { readonly sessionId: string; readonly taskId: string }) => string | undefined;
  /** Whether a task has ended; `undefined` for one that nobody knows. */
  readonly hasEnded: (taskId: string) => Promise<boolean | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A tree that was seen to, and what is kept of it. */
export interface SweptTree {
  readonly taskId: string;
  readonly patch: NonNullable<Work['patch']> | undefined;
}

const DAY_MS = 86_400_000;

/**
 * Keeps the patches of work trees whose server has died and whose task has ended, then takes the trees away. One that somebody answers
 * for is not touched, nor one whose patch can not be kept. Never rejects.
 */
export async function sweepWorktrees(deps: SweepDeps): Promise<readonly SweptTree[]> {
  const swept: SweptTree[] = [];
  for (const manifest of await readManifests(deps.worktreesDir)) {
    const { taskId, sessionId } = manifest.facts;
    try {
      const outputDir = deps.outputOf({ sessionId, taskId });
      if (outputDir === undefined || !(await isOrphan(deps, manifest))) continue;
      swept.push({ taskId, patch: await recoverTree(deps, manifest, outputDir) });
    } catch (error) {
      deps.log(`the work tree ${manifest.path} could not be seen to: ${describeError(error)}`);
    }
  }
  return swept;
}

async function isOrphan(deps: SweepDeps, manifest: Manifest): Promise<boolean> {
  if (isOwned(manifest, deps)) return false;
  const ended = await deps.hasEnded(manifest.facts.taskId);
  if (ended !== undefined) return ended;
  // Another machine, or a container, may share the directory and not the state.
  return isOfThisBoot(manifest, deps.owner) || deps.now() - (await manifestTime(manifest)) > DAY_MS;
}
