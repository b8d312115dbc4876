/** Milliseconds. */
export interface CageLimits {
  /** Until a connection has said its token. */
  readonly tokenMs: number;
  /** Between the signs of life of a call. */
  readonly progressMs: number;
  /** How long calls may still take when the client will send nothing more. */
  readonly drainMs: number;
}

/** Clients give up what is silent for 60 s. */
export const LIMITS: CageLimits = { tokenMs: 5_000, progressMs: 15_000, drainMs: 200 };
