import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { cage } from '../../src/cli/cage.ts';

async function run(...operands: readonly string[]): Promise<{ code: number; log: readonly string[] }> {
  const log: string[] = [];
  const code = await cage({ operands, stdin: new PassThrough(), stdout: new PassThrough(), log: (line) => log.push(line) });
  return { code, log };
}

test.each([[[]], [['/socket']], [['/socket', '1:2']], [['/socket', '1:2', 'task-1', 'more']]])('%j is wrong usage', async (operands) => {
  const words = 'This sub-command is for Bailiwick itself: a child that it holds starts it to get its tools.';
  expect(await run(...operands)).toEqual({ code: 64, log: [words] });
});

test('a token that nobody above holds', async () => {
  const words = 'No program above this one holds the token of that child, so its tools are not for it.';
  expect(await run('/nowhere', '0:0', 'task-1')).toEqual({ code: 77, log: [words] });
});
