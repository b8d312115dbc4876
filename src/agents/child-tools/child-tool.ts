import type * as z from 'zod';

/** What a call of a child's tool came to. */
export interface ToolReply {
  /** For the model. */
  readonly text: string;
  readonly isError: boolean;
}

/** One tool that a child gets in place of its own: gated, and for this child alone. */
export interface ChildTool<I extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: I;
  /** What the model is shown of the input, as JSON schema, where `input` does not say it: of a tool of somebody else's. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** Takes checked arguments. Never rejects: what goes wrong is a reply. @param signal aborted when the child no longer waits */
  call(args: z.output<I>, signal: AbortSignal): Promise<ToolReply>;
}
