/** What a child may use up; each part is absent when it is not bounded. The time is bounded for every child. */
export interface Budget {
  readonly wallMs: number;
  /** Calls of the model for our own loop; turns of the conversation for every other agent. */
  readonly turns?: number | undefined;
  /** Of input and output together. */
  readonly tokens?: number | undefined;
  /** US dollars. */
  readonly usd?: number | undefined;
}
