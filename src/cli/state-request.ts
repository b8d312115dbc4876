import type { Store } from '../store/store.ts';

/** What `state` is asked with. */
export interface StateRequest {
  /** Nothing, `forget` and what names something, or `vacuum`. */
  readonly operands: readonly string[];
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly store: Pick<Store, 'state' | 'sessions' | 'tasks' | 'approvals' | 'proofs' | 'why'>;
  readonly stateDir: string;
  /** Where servers keep the output of tasks. */
  readonly outputDir: string;
  /** Width of the terminal; `undefined` for what is none, where nothing is cut. */
  readonly columns: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The next line that a person types; `undefined` where nobody can. */
  readonly readLine: () => Promise<string | undefined>;
  readonly stdout: { write(text: string): unknown };
  /** Writes a line for people to stderr. */
  readonly log: (line: string) => void;
}
