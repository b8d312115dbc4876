import type { ModelMessage, Usage } from '../../model/model.ts';
import type { Restored } from './restore.ts';
import { MOST_TOUCHED, touchedBy } from './touched.ts';

/** What the model has before it, and about how many tokens that is. */
export interface History {
  readonly messages: readonly ModelMessage[];
  /** The files that its calls have named, the latest last. */
  readonly touched: readonly string[];
  /** As the provider counted the last call, and what came since in proportion; by the characters where nothing was counted. */
  readonly tokens: number;
  /** The same for other messages in the place of these. */
  tokensOf(messages: readonly ModelMessage[]): number;
  /** About so many characters come to these tokens. */
  charactersOf(tokens: number): number;
  add(message: ModelMessage): void;
  replace(messages: readonly ModelMessage[]): void;
  /** Takes what the provider counted for all that is there. */
  counted(usage: Usage): void;
}

/** What text usually comes to. */
const TOKENS_PER_CHARACTER = 0.25;
/** Providers that count only what is new to them, or something else, are not believed beyond this. */
const BOUNDS = { least: 0.15, most: 4 };

/** @param fixed characters of what is sent with every call */
export function createHistory(fixed: number, { messages: before, touched: known }: Restored): History {
  let messages = [...before];
  let characters = fixed + sum(messages);
  let rate = TOKENS_PER_CHARACTER;
  const touched = new Set(known);
  return {
    get messages() {
      return messages;
    },
    get touched() {
      return [...touched].slice(-MOST_TOUCHED);
    },
    get tokens() {
      return Math.round(characters * rate);
    },
    tokensOf: (other) => Math.round((fixed + sum(other)) * rate),
    charactersOf: (tokens) => tokens / rate,
    add(message) {
      messages.push(message);
      characters += sizeOf(message);
      for (const path of touchedBy(message)) {
        touched.delete(path);
        touched.add(path);
      }
    },
    replace(other) {
      messages = [...other];
      characters = fixed + sum(messages);
    },
    counted({ inputTokens, outputTokens }) {
      if (inputTokens === undefined) return;
      rate = Math.min(BOUNDS.most, Math.max(BOUNDS.least, (inputTokens + (outputTokens ?? 0)) / characters));
    },
  };
}

const sum = (messages: readonly ModelMessage[]): number => messages.reduce((all, message) => all + sizeOf(message), 0);

/** Characters of a message, with what stands around it. */
export function sizeOf(message: ModelMessage): number {
  if (message.role !== 'assistant') return message.text.length + AROUND;
  return (message.toolUses ?? []).reduce((all, use) => all + use.name.length + use.arguments.length + AROUND, message.text.length + AROUND);
}

const AROUND = 16;
