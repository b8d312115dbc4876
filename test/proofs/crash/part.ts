export interface PartOptions {
  readonly quick: boolean;
  /** A private directory; whoever gave it removes it. */
  readonly scratch: string;
}

/** One claim that was tried. */
export interface Tried {
  readonly name: string;
  /** What did not hold; none: it held. */
  readonly wrong: readonly string[];
  readonly figures?: string;
  /** Why it could not be tried here. */
  readonly skipped?: string;
}

export type Part = (options: PartOptions) => Promise<Tried>;
