/** One call of an agent's own tool, put together from everything that the agent has told about it. */
export interface AgentCall {
  /** The agent's id for it. */
  readonly id: string;
  /** The name of the tool, as the agent calls it; empty when it does not tell. */
  readonly tool: string;
  /** What the agent shows to people; foreign text. */
  readonly title: string;
  /** The agent's own kind, e.g. `execute`, `edit`, `read`. */
  readonly kind: string | undefined;
  /** What the tool is called with, as far as it was told. */
  readonly input: unknown;
  /** Absolute paths that the agent says it touches. */
  readonly locations: readonly string[];
  /** What it would write, where the agent tells. */
  readonly diffs: readonly { readonly path: string; readonly text: string }[];
}

/** What a call would do, in words of the policy. Relative paths count from the child's directory. */
export type Wanted =
  | { readonly do: 'command'; readonly command: string; readonly cwd?: string | undefined }
  | { readonly do: 'read'; readonly path: string }
  /** `text` is what the file would hold, or what is put into it; shown to people and bound by the answer. */
  | { readonly do: 'write'; readonly path: string; readonly text?: string | undefined }
  | { readonly do: 'fetch'; readonly url: string }
  /** Touches nothing but the agent's own plan or memory of this conversation. */
  | { readonly do: 'nothing' };

/** Whether completing such a call without our yes is a breach. */
export function isMutating(wanted: readonly Wanted[] | undefined): boolean {
  return wanted === undefined || wanted.some((one) => one.do !== 'read' && one.do !== 'nothing');
}
