import type { ModelCall, ModelReply, Usage } from './model.ts';

/** Putting a streamed answer together. */
export interface ReplyBuilder {
  /**
   * Takes the data of the next event; `done`: the stream said that nothing follows; `garbage`: it is not of this format; `error`: the
   * provider gave up, in the JSON of `data`.
   */
  take(data: string): 'more' | 'done' | 'garbage' | 'error';
  /** Whether all of the answer is there, though its end mark or its usage may be missing. */
  complete(): boolean;
  /** What has been told of the tokens so far. */
  usage(): Usage;
  reply(): ModelReply;
}

export interface BuilderOptions {
  /** The model asked for; stands where the answer does not name one. */
  readonly model: string;
  readonly onText: ((text: string) => void) | undefined;
}

export interface RequestOptions {
  readonly model: string;
  readonly stream: boolean;
  /** Parameters that this model has refused. */
  readonly without: ReadonlySet<string>;
}

/** One format: how a call is written and how an answer is read. */
export interface WireFormat {
  headers(apiKey: string | undefined): Readonly<Record<string, string>>;
  body(call: ModelCall, options: RequestOptions): Readonly<Record<string, unknown>>;
  builder(options: BuilderOptions): ReplyBuilder;
  /** Takes the JSON of an answer that was not streamed; `undefined` when it is none of this format. */
  whole(answer: Readonly<Record<string, unknown>>, model: string): ModelReply | undefined;
}

export const NO_USAGE: Usage = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };
