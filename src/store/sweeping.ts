import type { StateStore } from './state.ts';
import type { Store } from './store.ts';

/** What removing old state is asked with. */
export interface SweepRequest {
  readonly store: Pick<Store, 'state' | 'sessions'>;
  /** Holds a directory for each session, and in it one for each task. */
  readonly outputDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly retentionMs: number;
  readonly maxOutputBytes: number;
  /** Ends it early; nothing of the store is called afterwards. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface Sweeping extends SweepRequest {
  readonly state: StateStore;
  /** Lets others have their turn. */
  readonly pause: () => Promise<unknown>;
}
