import type { Store } from '../store/store.ts';

/** What `state` is asked with. */
export interface StateRequest {
  /** Nothing, `forget` and what names something, or `vacuum`. */
  readonly operands: readonly string[];
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly store: Pick<Store, 'state' | 'sessions' | 'approvals' | 'why'>;
  readonly stateDir: string;
  /** Where servers keep the output of tasks. */
  readonly outputDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The next line that a person types; `undefined` where nobody can. */
  readonly readLine: () => Promise<string | undefined>;
  readonly stdout: { write(text: string): unknown };
  /** Writes a line for people to stderr. */
  readonly log: (line: string) => void;
}
