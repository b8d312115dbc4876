import type { TokenUse } from '../protocol.ts';

interface MessageUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens?: number | null | undefined;
  readonly cache_read_input_tokens?: number | null | undefined;
}

/** Counts what a conversation costs while a turn is running; the result of the turn then says it exactly. */
export interface Meter {
  /** One message of the model; the agent tells of the same one several times. */
  message(id: string, usage: MessageUsage): void;
  result(use: TokenUse): void;
}

/** @param used is told the new total. The money is that of the last result: a single message tells none */
export function createMeter(used: (use: TokenUse) => void): Meter {
  let before: TokenUse = { inputTokens: 0, outputTokens: 0, usd: null };
  const messages = new Map<string, { readonly input: number; readonly output: number }>();
  return {
    message(id, usage) {
      const cached = (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
      messages.set(id, { input: usage.input_tokens + cached, output: usage.output_tokens });
      let { inputTokens, outputTokens } = before;
      for (const { input, output } of messages.values()) {
        inputTokens += input;
        outputTokens += output;
      }
      used({ inputTokens, outputTokens, usd: before.usd });
    },
    result(use) {
      messages.clear();
      before = use;
      used(use);
    },
  };
}
