/** Failures of the classifier, and whether it rests because of them. Values never change; times are milliseconds of one clock. */
export interface Breaker {
  /** Failures that still count, the oldest first. */
  readonly failures: readonly number[];
  /** Since when it rests. */
  readonly openedAt: number | undefined;
  /** When the one call that may try again was let through, while it is under way. */
  readonly probedAt: number | undefined;
}

export const CLOSED: Breaker = { failures: [], openedAt: undefined, probedAt: undefined };

const WINDOW_MS = 600_000;
const MAX_FAILURES = 5;

/** `half-open`: the window is over and nobody tries yet; the next call is let through as a probe. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export function breakerState({ openedAt, probedAt }: Breaker, now: number): BreakerState {
  if (openedAt === undefined) return 'closed';
  if (now - openedAt < WINDOW_MS) return 'open';
  // A probe whose end nobody heard of does not block for ever.
  return probedAt !== undefined && now - probedAt < WINDOW_MS ? 'open' : 'half-open';
}

/** The call that is made now is the probe. */
export function probe(breaker: Breaker, now: number): Breaker {
  return { ...breaker, probedAt: now };
}

export function failed(breaker: Breaker, now: number): Breaker {
  if (breaker.openedAt !== undefined) return { failures: [], openedAt: now, probedAt: undefined };
  const failures = [...breaker.failures.filter((at) => now - at < WINDOW_MS), now];
  return failures.length < MAX_FAILURES
    ? { failures, openedAt: undefined, probedAt: undefined }
    : { failures: [], openedAt: now, probedAt: undefined };
}

/** A success closes it when it was the probe; one that began before it opened proves nothing new. */
export function succeeded(breaker: Breaker): Breaker {
  return breaker.probedAt === undefined ? breaker : CLOSED;
}
