import type { ModelMessage } from '../../model/model.ts';
import { sizeOf } from './history.ts';

/** What makes a conversation shorter without asking anybody. */

const STUB = '[this result was dropped to save room; call again when you need it]';
/** A shorter one costs no more than what would take its place. */
const WORTH = 200;
/** Results that stay as they are. */
const KEPT_RESULTS = 8;
/** Characters of a result where nothing else helps. */
const TIGHT_RESULT = 2_000;

/** Old results of tools become stubs. */
export function withStubs(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const results = messages.filter(({ role }) => role === 'tool');
  const old = new Set(results.slice(0, -KEPT_RESULTS));
  return messages.map((message) => (old.has(message) && message.text.length > WORTH ? { ...message, text: STUB } : message));
}

/** Long results of tools are cut. */
export function withShortResults(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  return messages.map((message) => {
    if (message.role !== 'tool' || message.text.length <= TIGHT_RESULT) return message;
    return { ...message, text: `${message.text.slice(0, TIGHT_RESULT).toWellFormed()}\n[… cut to save room …]` };
  });
}

export interface Parts {
  /** What the child was told first. */
  readonly first: readonly ModelMessage[];
  readonly middle: readonly ModelMessage[];
  readonly tail: readonly ModelMessage[];
}

/** Takes the characters that the recent part may have; it begins nowhere between a call and its result, and holds the last of them. */
export function partsOf(messages: readonly ModelMessage[], room: number): Parts {
  const begins = messages[0]?.role === 'user' ? 1 : 0;
  let from = messages.length;
  let size = 0;
  for (let at = messages.length - 1; at >= begins; at -= 1) {
    const message = messages[at];
    if (message === undefined) break;
    size += sizeOf(message);
    if (message.role === 'tool') continue;
    if (size > room && from < messages.length) break;
    from = at;
  }
  return { first: messages.slice(0, begins), middle: messages.slice(begins, from), tail: messages.slice(from) };
}
