/** What a server may take of us before we stop listening. */
export interface Limits {
  /** Milliseconds without a byte of the body. */
  readonly idleMs: number;
  /** Bytes of an answer that is not streamed. */
  readonly wholeBytes: number;
  /** Bytes of a stream: events say some hundred bytes for a token. */
  readonly streamBytes: number;
  /** Characters of one line or event of a stream. */
  readonly lineLength: number;
  /** Bytes of an error's body. */
  readonly errorBytes: number;
}

const MIB = 1024 * 1024;

export const LIMITS: Limits = { idleMs: 30_000, wholeBytes: 16 * MIB, streamBytes: 64 * MIB, lineLength: 4 * MIB, errorBytes: 64 * 1024 };
