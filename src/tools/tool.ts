import type { z } from 'zod';
import type { Answer, Approval } from '../policy/action.ts';
import type { Session } from '../session/session.ts';

/** All four hints, always stated: an absent hint means the dangerous default. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** What one call of a tool gets besides its arguments. */
export interface ToolCall {
  readonly session: Session;
  /** Aborted when the client cancels or goes away. */
  readonly signal: AbortSignal;
  /** Present when the client asked for progress; `message` is our own or escaped text. */
  readonly progress?: ((progress: number, message: string) => void) | undefined;
  /** A person's answer to the approval that an earlier round of this call asked for. */
  readonly answer?: Answer | undefined;
  /** The host can ask its person while a call waits. */
  readonly canAsk?: boolean;
  /** Milliseconds that this call has waited for a person already: they count against the answer window. */
  readonly waitedMs?: number | undefined;
  /** Tells that the result is a refusal that a person could lift; the server may ask and call again with `answer`. */
  readonly needsApproval: (approval: Approval) => void;
}

/**
 * One tool: schema, hints, handler and rendering. A handler returns a result or throws `ToolError`; the server catches once.
 * `render` gives the short text for hosts that show no structured content.
 */
export interface Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  /** What running children ask a person rides on its result, where the host can ask. */
  readonly carriesQuestions?: boolean;
  handle(args: z.output<I>, call: ToolCall): Promise<z.output<O>>;
  render(result: z.output<O>): string;
  /**
   * Keeps a request as a task in `waiting_approval`, because the person has not answered within the call. The first answer given to
   * `resume` later starts it or ends it as `blocked`. Without `resume` nothing waits for the answer: the question can be taken back.
   */
  park?(
    args: z.output<I>,
    call: ToolCall,
    approval: Approval,
  ): Promise<{ readonly result: z.output<O>; readonly resume?: (answer: Answer) => void }>;
}

/** A mistake of the caller; the message says what to do next and reaches the model. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
