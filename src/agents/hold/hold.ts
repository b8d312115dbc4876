import type { Action, Ended, Execution } from '../../policy/action.ts';

/** What the gate said of one action of a child, after whoever was asked has answered. */
export type Held =
  | {
      readonly allowed: true;
      /** What to run, of a command. */
      readonly execution: Execution | undefined;
      /** Tells how it ended; a denied child shows progress only by that. */
      readonly ended: (end: Ended) => void;
      /** What the child should know of it, in our own words and escaped foreign ones; absent when there is nothing. */
      readonly warnings?: readonly string[];
    }
  /** Our own words, for the child: why not, and what would change that. */
  | { readonly allowed: false; readonly reason: string };

/** What stands between a child and everything that it wants to do. */
export interface Hold {
  /**
   * Puts an action before the gate, and waits for the person whom the gate asks; the task shows that it waits, and for what.
   * Never rejects: whatever goes wrong is a no.
   * @param signal aborted when the child no longer waits for the answer
   */
  judge(action: Action, signal: AbortSignal): Promise<Held>;
}
