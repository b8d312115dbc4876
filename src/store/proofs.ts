/** The levels that a proof can show; see `ASSURANCES`, the whole scale. */
export const PROVEN_LEVELS = ['gated', 'caged'] as const;
export type ProvenLevel = (typeof PROVEN_LEVELS)[number];

/** That a level held, on this machine, for one agent as it lies on the disk. */
export interface Proof {
  /** Id in the catalogue. */
  readonly agent: string;
  readonly level: ProvenLevel;
  /** What the program said of itself; a proof never rests on it. */
  readonly version: string;
  /** Real path of the program. */
  readonly executable: string;
  /** SHA-256, in hex, of everything that is executed: the program, its packages, its interpreter. */
  readonly digest: string;
  /** SHA-256, in hex, of what the file system says of those files; cheaper to look at, and never the same after a change. */
  readonly stamp: string;
  /** SHA-256, in hex, of how it was started. */
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What was tried and seen, for people; JSON text. */
  readonly checks: string;
}

/** Where proofs are kept; the latest of an agent and level replaces the one before. Every call throws `StoreFailed` when it can not be done. */
export interface ProofStore {
  /** Durable, as far as the store is, when it returns. */
  put(proof: Proof): void;
  find(agent: string, level: ProvenLevel): Proof | undefined;
  /** By agent, then level. */
  list(): readonly Proof[];
  /** One that no longer holds; one that is not there changes nothing. */
  drop(agent: string, level: ProvenLevel): void;
}
