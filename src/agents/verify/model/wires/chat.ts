import { fields, items, textOf } from '../../../../model/fields.ts';
import type { ModelAnswer, ModelWire, Written } from '../wire.ts';
import { contentText } from './texts.ts';

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** Chat completions, as OpenAI describes them. */
export const chatWire: ModelWire = {
  read(_path, body) {
    const messages = items(body['messages']).map(fields);
    const format = textOf(fields(body['response_format'])['type']) ?? 'text';
    return {
      model: textOf(body['model']) ?? '',
      stream: body['stream'] === true,
      wantsJson: format !== 'text',
      tools: items(body['tools']).map((tool) => {
        const made = fields(fields(tool)['function']);
        return { name: textOf(made['name']) ?? '', schema: fields(made['parameters']), freeform: false };
      }),
      userTexts: messages.filter(({ role }) => role === 'user').map(({ content }) => contentText(content)),
      results: messages
        .filter(({ role }) => role === 'tool')
        .map(({ tool_call_id: id, content }) => ({ callId: textOf(id), text: contentText(content) })),
      conversation: messages,
    };
  },
  write(answer, request) {
    const base = { id: 'chatcmpl-proof', created: 0, model: request.model };
    const finish = answer.kind === 'call' ? 'tool_calls' : 'stop';
    const message = { role: 'assistant', ...messageOf(answer) };
    return {
      whole: { ...base, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }], usage: USAGE },
      ...streamed(answer, base, finish),
    };
  },
};

function messageOf(answer: ModelAnswer): Record<string, unknown> {
  if (answer.kind === 'say') return { content: answer.text };
  const { id, name, args } = answer.call;
  return { content: null, tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }] };
}

function streamed(answer: ModelAnswer, base: Record<string, unknown>, finish: string): Pick<Written, 'events' | 'last'> {
  const chunk = (delta: Record<string, unknown>, reason: string | null = null): Record<string, unknown> => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const deltas = answer.kind === 'say' ? [{ content: answer.text }] : callDeltas(answer.call);
  const chunks = [
    chunk({ role: 'assistant', content: '' }),
    ...deltas.map((delta) => chunk(delta)),
    { ...chunk({}, finish), usage: USAGE },
  ];
  return { events: chunks.map((data) => ({ data })), last: '[DONE]' };
}

function callDeltas({ id, name, args }: Extract<ModelAnswer, { kind: 'call' }>['call']): readonly Record<string, unknown>[] {
  return [
    { tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }] },
    { tool_calls: [{ index: 0, function: { arguments: JSON.stringify(args) } }] },
  ];
}
