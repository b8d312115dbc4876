import { countOf, fields, items, parseFields, textOf } from './fields.ts';
import type { ModelCall, ModelMessage, ModelReply, Usage } from './model.ts';
import { type ToolPieces, toolUses, withoutHalfCalls } from './tool-uses.ts';
import { type BuilderOptions, NO_USAGE, type ReplyBuilder, type RequestOptions, type WireFormat } from './wire.ts';

/** Chat completions as OpenAI describes them and as a score of other servers speak them, each a little differently. */
export const openai: WireFormat = {
  headers: (apiKey) => (apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  body,
  builder,
  whole(answer, model) {
    const choice = fields(items(answer['choices'])[0]);
    if (choice['message'] === undefined) return undefined;
    const message = fields(choice['message']);
    const refusal = textOf(message['refusal']);
    const tools = items(message['tool_calls']).map((call) => toolOf(fields(call)));
    return withoutHalfCalls({
      text: contentText(message['content']) || (refusal ?? ''),
      toolUses: toolUses(tools),
      ...reasoned(reasoningOf(message) ?? ''),
      stop: refusal ? 'refusal' : stopOf(textOf(choice['finish_reason']), tools.length > 0),
      usage: usageOf(answer['usage']) ?? NO_USAGE,
      model: textOf(answer['model']) || model,
    });
  },
};

function body(call: ModelCall, { model, stream, without }: RequestOptions): Record<string, unknown> {
  const messages = call.messages.map((message) => messageOf(message, call.withReasoning === true));
  return {
    model,
    messages: call.system === '' ? messages : [{ role: 'system', content: call.system }, ...messages],
    // OpenAI's newer models know only the longer name, most other servers only the shorter one.
    [without.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens']: call.maxTokens,
    ...(call.temperature === undefined || without.has('temperature') ? {} : { temperature: call.temperature }),
    ...(call.tools === undefined || call.tools.length === 0
      ? {}
      : {
          tools: call.tools.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } })),
        }),
    ...(stream ? { stream: true } : {}),
    ...(stream && !without.has('stream_options') ? { stream_options: { include_usage: true } } : {}),
  };
}

function messageOf(message: ModelMessage, withReasoning: boolean): Record<string, unknown> {
  if (message.role === 'user') return { role: 'user', content: message.text };
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolUseId, content: message.text };
  const calls = message.toolUses ?? [];
  // Servers that want it want it with every message, though nothing was thought.
  const reasoning = withReasoning ? { reasoning_content: message.reasoning ?? '' } : {};
  if (calls.length === 0) return { role: 'assistant', content: message.text, ...reasoning };
  return {
    role: 'assistant',
    content: message.text === '' ? null : message.text,
    ...reasoning,
    tool_calls: calls.map((use) => ({ id: use.id, type: 'function', function: { name: use.name, arguments: use.arguments } })),
  };
}

function builder({ model, onText }: BuilderOptions): ReplyBuilder {
  const text: string[] = [];
  const reasoning: string[] = [];
  const calls: Calls = { all: [], byIndex: new Map() };
  let answering = model;
  let finish: string | undefined;
  let refused = false;
  let usage = NO_USAGE;

  const say = (piece: string | undefined) => {
    if (!piece) return;
    text.push(piece);
    onText?.(piece);
  };

  return {
    take(data) {
      if (data.trim() === '[DONE]') return 'done';
      const chunk = parseFields(data);
      if (chunk === undefined) return 'garbage';
      if (chunk['error'] !== undefined && chunk['error'] !== null) return 'error';
      answering = textOf(chunk['model']) || answering;
      usage = usageOf(chunk['usage']) ?? usage;
      const choice = fields(items(chunk['choices'])[0]);
      const delta = fields(choice['delta']);
      say(contentText(delta['content']));
      reasoning.push(reasoningOf(delta) ?? '');
      const refusal = textOf(delta['refusal']);
      if (refusal) refused = true;
      say(refusal);
      for (const call of items(delta['tool_calls'])) addPiece(calls, fields(call));
      finish = textOf(choice['finish_reason']) || finish;
      return 'more';
    },
    complete: () => finish !== undefined,
    usage: () => usage,
    reply: (): ModelReply =>
      withoutHalfCalls({
        text: text.join(''),
        toolUses: toolUses(calls.all),
        ...reasoned(reasoning.join('')),
        stop: refused ? 'refusal' : stopOf(finish, calls.all.length > 0),
        usage,
        model: answering,
      }),
  };
}

/** Servers have two names for it. */
const reasoningOf = (message: Readonly<Record<string, unknown>>): string | undefined =>
  textOf(message['reasoning_content']) ?? textOf(message['reasoning']);

const reasoned = (reasoning: string): Pick<ModelReply, 'reasoning'> => (reasoning === '' ? {} : { reasoning });

/** Text, or the parts of it that some servers send instead. */
function contentText(content: unknown): string {
  return (
    textOf(content) ??
    items(content)
      .map((part) => textOf(fields(part)['text']) ?? '')
      .join('')
  );
}

interface Calls {
  readonly all: ToolPieces[];
  readonly byIndex: Map<number, ToolPieces>;
}

/**
 * The first piece of a call names it, the others only carry its index. Servers that send calls whole leave the index out or repeat it: a
 * new id, or a name where neither id nor index is, begins a new call.
 */
function addPiece({ all, byIndex }: Calls, piece: Readonly<Record<string, unknown>>): void {
  const index = countOf(piece['index']);
  const { id, name, pieces } = toolOf(piece);
  const known = index === undefined ? all.at(-1) : byIndex.get(index);
  const other = known !== undefined && (id === '' ? index === undefined && name !== '' : known.id !== '' && known.id !== id);
  if (known !== undefined && !other) {
    if (known.id === '') known.id = id;
    if (known.name === '') known.name = name;
    known.pieces.push(...pieces);
    return;
  }
  const made = { id, name, pieces };
  all.push(made);
  if (index !== undefined) byIndex.set(index, made);
}

/** Arguments are JSON text; some servers send the object itself. */
function toolOf(call: Readonly<Record<string, unknown>>): ToolPieces {
  const made = fields(call['function']);
  const given = made['arguments'];
  const whole = typeof given === 'object' && given !== null ? JSON.stringify(given) : '';
  return { id: textOf(call['id']) ?? '', name: textOf(made['name']) ?? '', pieces: [textOf(given) ?? whole] };
}

const STOPS: Readonly<Record<string, ModelReply['stop']>> = {
  stop: 'end',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  length: 'length',
  content_filter: 'refusal',
};

/** Some servers end a turn with calls as `stop`. */
function stopOf(reason: string | undefined, calls: boolean): ModelReply['stop'] {
  const stop = Object.hasOwn(STOPS, reason ?? '') ? STOPS[reason ?? ''] : undefined;
  return stop === 'end' && calls ? 'tool_use' : (stop ?? 'other');
}

/** Tokens spent on thinking are in `completion_tokens` with most servers; where they are not, the total still holds them. */
function usageOf(value: unknown): Usage | undefined {
  const usage = fields(value);
  const input = countOf(usage['prompt_tokens']);
  const output = countOf(usage['completion_tokens']);
  const total = countOf(usage['total_tokens']);
  if (input === undefined && output === undefined) return undefined;
  const cached = countOf(fields(usage['prompt_tokens_details'])['cached_tokens']) ?? countOf(usage['prompt_cache_hit_tokens']);
  return {
    inputTokens: input,
    outputTokens: output !== undefined && input !== undefined && total !== undefined ? Math.max(output, total - input) : output,
    cachedInputTokens: cached,
  };
}
