import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/agents/claude/lines.ts';

async function all(chunks: readonly Buffer[], maxBytes?: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(chunks), maxBytes)) lines.push(line);
  return lines;
}

test('lines are the same however they are cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n'))),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
        expect(await all(chunks)).toEqual(lines.filter((line) => line.trim() !== ''));
      },
    ),
  );
});

test('what has no end is no line', async () => {
  expect(await all([Buffer.from('{}\n{"a":'), Buffer.from('1}')])).toEqual(['{}']);
});

test.each([
  ['with its end', [`${'x'.repeat(11)}\n`]],
  ['without', ['x'.repeat(6), 'x'.repeat(6)]],
])('a line that is too long %s ends it all', async (_, chunks) => {
  expect(await all([Buffer.from(`${'x'.repeat(10)}\n`)], 10)).toEqual(['x'.repeat(10)]);
  await expect(
    all(
      chunks.map((chunk) => Buffer.from(chunk)),
      10,
    ),
  ).rejects.toThrow('it wrote a message of more than 0 MiB');
});
