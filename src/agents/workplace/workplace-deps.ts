import type { GitStart } from '../../shell/git/run-git.ts';
import type { Owners } from './manifest.ts';

/** What looking at trees, and keeping what changed in them, needs. */
export interface TreeDeps extends GitStart, Owners {
  /** Absolute path of a git that nobody who works in a workspace could have put there; `undefined` when there is none. */
  readonly git: () => Promise<string | undefined>;
  /** Why git could run something that the repository at this directory chose; `undefined` when it could not. */
  readonly whyRuns: (directory: string) => string | undefined;
  /** Holds the work trees; absolute. Made (0700) when the first one is. */
  readonly worktreesDir: string;
  readonly log: (line: string) => void;
}

/** The workplaces of the children of one session. */
export interface WorkplaceDeps extends TreeDeps {
  readonly sessionId: string;
  /** Absolute, real. */
  readonly workspace: string;
  /** Where our state lies; absolute. No work tree may lie in it. */
  readonly stateDir: string;
}

/** The patch of a task, in the directory of its output. */
export const PATCH_FILE = 'patch.diff';
/** The private repository that looks at the files of a task, beside it. */
export const SNAPSHOT_DIR = 'snapshot';
