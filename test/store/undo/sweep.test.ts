import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sweepUndo } from '../../../src/store/undo/sweep.ts';
import { undoId } from '../../../src/store/undo/undo-id.ts';
import { undoBench } from './fixture.ts';

const { signal } = new AbortController();
const DAY = 86_400_000;
const NOW = 1_000 * DAY;

/** Calls of these ages in days, each with a copy of 1,000 bytes. */
async function aged(...days: readonly number[]) {
  const bench = undoBench();
  writeFileSync(bench.at('a'), 'x'.repeat(1_000));
  const calls: string[] = [];
  for (const age of days) {
    const session = `session${age}`;
    const call = await bench.call(['a'], () => undefined, { session });
    const at = (NOW - age * DAY) / 1_000;
    utimesSync(path.join(bench.dir, session, call, 'manifest.json'), at, at);
    calls.push(call);
  }
  const sweep = (given: Partial<Parameters<typeof sweepUndo>[0]> = {}) => sweepUndo({ dir: bench.dir, now: () => NOW, signal, ...given });
  const left = async () => (await bench.journal.list(10)).map(({ call }) => calls.indexOf(call)).sort();
  return { ...bench, calls, sweep, left };
}

test('calls of more than a week ago go, with the sessions that nothing is left of', async () => {
  const { dir, sweep, left } = await aged(1, 6.9, 7.1, 30);
  expect([await sweep(), await left(), readdirSync(dir).sort()]).toEqual([2, [0, 1], ['session1', 'session6.9']]);
  expect(await sweep()).toBe(0);
});

test('the oldest go while all copies are beyond their limit', async () => {
  const { sweep, left } = await aged(3, 1, 2);
  expect([await sweep({ maxBytes: 4_000 }), await left()]).toEqual([1, [1, 2]]);
});

test('one that is just being made stays, one that was never finished goes', async () => {
  const { dir, sweep } = await aged();
  const [fresh, old] = [undoId(), undoId()].map((call) => path.join(dir, 's', call)) as [string, string];
  for (const each of [fresh, old]) mkdirSync(each, { recursive: true });
  const at = (NOW - DAY) / 1_000;
  utimesSync(old, at, at);
  utimesSync(fresh, NOW / 1_000, NOW / 1_000);
  expect([await sweep(), existsSync(fresh), existsSync(old)]).toEqual([1, true, false]);
});

test('what is not ours stays, nothing goes once it is to end, and no journal is no failure', async () => {
  const { dir, sweep, left } = await aged(30);
  mkdirSync(path.join(dir, 'session30/mine'));
  expect(await sweep({ signal: AbortSignal.abort() })).toBe(0);
  expect(await left()).toEqual([0]);
  expect([await sweep(), readdirSync(path.join(dir, 'session30'))]).toEqual([1, ['mine']]);
  expect(await sweepUndo({ dir: path.join(dir, 'nowhere'), now: () => NOW, signal })).toBe(0);
});
