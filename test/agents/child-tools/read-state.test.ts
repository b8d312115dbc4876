import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createChildTools } from '../../../src/agents/child-tools/create-child-tools.ts';
import { createReadState } from '../../../src/agents/child-tools/read-state.ts';
import { ok, toolsDeps } from './fixture.ts';

const WHOLE = (dir: string, text = 'one\n2\ttwo'): string => `[${dir}/a: lines 1-2 of 2]\n1\t${text}`;

function reading(keeps: boolean) {
  const { deps, dir } = toolsDeps();
  writeFileSync(join(dir, 'a'), 'one\ntwo\n');
  const state = createReadState();
  if (keeps) state.keepShown();
  const all = createChildTools(deps, state);
  const call = async (name: string, args: Record<string, unknown>) => {
    const tool = all.find((each) => each.name === name);
    return await tool?.call(tool.input.parse(args), new AbortController().signal);
  };
  return { dir, state, call, read: (args: Record<string, unknown> = {}) => call('read_file', { path: 'a', ...args }) };
}

test('the same file and range is shown once, until what was shown is gone', async () => {
  const { dir, state, read } = reading(true);
  const stub = ok(`[${dir}/a is unchanged since you read it (lines 1-2)]`);
  expect(await read()).toEqual(ok(WHOLE(dir)));
  expect([await read(), await read({ path: join(dir, 'a') })]).toEqual([stub, stub]);
  expect(await read({ offset: 2 })).toEqual(ok(`[${dir}/a: lines 2-2 of 2]\n2\ttwo`));
  expect(await read({ offset: 2 })).toEqual(ok(`[${dir}/a is unchanged since you read it (lines 2-2)]`));
  state.forgetShown();
  expect(await read()).toEqual(ok(WHOLE(dir)));
});

test('a file that was written, replaced or touched is shown again', async () => {
  const { dir, read } = reading(true);
  const file = join(dir, 'a');
  await read();
  // As long as before, at the same moment, under the same number.
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'ONE\ntwo\n');
  utimesSync(file, atime, mtime);
  expect(await read()).toEqual(ok(WHOLE(dir, 'ONE\n2\ttwo')));
  writeFileSync(join(dir, 'b'), 'ONE\ntwo\n');
  renameSync(join(dir, 'b'), file);
  expect(await read()).toEqual(ok(WHOLE(dir, 'ONE\n2\ttwo')));
  utimesSync(file, 1, 1);
  expect(await read()).toEqual(ok(WHOLE(dir, 'ONE\n2\ttwo')));
});

test('to forget what was shown is not to forget what was read', async () => {
  const { dir, state, read, call } = reading(true);
  await read();
  state.forgetShown();
  const edit = { path: 'a', old_text: 'one', new_text: 'two' };
  expect(await call('edit_file', edit)).toEqual(ok(`Edited ${dir}/a: 1 place, now line 1.`));
  expect(await read()).toEqual(ok(WHOLE(dir, 'two\n2\ttwo')));
});

test('an agent that forgets by itself is shown everything each time', async () => {
  const { dir, read } = reading(false);
  expect([await read(), await read()]).toEqual([ok(WHOLE(dir)), ok(WHOLE(dir))]);
});

test('what is remembered is bounded', () => {
  const state = createReadState();
  state.keepShown();
  for (let at = 0; at < 10_001; at += 1) expect(state.showsAgain('/a', `${at}`, 'v')).toBe(false);
  expect([state.showsAgain('/a', '10000', 'v'), state.showsAgain('/a', '0', 'v')]).toEqual([true, false]);
});
