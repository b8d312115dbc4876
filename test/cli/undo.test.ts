import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { undo } from '../../src/cli/undo.ts';
import { type UndoBench, undoBench } from '../store/undo/fixture.ts';

/** Runs it; what is written has the workspace left out. */
async function run({ journal, workspace }: Pick<UndoBench, 'journal' | 'workspace'>, operands: readonly string[], force = false) {
  const [out, logged]: [string[], string[]] = [[], []];
  const stdout = { write: (text: string) => out.push(text) };
  const code = await undo({ operands, force, journal, stdout, log: (line) => void logged.push(line) });
  return { code, out: out.join('').replaceAll(`${workspace}/`, ''), logged };
}

test('lists the latest twenty calls: name, time, tool, what it did, to which files', async () => {
  const bench = undoBench();
  expect(await run(bench, [])).toEqual({ code: 0, out: '', logged: ['Nothing was changed lately that could be taken back.'] });
  const calls: string[] = [];
  for (let n = 0; n < 21; n++) {
    bench.time = Date.UTC(2026, 0, 2, 3, n);
    calls.push(await bench.call(['a\u202e', 'b'], () => undefined, { what: `do\n${n}\u001b[2J`, tool: 'edit_file' }));
  }
  const { code, out, logged } = await run(bench, []);
  expect([code, out.split('\n').length, logged]).toEqual([0, 21, []]);
  expect(out.split('\n')[0]).toBe(`${calls[20]}  2026-01-02 03:20  edit_file  do ⏎ 20␛[2J  -> a\\u{202e} and 1 more`);
});

test('says of what is not known, and of what has not ended, that it is so', async () => {
  const bench = undoBench();
  await bench.call([], () => undefined, { what: 'npm test', writes: { paths: [], complete: false } });
  const call = 'u000000000';
  const { workspace, journal, at } = bench;
  bench.time = 2_000;
  const writes = { paths: [at('a')], complete: true };
  await journal.before({ call, session: 's', tool: 'bash', what: 'sleep', cwd: workspace, workspace, writes });
  expect((await run(bench, [])).out.split('\n').map((line) => line.slice(call.length))).toEqual([
    '  1970-01-01 00:00  bash  sleep  -> a (has not ended)',
    '  1970-01-01 00:00  bash  npm test  -> no file that is known, perhaps others',
    '',
  ]);
});

test('puts a call back, and says of each path what became of it: 0 when all is as it was', async () => {
  const bench = undoBench();
  const { at, tree } = bench;
  for (const name of ['a', 'b']) writeFileSync(at(name), 'old');
  const id = await bench.call(['a', 'b', 'made'], () => {
    writeFileSync(at('a'), 'new');
    writeFileSync(at('made'), 'new');
  });
  expect(await run(bench, [id])).toEqual({ code: 0, out: `${id}:\n  removed   made\n  restored  a\n  as it was b\n`, logged: [] });
  expect(tree()).toEqual({ a: 'old', b: 'old' });
});

test('1 when not all is, with the reason; with --force it is, and what was there is kept', async () => {
  const bench = undoBench();
  const { at, tree } = bench;
  writeFileSync(at('a'), 'old');
  const id = await bench.call(['a'], () => writeFileSync(at('a'), 'new'));
  writeFileSync(at('a'), 'mine');
  expect(await run(bench, [id])).toEqual({ code: 1, out: `${id}:\n  NOT       a: changed since: left alone\n`, logged: [] });
  const forced = await run(bench, [id], true);
  const [, kept = ''] = /kept as (u\w+)\.\n/.exec(forced.out) ?? [];
  expect(forced).toEqual({
    code: 0,
    out: `${id}:\n  restored  a\n  What was there until now is kept as ${kept}.\n`,
    logged: [],
  });
  expect([tree(), (await run(bench, [kept])).code, tree()]).toEqual([{ a: 'old' }, 0, { a: 'mine' }]);
});

test('1 when more may have changed than what is put back', async () => {
  const bench = undoBench();
  const { at } = bench;
  const id = await bench.call([], () => undefined, { writes: { paths: [at('a')], complete: false }, class: 'workspace-code' });
  expect(await run(bench, [id])).toEqual({
    code: 1,
    out: `${id}:\n  as it was a\n  NOT       it ran workspace code: what else it changed is not known\n`,
    logged: [],
  });
});

test('a task is named by its id, or the beginning of it', async () => {
  const bench = undoBench();
  const { at, tree } = bench;
  const task = (id: string) => ({ task: id });
  await bench.call(['a'], () => writeFileSync(at('a'), ''), task('0197aaaa-1'));
  await bench.call(['b'], () => writeFileSync(at('b'), ''), task('0197aaaa-1'));
  await bench.call(['c'], () => writeFileSync(at('c'), ''), task('0197bbbb-1'));
  const unknown = (name: string, why: string) => ({
    code: 1,
    out: '',
    logged: [`${name}: ${why}. \`bailiwick undo\` lists the latest calls.`],
  });
  const nobody = 'no call or task of this name changed anything that is kept';
  expect(await run(bench, ['0197'])).toEqual(unknown('0197', 'more than one task begins like this'));
  expect(await run(bench, ['019'])).toEqual(unknown('019', nobody));
  expect(await run(bench, ['\u001b'])).toEqual(unknown('␛', nobody));
  expect([(await run(bench, ['0197a'])).code, tree()]).toEqual([0, { c: '' }]);
  expect([(await run(bench, ['0197bbbb-1'])).code, tree()]).toEqual([0, {}]);
});

test('what every id of a task begins with names none, even where there is one alone', async () => {
  const bench = undoBench();
  const { at, tree } = bench;
  await bench.call(['a'], () => writeFileSync(at('a'), ''), { task: 'task_0197aaaa-1' });
  for (const name of ['task', 'task_', 'task_01']) expect([(await run(bench, [name])).code, tree()], name).toEqual([1, { a: '' }]);
  // As lists of tasks show it.
  expect([(await run(bench, ['0197aaaa'])).code, tree()]).toEqual([0, {}]);
});

test('wrong usage, a name that nobody knows, and a disk that keeps no copy', async () => {
  const bench = undoBench();
  const usage = { code: 64, out: '', logged: ['Usage: bailiwick undo, or bailiwick undo <call|task> [--force]'] };
  expect([await run(bench, ['a', 'b']), await run(bench, [], true)]).toEqual([usage, usage]);
  expect(await run(bench, ['u000000000'])).toEqual({
    code: 1,
    out: '',
    logged: ['u000000000 is not kept: it is older than 7 days, or was never there. `bailiwick undo` lists what is.'],
  });
  writeFileSync(bench.at('a'), 'old');
  const id = await bench.call(['a'], () => unlinkSync(bench.at('a')));
  const failing = { ...bench.journal, restore: () => Promise.reject(new Error(`the disk is full: ${path.sep}`)) };
  expect(await run({ ...bench, journal: failing }, [id], true)).toEqual({
    code: 1,
    out: '',
    logged: ['Nothing more was put back: the disk is full: /'],
  });
});
