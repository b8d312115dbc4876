import { hash } from 'node:crypto';

/** Larger files are never held as a whole: they can be read in parts, and are not written by our tools. */
export const MAX_WHOLE_BYTES = 16 * 1024 * 1024;

/** What a child has seen of files: one that has changed since is not written over. */
export interface ReadState {
  /** Takes the real path and the SHA-256 of the whole file. */
  remember(real: string, sha256: string): void;
  /** `undefined` when the child has not read it. */
  seen(real: string): string | undefined;
  /**
   * From now on what was shown is not shown again as long as it is the same. Only for whoever knows what the child's model still has
   * before it, and says when some of that goes: an agent that forgets by itself would ask in vain.
   */
  keepShown(): void;
  /** Takes the real path, the range, and what tells this state of the file from every other; returns whether just that was shown before. */
  showsAgain(real: string, range: string, version: string): boolean;
  /** The model has nothing of it before it any more. What tells whether a file has changed stays. */
  forgetShown(): void;
}

/** Ranges that are remembered; the oldest go first. */
const MOST_SHOWN = 10_000;

export function createReadState(): ReadState {
  const known = new Map<string, string>();
  const shown = new Map<string, string>();
  let keeps = false;
  return {
    remember: (real, sha256) => void known.set(real, sha256),
    seen: (real) => known.get(real),
    keepShown() {
      keeps = true;
    },
    showsAgain(real, range, version) {
      if (!keeps) return false;
      const key = `${range}\0${real}`;
      if (shown.get(key) === version) return true;
      shown.delete(key);
      shown.set(key, version);
      const [oldest] = shown.keys();
      if (shown.size > MOST_SHOWN && oldest !== undefined) shown.delete(oldest);
      return false;
    },
    forgetShown: () => shown.clear(),
  };
}

export const sha256Of = (bytes: Buffer): string => hash('sha256', bytes, 'hex');
