import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ok, tools } from './fixture.ts';

const warnings = ['another session (cursor, pid 7) changed a 2 min ago', 'can not be undone: the disk is full'];
const NOTES = warnings.map((warning) => `\nNote: ${warning}`).join('');

test('what the gate warns of stands below the reply of each tool that changes something', async () => {
  const { call, dir } = tools({ warnings });
  expect(await call('write_file', { path: 'a', content: 'one' })).toEqual(ok(`Made ${dir}/a: 3 bytes.${NOTES}`));
  expect(await call('edit_file', { path: 'a', old_text: 'one', new_text: 'two' })).toEqual(
    ok(`Edited ${dir}/a: 1 place, now line 1.${NOTES}`),
  );
  const { text, isError } = await call('bash', { command: 'echo hi' });
  expect([isError, text.split('\n').slice(1).join('\n')]).toEqual([false, `hi\n${NOTES}`]);
});

test('a path that is judged twice is warned of once', async () => {
  const { call, dir, judged } = tools({ warnings });
  mkdirSync(join(dir, 'real'));
  symlinkSync('real', join(dir, 'link'));
  expect(await call('write_file', { path: 'link/a', content: '' })).toEqual(ok(`Made ${dir}/real/a: 0 bytes.${NOTES}`));
  expect(judged).toHaveLength(2);
});

test('without a warning nothing is added', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'b'), '');
  expect(await call('write_file', { path: 'a', content: '' })).toEqual(ok(`Made ${dir}/a: 0 bytes.`));
});
