/** What is kept of one client: its todo list and its tasks hang on it. */
export interface SessionRow {
  /** At least 122 random bits. */
  readonly id: string;
  /** Absolute, real path. */
  readonly workspace: string;
  /** Self-declared by the client; earns nothing. */
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; when it was last opened or closed. */
  readonly usedAt: number;
}

/** A session that may be seen from another process. */
export interface KnownSession extends SessionRow {
  /** The process that has it open now. */
  readonly pid: number | undefined;
}

export interface SessionStore {
  /**
   * Opens the session of workspace and client that was used last and that no living process has open, else a new one with the id of
   * `fresh`. From then on it is open here and nowhere else: two callers never get the same one.
   */
  open(fresh: SessionRow): { readonly row: SessionRow; readonly adopted: boolean };
  /** Lets it be adopted by whoever comes next; only for one that is open here. @param at milliseconds since 1970 */
  release(id: string, at: number): void;
  /** Every one that is kept, the last used first. */
  list(): readonly KnownSession[];
  /** Removes a session with its todo list; false for one that is open somewhere, that has tasks, or that is not there. */
  forget(id: string): boolean;
}
