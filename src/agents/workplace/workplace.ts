import type { Changes, Work } from '../work/work.ts';

/** Where a child is to work. */
export interface WorkplaceRequest {
  readonly taskId: string;
  /** The directory that it was asked for; absolute, real. */
  readonly cwd: string;
  readonly isolation: 'none' | 'worktree';
  /** For a name that people recognise; foreign text. */
  readonly objective: string;
  /** Goes on where an earlier task of the same child was; its patch is put there again. */
  readonly from: { readonly taskId: string; readonly place: NonNullable<Work['place']> } | undefined;
  readonly signal: AbortSignal;
}

/** The files that one child works on, and what becomes of them. No method rejects. */
export interface Workplace {
  /** Absolute, real. */
  readonly cwd: string;
  /** The root that its calls are judged by; `undefined` for the session's own. */
  readonly workspace: string | undefined;
  readonly place: Work['place'];
  /** What differs by now from what was there when it was opened. */
  changes(signal: AbortSignal): Promise<Changes>;
  /** Keeps the patch of a work tree, then takes the tree away. Called once, when nothing of the child lives any more. */
  close(): Promise<Pick<Work, 'changes' | 'patch'>>;
}

export type OpenedWorkplace = { readonly ok: true; readonly workplace: Workplace } | { readonly ok: false; readonly problem: string };

export interface Workplaces {
  /** Never rejects: what is in the way is a problem in our own words that says what to do. */
  open(request: WorkplaceRequest): Promise<OpenedWorkplace>;
  /** Keeps the patch of a child whose server has died and takes its tree away; `undefined` when it had none. Never rejects. */
  recover(taskId: string): Promise<Work['patch'] | undefined>;
}
