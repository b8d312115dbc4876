import { fields, items, textOf } from '../../../../model/fields.ts';
import type { ModelAnswer, ModelWire, Written } from '../wire.ts';
import { contentText } from './texts.ts';

type Fields = Readonly<Record<string, unknown>>;

const USAGE = { input_tokens: 100, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** Messages, as Anthropic describes them. */
export const messagesWire: ModelWire = {
  read(_path, body) {
    const messages = items(body['messages']).map(fields);
    const said = messages.filter(({ role }) => role === 'user').flatMap(({ content }) => partsOf(content));
    return {
      model: textOf(body['model']) ?? '',
      stream: body['stream'] === true,
      wantsJson: body['output_format'] !== undefined || fields(body['output_config'])['format'] !== undefined,
      tools: items(body['tools']).map((tool) => {
        const { name, type, input_schema: schema } = fields(tool);
        return { name: textOf(name) ?? textOf(type) ?? '', schema: fields(schema), freeform: false };
      }),
      userTexts: said.flatMap(({ type, text }) => (type === 'text' ? [textOf(text) ?? ''] : [])),
      results: said
        .filter(({ type }) => type === 'tool_result')
        .map(({ tool_use_id: id, content }) => ({ callId: textOf(id), text: contentText(content) })),
      conversation: messages,
    };
  },
  write(answer, request) {
    const block = blockOf(answer);
    const whole = {
      id: 'msg_proof',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [block],
      stop_reason: answer.kind === 'call' ? 'tool_use' : 'end_turn',
      stop_sequence: null,
      usage: USAGE,
    };
    return { whole, events: events(answer, block, whole) };
  },
};

function partsOf(content: unknown): readonly Fields[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : items(content).map(fields);
}

function blockOf(answer: ModelAnswer): Fields {
  if (answer.kind === 'say') return { type: 'text', text: answer.text };
  const { id, name, args } = answer.call;
  return { type: 'tool_use', id, name, input: args };
}

function events(answer: ModelAnswer, block: Fields, whole: Fields): Written['events'] {
  const [start, delta] =
    answer.kind === 'say'
      ? [
          { type: 'text', text: '' },
          { type: 'text_delta', text: answer.text },
        ]
      : [
          { ...block, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(answer.call.args) },
        ];
  const steps: readonly (Fields & { readonly type: string })[] = [
    { type: 'message_start', message: { ...whole, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: whole['stop_reason'], stop_sequence: null },
      usage: { output_tokens: USAGE.output_tokens },
    },
    { type: 'message_stop' },
  ];
  return steps.map((data) => ({ event: data.type, data }));
}
