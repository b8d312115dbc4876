/** Who changed a file of a workspace last, as far as servers have written it down. */
export interface Edit {
  readonly sessionId: string;
  /** What the host of that session calls itself; escaped. */
  readonly client: string;
  readonly pid: number | undefined;
  /** Absolute, real. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What every server that works in a tree has changed there lately; a warning for the others and nothing more. */
export interface EditStore {
  /**
   * Keeps that this session changes these files now, those that lie in the workspace; older marks of the same files by it are replaced.
   * Never throws: it is only a warning.
   */
  note(edit: { readonly sessionId: string; readonly workspace: string; readonly paths: readonly string[]; readonly at: number }): void;
  /** What other sessions whose server lives have changed in this workspace since then, the latest first. Never throws. */
  others(wanted: {
    readonly sessionId: string;
    readonly workspace: string;
    readonly since: number;
    readonly limit: number;
  }): readonly Edit[];
  /** Never throws. */
  drop(sessionId: string): void;
}

/** Marks that are kept of one session: more than anybody is warned of. */
export const MAX_EDITS = 500;

/** The beginning of every path below a directory. */
export const below = (directory: string): string => (directory === '/' ? '/' : `${directory}/`);
