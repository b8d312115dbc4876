import { expect, test } from 'vitest';
import * as z from 'zod';
import { describeArgumentErrors } from '../../src/server/argument-errors.ts';

function describe(schema: z.ZodType, input: unknown): string {
  const parsed = schema.safeParse(input);
  return parsed.success ? 'valid' : describeArgumentErrors('t', parsed.error.issues, z.toJSONSchema(schema, { io: 'input' }), input);
}

const flat = z.strictObject({
  command: z.string(),
  times: z.int().min(1).optional(),
  mode: z.enum(['a', 'b']).optional(),
  deep: z.strictObject({ list: z.array(z.strictObject({ k: z.string() })) }).optional(),
  either: z.union([z.string(), z.array(z.string())]).optional(),
});
const operations = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), subject: z.string(), note: z.string().optional() }),
  z.strictObject({ op: z.literal('list') }),
]);

test.each([
  [flat, {}, 'Invalid arguments for t: "command" is missing (expected string).'],
  [flat, { command: 1 }, 'Invalid arguments for t: "command" must be string.'],
  [flat, { command: 'x', cmd: 1 }, 'Invalid arguments for t: unknown field "cmd" (allowed: command, times, mode, deep, either).'],
  [flat, { command: 'x', mode: 'c' }, 'Invalid arguments for t: "mode" must be one of "a", "b".'],
  [flat, { command: 'x', times: 0 }, 'Invalid arguments for t: "times": Too small: expected number to be >=1.'],
  [
    flat,
    { command: 'x', deep: { list: [{ k: 'v' }, { l: 1 }] } },
    'Invalid arguments for t: "deep.list.1.k" is missing (expected string); unknown field "l" in "deep.list.1" (allowed: k).',
  ],
  [
    flat,
    { command: 'x', either: 1 },
    'Invalid arguments for t: "either" fits nothing that it may be: the arguments must be string, or the arguments must be array.',
  ],
  [operations, { op: 'sub' }, 'Invalid arguments for t: "op" must be one of "add", "list".'],
  [operations, { op: 'list', subject: 'x' }, 'Invalid arguments for t: unknown field "subject" (allowed: op).'],
  [operations, { op: 'add', subject: 'x', y: 1 }, 'Invalid arguments for t: unknown field "y" (allowed: op, subject, note).'],
  [flat, [], 'Invalid arguments for t: the arguments must be object.'],
])('%# %j', (schema, input, text) => {
  expect(describe(schema, input)).toBe(text);
});

test('names of unknown fields are foreign text: escaped and cut', () => {
  const text = describe(z.strictObject({}), { '\u001b]52;c;x\u0007': 1, ['x'.repeat(500)]: 1 });
  expect(text).toBe(`Invalid arguments for t: unknown field "␛]52;c;x␇", "${'x'.repeat(60)}" (allowed: ).`);
});

test('an own __proto__ is an unknown field like any other', () => {
  expect(describe(flat, JSON.parse('{"command":"x","__proto__":{}}'))).toMatch(/unknown field "__proto__"/);
});

test('values are not repeated', () => {
  expect(describe(flat, { command: { secret: 'S3CRET' }, mode: 'S3CRET', either: { S3CRET: 1 }, times: 'S3CRET' })).not.toMatch(/S3CRET/);
});
