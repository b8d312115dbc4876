import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withState } from '../../src/cli/open-state.ts';
import { type Store, StoreFailed } from '../../src/store/store.ts';
import { stateDir } from '../store/sqlite/opening.ts';

async function run(dir: string, anyway: boolean, use: (store: Store) => Promise<number> = async () => 0) {
  const log: string[] = [];
  let durability: Store['durability'] | undefined;
  const code = await withState({ stateDir: dir, anyway, log: (line) => log.push(line) }, async (store) => {
    ({ durability } = store);
    return await use(store);
  });
  return { code, log, durability };
}

test('a state that can be read is used, and closed', async () => {
  let used: Store | undefined;
  const use = async (store: Store): Promise<number> => {
    used = store;
    return 7;
  };
  expect(await run(stateDir(), false, use)).toEqual({ code: 7, log: [], durability: 'file' });
  expect(() => used?.heads.list()).toThrow(StoreFailed);
});

test('one that can not be read is said in one line, or left to who can do without', async () => {
  const dir = stateDir();
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(path.join(dir, 'bailiwick.sqlite'), 'x'.repeat(4_096), { mode: 0o600 });
  const why = `${dir}/bailiwick.sqlite: it is no SQLite file; move it away and start again.`;
  expect(await run(dir, false)).toEqual({ code: 1, log: [`The state in ${dir} cannot be read: ${why}`], durability: undefined });
  expect(await run(dir, true)).toEqual({ code: 0, log: [], durability: 'memory' });
});

test('one that fails meanwhile is said; a mistake of ours is not hidden', async () => {
  const fails = (error: Error) => run(stateDir(), false, async () => Promise.reject(error));
  expect(await fails(new StoreFailed('It failed.'))).toEqual({ code: 1, log: ['It failed.'], durability: 'file' });
  await expect(fails(new Error('a mistake'))).rejects.toThrow('a mistake');
});
