import { join } from 'node:path';

/** Where it is kept. */
export const undoDir = (stateDir: string): string => join(stateDir, 'undo');

/** What is kept of one call before it changes anything. Paths are absolute and real. */
export interface UndoCall {
  /** Made by `undoId`. */
  readonly call: string;
  readonly session: string;
  readonly task?: string | undefined;
  readonly tool: string;
  /** What it does, in one line; foreign text. */
  readonly what: string;
  /** The class that the policy gave it. */
  readonly class?: string | undefined;
  readonly cwd: string;
  /** Only what lies below it is kept and restored. */
  readonly workspace: string;
  readonly writes: { readonly paths: readonly string[]; readonly complete: boolean };
}

/** One call as a list shows it. */
export interface KnownUndo extends Omit<UndoCall, 'writes'> {
  /** Milliseconds since 1970; when it was about to start. */
  readonly at: number;
  /** What it could change, as far as that was known. */
  readonly paths: readonly string[];
  readonly complete: boolean;
  /** How it ended; `undefined` while nobody has said so. */
  readonly status: string | undefined;
}

/** What became of one path. `same`: it is as it was before the call; `left`: it is as it is now, and `why` says why. */
export interface RestoredPath {
  readonly path: string;
  readonly done: 'restored' | 'removed' | 'same' | 'left';
  /** Our own words. */
  readonly why?: string | undefined;
}

export interface Restoration {
  readonly call: string;
  readonly paths: readonly RestoredPath[];
  /** What can not be taken back, whatever is done; our own words. */
  readonly notes: readonly string[];
  /** What was there before `force` overwrote it, as another call that can be taken back. */
  readonly kept?: string | undefined;
}

export interface RestoreOptions {
  /** Also what has changed since; a copy of it is kept first. */
  readonly force?: boolean | undefined;
}

/** Keeps what calls are about to change, and puts it back for a person. */
export interface UndoJournal {
  /** Resolves when a restart, too, finds what was there. Rejects when it can not be kept; then nothing of it stays. */
  before(call: UndoCall): Promise<void>;
  /**
   * Keeps what the call has left behind, by hash; what is kept `before` the next call waits for it. Never rejects: without that only
   * `force` restores.
   * @param task that it became while it ran
   */
  after(call: string, status: string, task?: string): Promise<void>;
  /** The latest first. */
  list(limit: number): Promise<readonly KnownUndo[]>;
  find(call: string): Promise<KnownUndo | undefined>;
  /** Puts back what one call changed, where it still is what that call left. `undefined` for a call that nobody knows. */
  restore(call: string, options?: RestoreOptions): Promise<Restoration | undefined>;
  /** The same for every call of a task, the last one first. */
  restoreTask(task: string, options?: RestoreOptions): Promise<readonly Restoration[]>;
}

export interface UndoLimits {
  /** Files that are kept of one call. */
  readonly files: number;
  /** Bytes that are kept of one call. */
  readonly bytes: number;
}

export const UNDO_LIMITS: UndoLimits = { files: 2_000, bytes: 64 * 1_048_576 };
