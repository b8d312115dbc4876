import { parseFields } from './fields.ts';
import type { ModelReply, ToolUse } from './model.ts';

/** A tool call that is being streamed: its arguments come in pieces. */
export interface ToolPieces {
  id: string;
  name: string;
  readonly pieces: string[];
}

/** Takes the pieces in order; returns the calls. A call without arguments has an empty object; one without an id (some servers) gets one. */
export function toolUses(parts: Iterable<ToolPieces>): readonly ToolUse[] {
  return Array.from(parts, ({ id, name, pieces }) => ({
    id: id === '' ? `call_${crypto.randomUUID()}` : id,
    name,
    arguments: pieces.join('') || '{}',
  }));
}

/** Takes a reply; returns it without the tool calls that its limit of tokens cut in the middle: they are no calls. */
export function withoutHalfCalls(reply: ModelReply): ModelReply {
  if (reply.stop !== 'length') return reply;
  return { ...reply, toolUses: reply.toolUses.filter((use) => parseFields(use.arguments) !== undefined) };
}
