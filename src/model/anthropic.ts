import { countOf, fields, parseFields, textOf } from './fields.ts';
import type { ModelCall, ModelMessage, ModelReply, Usage } from './model.ts';
import { type ToolPieces, toolUses, withoutHalfCalls } from './tool-uses.ts';
import { type BuilderOptions, NO_USAGE, type ReplyBuilder, type RequestOptions, type WireFormat } from './wire.ts';

/** Version of the messages format that this file speaks. */
const VERSION = '2023-06-01';

/** Messages as Anthropic describes them. */
export const anthropic: WireFormat = {
  headers: (apiKey) => ({ 'anthropic-version': VERSION, ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) }),
  body,
  builder,
  whole(answer, model) {
    if (!Array.isArray(answer['content'])) return undefined;
    const text: string[] = [];
    const tools: ToolPieces[] = [];
    for (const part of answer['content'].map(fields)) {
      if (part['type'] === 'text') text.push(textOf(part['text']) ?? '');
      if (part['type'] === 'tool_use') tools.push(toolOf(part));
    }
    return withoutHalfCalls({
      text: text.join(''),
      toolUses: toolUses(tools),
      stop: stopOf(textOf(answer['stop_reason'])),
      usage: usageOf(fields(answer['usage'])),
      model: textOf(answer['model']) || model,
    });
  },
};

function body(call: ModelCall, { model, stream, without }: RequestOptions): Record<string, unknown> {
  return {
    model,
    max_tokens: call.maxTokens,
    ...(call.system === '' ? {} : { system: call.system }),
    messages: turns(call.messages),
    ...(call.temperature === undefined || without.has('temperature') ? {} : { temperature: call.temperature }),
    ...(call.tools === undefined || call.tools.length === 0
      ? {}
      : { tools: call.tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })) }),
    ...(stream ? { stream: true } : {}),
  };
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Record<string, unknown>[];
}

/** Results of tools are words of the user here, and all that answer one turn must stand together in the next. */
function turns(messages: readonly ModelMessage[]): readonly Turn[] {
  const made: Turn[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = blocksOf(message);
    const last = made.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) made.push({ role, content: blocks });
  }
  return made;
}

/** An empty block of text is refused by the server, and says nothing anyway. */
function blocksOf(message: ModelMessage): Record<string, unknown>[] {
  if (message.role === 'tool') return [{ type: 'tool_result', tool_use_id: message.toolUseId, content: message.text }];
  const text = message.text === '' ? [] : [{ type: 'text', text: message.text }];
  if (message.role === 'user') return text;
  const uses = message.toolUses ?? [];
  return [...text, ...uses.map((use) => ({ type: 'tool_use', id: use.id, name: use.name, input: parseFields(use.arguments) ?? {} }))];
}

function builder({ model, onText }: BuilderOptions): ReplyBuilder {
  const text: string[] = [];
  const tools = new Map<number, ToolPieces>();
  /** Input that came whole with the start of a block; pieces that follow take its place. */
  const whole = new Map<number, string>();
  let answering = model;
  let stop: string | undefined;
  let counted: Readonly<Record<string, unknown>> = {};

  const say = (piece: string | undefined) => {
    if (!piece) return;
    text.push(piece);
    onText?.(piece);
  };

  function start(index: number, block: Readonly<Record<string, unknown>>): void {
    if (block['type'] === 'text') say(textOf(block['text']));
    if (block['type'] !== 'tool_use') return;
    const { id, name, pieces } = toolOf(block);
    tools.set(index, { id, name, pieces: [] });
    whole.set(index, pieces.join(''));
  }

  function add(index: number, delta: Readonly<Record<string, unknown>>): void {
    if (delta['type'] === 'text_delta') say(textOf(delta['text']));
    if (delta['type'] === 'input_json_delta') tools.get(index)?.pieces.push(textOf(delta['partial_json']) ?? '');
  }

  const usage = (): Usage => usageOf(counted);

  return {
    take(data) {
      const event = parseFields(data);
      const type = textOf(event?.['type']);
      if (event === undefined || type === undefined) return 'garbage';
      const index = countOf(event['index']) ?? 0;
      if (type === 'error') return 'error';
      if (type === 'message_stop') return 'done';
      if (type === 'content_block_start') start(index, fields(event['content_block']));
      if (type === 'content_block_delta') add(index, fields(event['delta']));
      if (type === 'message_start') {
        const message = fields(event['message']);
        answering = textOf(message['model']) || answering;
        // The count of the output stands at what is there so far, which is nothing yet.
        counted = { ...fields(message['usage']), output_tokens: undefined };
      }
      if (type === 'message_delta') {
        stop = textOf(fields(event['delta'])['stop_reason']) || stop;
        counted = { ...counted, ...fields(event['usage']) };
      }
      return 'more';
    },
    complete: () => stop !== undefined,
    usage,
    reply: (): ModelReply => {
      for (const [index, tool] of tools) if (tool.pieces.join('') === '') tool.pieces.push(whole.get(index) ?? '');
      return withoutHalfCalls({
        text: text.join(''),
        toolUses: toolUses(tools.values()),
        stop: stopOf(stop),
        usage: usage(),
        model: answering,
      });
    },
  };
}

const toolOf = (block: Readonly<Record<string, unknown>>): ToolPieces => ({
  id: textOf(block['id']) ?? '',
  name: textOf(block['name']) ?? '',
  pieces: [JSON.stringify(fields(block['input']))],
});

const STOPS: Readonly<Record<string, ModelReply['stop']>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  tool_use: 'tool_use',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

const stopOf = (reason: string | undefined): ModelReply['stop'] =>
  (Object.hasOwn(STOPS, reason ?? '') ? STOPS[reason ?? ''] : undefined) ?? 'other';

/** This format counts what came from the cache and what was written to it apart from the rest of the input; ours holds all of it. */
function usageOf(usage: Readonly<Record<string, unknown>>): Usage {
  const input = countOf(usage['input_tokens']);
  const outputTokens = countOf(usage['output_tokens']);
  const cached = countOf(usage['cache_read_input_tokens']);
  if (input === undefined) return { ...NO_USAGE, outputTokens };
  const written = countOf(usage['cache_creation_input_tokens']) ?? 0;
  return { inputTokens: input + (cached ?? 0) + written, outputTokens, cachedInputTokens: cached };
}
