/** Who pays for a call: cost is accounted for each role by itself. */
export type ModelRole = 'child' | 'classifier' | 'reviewer' | 'summary';

/** How a call failed; whoever calls decides by this and never by the message. */
export type FailureClass =
  | 'rate_limit'
  | 'overloaded'
  | 'request_timeout'
  | 'stream_idle_timeout'
  | 'connection'
  | 'incomplete_stream'
  | 'context_overflow'
  | 'reasoning_content_required'
  | 'out_of_credit'
  | 'user_abort'
  | 'non_retryable';

export interface ModelFailure {
  readonly class: FailureClass;
  /** Our own words; text of the provider is quoted, cut and made visible. */
  readonly message: string;
  readonly status?: number;
  /** Milliseconds that the provider asked us to wait. */
  readonly retryAfterMs?: number;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** JSON text of the arguments, as the model wrote it. */
  readonly arguments: string;
}

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  /** `reasoning` goes back to a provider that wants it, and to no other. */
  | { readonly role: 'assistant'; readonly text: string; readonly toolUses?: readonly ToolUse[]; readonly reasoning?: string }
  | { readonly role: 'tool'; readonly toolUseId: string; readonly text: string };

export interface ModelCall {
  readonly role: ModelRole;
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools?: readonly ToolDefinition[];
  readonly maxTokens: number;
  readonly temperature?: number;
  /** The provider has refused messages without the reasoning that it gave with them (`reasoning_content_required`). */
  readonly withReasoning?: boolean;
}

/** Tokens of one call, as the provider counted them; `undefined` when it did not say. */
export interface Usage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly cachedInputTokens: number | undefined;
}

export interface ModelReply {
  readonly text: string;
  readonly toolUses: readonly ToolUse[];
  /** What it thought before it spoke, of servers that tell; never shown. */
  readonly reasoning?: string;
  readonly stop: 'end' | 'tool_use' | 'length' | 'refusal' | 'other';
  readonly usage: Usage;
  /** The model that answered, as it calls itself. */
  readonly model: string;
}

export type ModelResult = { readonly ok: true; readonly reply: ModelReply } | { readonly ok: false; readonly failure: ModelFailure };

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for the whole call with all of its retries. */
  readonly timeoutMs: number;
  /** Takes the place of the client's own model. */
  readonly model?: string;
  /** `0` gives up at the first failure. */
  readonly retries?: number;
  /** Text as it comes. */
  readonly onText?: (text: string) => void;
}

/** The outside brain. Never throws for what a provider does. */
export interface ModelClient {
  complete(call: ModelCall, options: CallOptions): Promise<ModelResult>;
}
