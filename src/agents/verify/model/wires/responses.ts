import { fields, items, textOf } from '../../../../model/fields.ts';
import type { ModelAnswer, ModelWire, OfferedTool, Written } from '../wire.ts';
import { contentText } from './texts.ts';

type Fields = Readonly<Record<string, unknown>>;

const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 120,
};
const OUTPUTS: readonly unknown[] = ['function_call_output', 'custom_tool_call_output', 'local_shell_call_output', 'mcp_tool_call_output'];

/** Responses, as OpenAI describes them. */
export const responsesWire: ModelWire = {
  read(_path, body) {
    const input = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : items(body['input']).map(fields);
    const format = textOf(fields(fields(body['text'])['format'])['type']) ?? 'text';
    return {
      model: textOf(body['model']) ?? '',
      stream: body['stream'] === true,
      wantsJson: format !== 'text',
      tools: items(body['tools']).flatMap((tool) => toolsOf(fields(tool))),
      userTexts: input.filter((item) => fields(item)['role'] === 'user').map((item) => contentText(item['content'])),
      results: input
        .filter((item) => OUTPUTS.includes(fields(item)['type']))
        .map((item) => ({ callId: textOf(fields(item)['call_id']), text: outputText(fields(item)['output']) })),
      conversation: input,
    };
  },
  write(answer, request) {
    const item = itemOf(answer);
    const whole = {
      id: 'resp_proof',
      object: 'response',
      created_at: 0,
      status: 'completed',
      model: request.model,
      output: [item],
      parallel_tool_calls: false,
      tool_choice: 'auto',
      tools: [],
      usage: USAGE,
    };
    return { whole, events: events(answer, item, whole) };
  },
};

/** Tools may stand in groups, and some take text; those that the provider runs itself have no name, but are offered all the same. */
function toolsOf(tool: Fields): readonly OfferedTool[] {
  const name = textOf(tool['name']) ?? textOf(tool['type']) ?? '';
  if (tool['type'] !== 'namespace') return [{ name, schema: fields(tool['parameters']), freeform: tool['type'] === 'custom' }];
  return items(tool['tools']).flatMap((one) => toolsOf(fields(one)).map((each) => ({ ...each, namespace: name })));
}

function outputText(output: unknown): string {
  return textOf(output) ?? (Array.isArray(output) ? contentText(output) : contentText(fields(output)['content']) || JSON.stringify(output));
}

function itemOf(answer: ModelAnswer): Fields {
  if (answer.kind === 'say') {
    const content = [{ type: 'output_text', text: answer.text, annotations: [] }];
    return { type: 'message', id: 'msg_proof', role: 'assistant', status: 'completed', content };
  }
  const { id, name, namespace, args, text } = answer.call;
  const base = { id: `item_${id}`, call_id: id, name, ...(namespace === undefined ? {} : { namespace }), status: 'completed' };
  if (text !== undefined) return { type: 'custom_tool_call', ...base, input: text };
  return { type: 'function_call', ...base, arguments: JSON.stringify(args) };
}

function events(answer: ModelAnswer, item: Fields, whole: Fields): Written['events'] {
  const steps: (Fields & { readonly type: string })[] = [
    { type: 'response.created', response: { ...whole, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', ...beginning(item) } },
  ];
  const at = { item_id: item['id'], output_index: 0 };
  if (answer.kind === 'say') {
    steps.push({ type: 'response.output_text.delta', ...at, content_index: 0, delta: answer.text });
    steps.push({ type: 'response.output_text.done', ...at, content_index: 0, text: answer.text });
  } else if (answer.call.text === undefined) {
    steps.push({ type: 'response.function_call_arguments.delta', ...at, delta: item['arguments'] });
    steps.push({ type: 'response.function_call_arguments.done', ...at, arguments: item['arguments'] });
  }
  steps.push({ type: 'response.output_item.done', output_index: 0, item }, { type: 'response.completed', response: whole });
  return steps.map((data, index) => ({ event: data.type, data: { ...data, sequence_number: index } }));
}

/** What comes in pieces is empty at its beginning. */
function beginning(item: Fields): Fields {
  if (item['type'] === 'message') return { content: [] };
  return item['type'] === 'function_call' ? { arguments: '' } : { input: '' };
}
