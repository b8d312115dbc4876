import type { ModelClient } from '../../model/model.ts';
import type { ChildTool } from '../child-tools/child-tool.ts';
import type { ReadState } from '../child-tools/read-state.ts';
import type { Conversation } from '../protocol.ts';
import type { RunnerContext } from '../runner.ts';

/** Our own loop around a model: its tools are gated functions, so nothing of it runs that was not judged. */
export interface LoopSetup {
  readonly taskId: string;
  readonly client: ModelClient;
  /** The name of the model, for people. */
  readonly model: string;
  /** Takes the place of the client's own model; `undefined` for that. */
  readonly useModel: string | undefined;
  /** For summaries; `undefined` for the same. */
  readonly smallModel: string | undefined;
  /** Tokens that the model can see at once. */
  readonly contextTokens: number;
  /** Each puts what it does before the gate. */
  readonly tools: readonly ChildTool[];
  /** Of those tools: what was shown is not shown again until it is summed up. Absent, each is shown each time. */
  readonly readState?: Pick<ReadState, 'keepShown' | 'forgetShown'> | undefined;
  /** Private directory (0700) for the log of the conversation, which outlives this process. */
  readonly logDir: string;
  /** That of the task whose conversation is gone on with. */
  readonly resumeDir: string | undefined;
  readonly report: RunnerContext['report'];
  /** What has been used so far, all roles together; known after each call of the model. */
  readonly spent: () => { readonly inputTokens: number; readonly outputTokens: number; readonly usd: number | null };
  /** False when no further call of the model is paid for. */
  readonly mayCall: () => boolean;
  /** Text of the model as it comes. */
  readonly say: (text: string) => void;
  /** A line about what it does, for the transcript. */
  readonly note: (line: string) => void;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/**
 * Opens a conversation with a model, new or gone on with. Rejects with an `AgentError` when there is nothing to go on with, or the log can
 * not be written.
 */
export type OpenLoop = (setup: LoopSetup) => Promise<Conversation>;
