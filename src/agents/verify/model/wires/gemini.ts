import { fields, items, textOf } from '../../../../model/fields.ts';
import type { ModelAnswer, ModelWire } from '../wire.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `generateContent` and `streamGenerateContent`, as Google describes them. The path names the model, and whether the answer is streamed. */
export const geminiWire: ModelWire = {
  read(path, body) {
    const [, model = '', method = ''] = /models\/([^/:]+):(\w+)$/.exec(path) ?? [];
    const contents = items(body['contents']).map(fields);
    const parts = contents.flatMap((content) => (content['role'] === 'model' ? [] : items(content['parts']).map(fields)));
    const config = fields(body['generationConfig']);
    return {
      model,
      stream: method === 'streamGenerateContent',
      wantsJson: config['responseMimeType'] === 'application/json' || config['responseJsonSchema'] !== undefined,
      tools: items(body['tools']).flatMap((group) => {
        const { functionDeclarations, function_declarations: declarations, ...others } = fields(group);
        const declared = items(functionDeclarations ?? declarations).map(fields);
        // What Google runs itself, e.g. `googleSearch`, stands there by its name alone.
        const own = Object.keys(others).map((name) => ({ name, schema: {}, freeform: false }));
        return [...declared.map((one) => ({ name: textOf(one['name']) ?? '', schema: schemaOf(one), freeform: false })), ...own];
      }),
      userTexts: parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
      results: parts.flatMap(({ functionResponse }) => (functionResponse === undefined ? [] : [resultOf(fields(functionResponse))])),
      conversation: contents,
    };
  },
  write(answer, request) {
    const whole = {
      candidates: [{ content: { role: 'model', parts: [partOf(answer)] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
      modelVersion: request.model,
      responseId: 'proof',
    };
    return { whole, events: [{ data: whole }] };
  },
};

function schemaOf(declaration: Fields): Fields {
  return fields(declaration['parametersJsonSchema'] ?? declaration['parameters']);
}

function resultOf({ id, response }: Fields): { readonly callId: string | undefined; readonly text: string } {
  const { output, error, ...others } = fields(response);
  return { callId: textOf(id), text: textOf(output) ?? textOf(error) ?? JSON.stringify({ output, error, ...others }) };
}

function partOf(answer: ModelAnswer): Fields {
  if (answer.kind === 'say') return { text: answer.text };
  // Ids are optional here, and agents make their own where none is given.
  const { name, args } = answer.call;
  return { functionCall: { name, args } };
}
