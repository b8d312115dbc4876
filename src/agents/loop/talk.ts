import type { ModelMessage, ToolDefinition } from '../../model/model.ts';
import type { History } from './history.ts';
import type { Log } from './log.ts';
import type { LoopSetup } from './loop.ts';
import type { Circle } from './stuck.ts';

/** One conversation while it lives. */
export interface Talk {
  readonly setup: LoopSetup;
  readonly system: string;
  readonly definitions: readonly ToolDefinition[];
  readonly history: History;
  readonly log: Log;
  readonly circle: Circle;
  /** Calls of the model so far; summaries do not count. */
  iterations: number;
  /** The provider wants its reasoning back. */
  withReasoning: boolean;
  /** Tokens that were left when the conversation was made shorter last. */
  shortest: number;
  /** The model that answered last. */
  model: string;
}

/** What a person, we or the model has said: goes to the model and, with the next line that announces something, to the log. */
export function say({ history, log }: Talk, message: Exclude<ModelMessage, { role: 'tool' }>): void {
  const whole = { ...message, text: message.text.toWellFormed() };
  history.add(whole);
  log.stage({ entry: 'message', message: whole });
}

/** The result of a call, or why there is none. */
export function answer({ history, log }: Talk, id: string, text: string): void {
  const whole = text.toWellFormed() || '(empty)';
  history.add({ role: 'tool', toolUseId: id, text: whole });
  log.stage({ entry: 'ended', id, text: whole });
}
