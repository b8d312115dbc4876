import type { readWorkspaceFile } from '../shell/workspace-file.ts';
import { type ResolvedCheck, resolveCheck } from './check-names.ts';
import { type CheckRuns, createCheckRuns } from './todo-checks.ts';
import { createRunCheck, type RunCheckDeps } from './todo-run-check.ts';

/** The checks of one session. Whoever makes them closes them. */
export interface Checks extends CheckRuns {
  /** Takes the name of a check; returns its command as the files say it now. */
  resolve(name: string): Promise<ResolvedCheck>;
}

export interface ChecksDeps extends RunCheckDeps {
  readonly readFile: typeof readWorkspaceFile;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Takes a workspace, the reader of its files, and what runs a command there; returns its checks. */
export function createChecks(deps: ChecksDeps): Checks {
  return {
    ...createCheckRuns({ run: createRunCheck(deps), now: deps.now, log: deps.log }),
    resolve: (name) => resolveCheck(deps.readFile, deps.workspace, name),
  };
}
