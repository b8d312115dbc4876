import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { entriesIn, loop, says, scratch, tool, use } from './fixture.ts';

/** Kills its own process in the middle of the second call. */
const CRASH = (program: string, dir: string): string => `
import * as z from 'zod';
const { openLoop } = await import(${JSON.stringify(program)});
const reply = { text: '', toolUses: ['a', 'b', 'c'].map((id) => ({ id, name: 'work', arguments: JSON.stringify({ id }) })), stop: 'tool_use', usage: {}, model: 'm' };
const conversation = await openLoop({
  taskId: 't0',
  client: { complete: async () => ({ ok: true, reply }) },
  model: 'm',
  contextTokens: 100_000,
  tools: [{
    name: 'work',
    description: '',
    input: z.strictObject({ id: z.string() }),
    async call({ id }) {
      if (id === 'b') process.kill(process.pid, 'SIGKILL');
      return { text: 'did ' + id, isError: false };
    },
  }],
  logDir: ${JSON.stringify(dir)},
  report() {},
  spent: () => ({ inputTokens: 0, outputTokens: 0, usd: null }),
  mayCall: () => true,
  say() {},
  note() {},
  now: () => 0,
  log() {},
});
await conversation.prompt('Go');
console.log('not reached');
`;

test('a child whose server is killed in the middle of a call knows afterwards what it does not know', async () => {
  const dir = scratch();
  const program = pathToFileURL(join(import.meta.dirname, '../../../src/agents/loop/open-loop.ts')).href;
  const { signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', CRASH(program, dir)], { encoding: 'utf8' });
  expect([signal, stdout, stderr]).toEqual(['SIGKILL', '', '']);
  expect(entriesIn(dir).at(-1)).toEqual({ entry: 'begun', id: 'b', name: 'work' });
  let ran = 0;
  const work = tool('work', () => {
    ran += 1;
    return 'x';
  });
  const { conversation, asked } = await loop({ resumeDir: dir, tools: [work], answers: [says('done')] });
  expect(await conversation.prompt('On')).toEqual({ kind: 'done', text: 'done' });
  expect(ran).toBe(0);
  expect(asked[0]?.messages).toEqual([
    { role: 'user', text: 'Go' },
    { role: 'assistant', text: '', toolUses: ['a', 'b', 'c'].map((id) => use(id, 'work', { id })) },
    { role: 'tool', toolUseId: 'a', text: 'did a' },
    { role: 'tool', toolUseId: 'b', text: 'interrupted: whether it took effect is not known; look before you do it again' },
    { role: 'tool', toolUseId: 'c', text: 'it was not run' },
    { role: 'user', text: 'On' },
  ]);
});
