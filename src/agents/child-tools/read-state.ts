import { hash } from 'node:crypto';

/** Larger files are never held as a whole: they can be read in parts, and are not written by our tools. */
export const MAX_WHOLE_BYTES = 16 * 1024 * 1024;

/** What a child has seen of files: one that has changed since is not written over. */
export interface ReadState {
  /** Takes the real path and the SHA-256 of the whole file. */
  remember(real: string, sha256: string): void;
  /** `undefined` when the child has not read it. */
  seen(real: string): string | undefined;
}

export function createReadState(): ReadState {
  const known = new Map<string, string>();
  return { remember: (real, sha256) => void known.set(real, sha256), seen: (real) => known.get(real) };
}

export const sha256Of = (bytes: Buffer): string => hash('sha256', bytes, 'hex');
