/** Tells from the beats of other workers which of them show no life. */
export interface Life {
  /** Takes the beat of a worker as it is now; returns whether it has stood still for as long as a lease lasts. */
  look(worker: string, beat: number): boolean;
  /** What the last look said, if the beat is still that one. */
  isLost(worker: string, beat: number): boolean;
  /** Forgets every other worker. */
  keepOnly(workers: ReadonlySet<string>): void;
}

export interface LifeDeps {
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonic: () => number;
  /** Milliseconds without a beat after which a worker has lost its tasks. */
  readonly leaseMs: number;
}

/** Looks it takes at least before a worker is given up. */
const LOOKS = 4;

interface Seen {
  readonly beat: number;
  readonly at: number;
  /** Milliseconds that the beat stood still. */
  readonly still: number;
}

/**
 * Nothing is compared with the clock of another worker. Time between two looks counts up to a part of the lease only: when the whole
 * machine stood still, and with it the observer, the others get the time to beat again before they are given up.
 */
export function createLife({ monotonic, leaseMs }: LifeDeps): Life {
  const seen = new Map<string, Seen>();
  const isLost = (worker: string, beat: number): boolean => {
    const last = seen.get(worker);
    return last !== undefined && last.beat === beat && last.still >= leaseMs;
  };
  return {
    look(worker, beat) {
      const at = monotonic();
      const last = seen.get(worker);
      const still = last?.beat === beat ? last.still + Math.min(at - last.at, leaseMs / LOOKS) : 0;
      seen.set(worker, { beat, at, still });
      return isLost(worker, beat);
    },
    isLost,
    keepOnly(workers) {
      for (const worker of seen.keys()) if (!workers.has(worker)) seen.delete(worker);
    },
  };
}
