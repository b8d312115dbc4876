import type { Gate } from '../../policy/action.ts';
import { repositoryRuns } from '../../policy/git-config.ts';
import { localWorld } from '../../policy/world.ts';
import { createGit, type GitDeps } from '../../shell/git/git.ts';
import type { Briefing, BriefingRequest } from '../model-agents.ts';
import { briefingOf } from './briefing-of.ts';
import { gatherEvidence } from './evidence.ts';
import { projectContext } from './project-context.ts';

export interface BriefingDeps extends Omit<GitDeps, 'whyRuns'> {
  /** As `process.platform` names it. */
  readonly platform: string;
}

/**
 * Makes what puts together the prompts of the children of one session. Everything that is read for one goes through the gate; a reference that
 * is unknown or broken is a problem that names it, before anything of the child starts. Never rejects.
 */
export function createBriefing(deps: BriefingDeps): (request: BriefingRequest, gate: Gate) => Promise<Briefing> {
  const { workspace, platform } = deps;
  // No program is looked for and no secret by its place: only files of repositories are read by it.
  const world = localWorld('', '/');
  const git = createGit({ ...deps, whyRuns: (directory) => repositoryRuns(directory, world) });
  return async ({ objective, scope, constraints, evidence: refs, cwd, access, signal, role }, gate) => {
    try {
      const reading = { gate, workspace, cwd, access, signal };
      const evidence = await gatherEvidence(refs, { ...reading, git });
      if (!evidence.ok) return evidence;
      const context = await projectContext(reading);
      if (signal.aborted) return { ok: false, problem: 'the call was cancelled' };
      const text = briefingOf({
        cwd,
        platform,
        objective,
        scope,
        constraints,
        evidence: evidence.parts,
        projectContext: context,
        access,
        role,
      });
      return { ok: true, text };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      return { ok: false, problem: `what the child is told could not be put together${code}` };
    }
  };
}
