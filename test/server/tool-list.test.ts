import { expect, test } from 'vitest';
import * as z from 'zod';
import { listedTools } from '../../src/server/tool-list.ts';
import { createToy } from './toy-app.ts';

test('a tool as clients see it: strict input, no dialect, no bounds that say nothing', async () => {
  expect(listedTools(await createToy().app.tools())[0]).toEqual({
    name: 'echo',
    title: 'Echo',
    description: 'Gives back a text.',
    inputSchema: {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'What comes back' },
        times: { type: 'integer', minimum: 1, maximum: 3 },
        mode: { type: 'string', enum: ['plain', 'loud'] },
        deep: { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'], additionalProperties: false },
      },
      required: ['text'],
      additionalProperties: false,
    },
    outputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  });
});

test('whole numbers are not told the bounds of JavaScript, alternatives are objects at the root', async () => {
  const [tool] = await createToy().app.tools();
  if (tool === undefined) throw new Error('the toy has tools');
  const input = z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int().min(-5) })]);
  expect(listedTools([{ ...tool, input }])[0]?.inputSchema).toEqual({
    type: 'object',
    anyOf: [
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false },
      { type: 'object', properties: { b: { type: 'integer', minimum: -5 } }, required: ['b'], additionalProperties: false },
    ],
  });
});
