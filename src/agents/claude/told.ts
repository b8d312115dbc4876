import type { CallBook } from './call-book.ts';
import { assistantMessage, type Message, textBlock, toolResult, toolUse, userMessage } from './messages.ts';
import type { Meter } from './meter.ts';

/** What the agent says of a call that it did not carry out, because it was called wrongly or another one beside it failed. */
const NOT_RUN = '<tool_use_error>';

export interface ToldDeps {
  readonly book: Pick<CallBook, 'began' | 'ended'>;
  readonly meter: Pick<Meter, 'message'>;
  /** The agent itself speaks, not one of its sub-agents. */
  readonly said: (text: string) => void;
}

/** A message of the model: words, and calls of tools. */
export function toldByModel(message: Message, { book, meter, said }: ToldDeps): void {
  const read = assistantMessage.safeParse(message);
  if (!read.success) return;
  const { id, content, usage } = read.data.message;
  if (id !== undefined && usage !== undefined) meter.message(id, usage);
  const itself = (read.data.parent_tool_use_id ?? undefined) === undefined;
  for (const block of content) {
    const use = toolUse.safeParse(block).data;
    if (use !== undefined) book.began({ id: use.id, tool: use.name, input: use.input });
    const text = textBlock.safeParse(block).data?.text;
    if (itself && text !== undefined) said(text);
  }
}

/** A message to the model: the results of its calls. */
export function toldToModel(message: Message, { book }: Pick<ToldDeps, 'book'>): void {
  const read = userMessage.safeParse(message);
  if (!read.success || read.data.isReplay === true || typeof read.data.message.content === 'string') return;
  const kept = new Set(read.data.tool_result_meta?.flatMap((meta) => (meta.non_execution_kind == null ? [] : [meta.id])));
  for (const block of read.data.message.content) {
    const result = toolResult.safeParse(block).data;
    if (result === undefined) continue;
    const { tool_use_id: id, content, is_error } = result;
    const wrong = typeof content === 'string' && content.startsWith(NOT_RUN);
    book.ended(id, { isError: is_error === true, notRun: wrong || kept.has(id) });
  }
}
