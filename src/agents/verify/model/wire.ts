type Fields = Readonly<Record<string, unknown>>;

/** A tool that an agent offers its model. */
export interface OfferedTool {
  readonly name: string;
  /** The group that a call has to name beside the tool. */
  readonly namespace?: string | undefined;
  /** JSON Schema of what it takes. */
  readonly schema: Fields;
  /** It takes one text in place of fields. */
  readonly freeform: boolean;
}

/** What a tool gave back, as the model sees it. */
export interface ToolResult {
  /** Absent where the wire does not tell. */
  readonly callId: string | undefined;
  readonly text: string;
}

/** A request in the words that all wire formats share. */
export interface ModelRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly tools: readonly OfferedTool[];
  /** The answer is to be JSON: the agent asks for itself, e.g. for a title. */
  readonly wantsJson: boolean;
  /** What the user has said, the oldest first; results of tools are not among it. */
  readonly userTexts: readonly string[];
  readonly results: readonly ToolResult[];
  /** The conversation, as it was sent. */
  readonly conversation: unknown;
}

/** One call of a tool. */
export interface ModelToolCall {
  readonly id: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly args: Fields;
  /** In place of `args`, for a tool that takes one text. */
  readonly text?: string | undefined;
}

export type ModelAnswer = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'call'; readonly call: ModelToolCall };

/** What one answer is on the wire: JSON in one piece, or the lines of a stream of events. */
export interface Written {
  readonly whole: Fields;
  readonly events: readonly { readonly event?: string; readonly data: unknown }[];
  /** A last event that is no JSON. */
  readonly last?: string;
}

/** One wire format, from the server's side. */
export interface ModelWire {
  /** Takes the path of the request without query, and its body. */
  read(path: string, body: Fields): ModelRequest;
  write(answer: ModelAnswer, request: ModelRequest): Written;
}
