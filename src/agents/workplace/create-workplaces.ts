import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describeError } from '../../shell/describe-error.ts';
import { recoverTree } from './keep-tree.ts';
import { isOwned, readManifests } from './manifest.ts';
import { openPlain } from './plain-place.ts';
import { openTree } from './tree-place.ts';
import { whyFailed } from './why-failed.ts';
import type { Workplaces } from './workplace.ts';
import { SNAPSHOT_DIR, type WorkplaceDeps } from './workplace-deps.ts';

/** The places where the children of one session work, and what becomes of their files. */
export function createWorkplaces(deps: WorkplaceDeps): Workplaces {
  /** Names of the trees that children of this session work in. */
  const inUse = new Set<string>();
  return {
    async open(request) {
      try {
        if (request.isolation === 'worktree') return await openTree(deps, request, inUse);
        return { ok: true, workplace: await openPlain(deps, request) };
      } catch (error) {
        deps.log(`a place to work could not be made: ${describeError(error)}`);
        return { ok: false, problem: `a place to work could not be made (${whyFailed(error)})` };
      }
    },
    async recover(taskId) {
      try {
        const found = (await readManifests(deps.worktreesDir)).find(({ facts }) => facts.taskId === taskId);
        const outputDir = deps.outputDir(taskId);
        if (found !== undefined) return isOwned(found, deps) ? undefined : await recoverTree(deps, found, outputDir);
        await rm(path.join(outputDir, SNAPSHOT_DIR), { recursive: true, force: true });
        return undefined;
      } catch (error) {
        deps.log(`the work tree of ${taskId} could not be recovered: ${describeError(error)}`);
        return undefined;
      }
    },
  };
}
