/** What somebody else than the child looks at when it says that it is done. */
export interface VerifyPlan {
  /** Names (`build`, `test`, `lint`, a check of the project's configuration) or commands. */
  readonly checks: readonly string[];
  readonly reviewer: { readonly agent: string | undefined; readonly objective: string | undefined } | undefined;
  readonly criteria: readonly Criterion[];
}

/** One line of a scorecard, scored by the reviewer from 0 to 1. */
export interface Criterion {
  readonly name: string;
  readonly threshold: number;
  readonly weight: number;
}
