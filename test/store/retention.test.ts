import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { MAX_OUTPUT_BYTES, RETENTION_MS, sweepState } from '../../src/store/retention.ts';
import type { Store } from '../../src/store/store.ts';
import { endedTask, session, task } from './kept.ts';
import { opening, stateDir } from './sqlite/opening.ts';

const DAY_MS = 86_400_000;
const NOW = 1_700_000_000_000;

interface World {
  readonly store: Store;
  readonly outputDir: string;
  readonly logged: string[];
  readonly sweep: (changed?: Partial<Parameters<typeof sweepState>[0]>) => ReturnType<typeof sweepState>;
}

function world(): World {
  const dir = stateDir();
  const { store } = opening({ stateDir: dir });
  const outputDir = path.join(dir, 'output');
  mkdirSync(outputDir, { mode: 0o700 });
  const logged: string[] = [];
  const { signal } = new AbortController();
  const request = { store, outputDir, now: () => NOW, retentionMs: 7 * DAY_MS, maxOutputBytes: 1_000, signal };
  return { store, outputDir, logged, sweep: (changed) => sweepState({ ...request, log: (line) => logged.push(line), ...changed }) };
}

/** Writes what a task left; all of it as old as is said. */
function output({ outputDir }: World, id: string, bytes: number, changedAt = NOW): string {
  const dir = path.join(outputDir, id);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dir, 'stdout'), 'x'.repeat(bytes));
  for (const each of [path.join(dir, 'stdout'), dir]) utimesSync(each, changedAt / 1_000, changedAt / 1_000);
  return dir;
}

test('what holds when nobody says otherwise', () => {
  expect([RETENTION_MS, MAX_OUTPUT_BYTES]).toEqual([7 * DAY_MS, 5 * 1024 ** 3]);
});

describe('ended tasks', () => {
  test('go with their output when they ended too long ago, with every page of them', async () => {
    const given = world();
    const { store, sweep } = given;
    for (let n = 0; n < 250; n++) await endedTask(store, task(n, 'session1'), NOW - 7 * DAY_MS - 1);
    await endedTask(store, task(300, 'session1'), NOW - 7 * DAY_MS);
    await store.tasks.dispatch(task(301, 'session1'), { at: 1, status: 'running' }, { claimed: true });
    const dirs = [0, 249, 300, 301].map((n) => output(given, `session1/task${n}`, 10));
    expect(await sweep()).toEqual({ tasks: 250, sessions: 0, leftOver: 0 });
    expect(store.state?.tasksOf('session1')).toEqual(['task300', 'task301']);
    expect(dirs.map(existsSync)).toEqual([false, false, true, true]);
    expect([await sweep(), given.logged]).toEqual([{ tasks: 0, sessions: 0, leftOver: 0 }, []]);
  });

  test('go while all output is too much, those that ended first, by what they said or what is there', async () => {
    const given = world();
    const { store, sweep } = given;
    await endedTask(store, task(1, 'session1'), NOW - 50, '{"outputBytes":400}');
    await endedTask(store, task(2, 'session1'), NOW - 40);
    await endedTask(store, task(3, 'session1'), NOW - 30);
    await endedTask(store, task(4, 'session1'), NOW - 20, '{"outputBytes":500}');
    output(given, 'session1/task1', 0);
    output(given, 'session1/task3', 600);
    expect(await sweep()).toEqual({ tasks: 2, sessions: 0, leftOver: 0 });
    expect(store.state?.tasksOf('session1')).toEqual(['task2', 'task4']);
    expect(readdirSync(path.join(given.outputDir, 'session1'))).toEqual([]);
    expect((await sweep()).tasks).toBe(0);
  });

  test('whose ids lead out of the directory take nothing with them', async () => {
    const given = world();
    const outside = output(given, '../outside', 10);
    await endedTask(given.store, { ...task(1, '..'), id: 'outside' }, 1);
    await endedTask(given.store, { ...task(2, 'session1'), id: '../../outside' }, 1);
    expect([(await given.sweep()).tasks, existsSync(outside), given.logged]).toEqual([2, true, []]);
  });
});

test('symbolic links are not followed, by measuring, removing or looking for what is left over', async () => {
  const given = world();
  const outside = output(given, '../outside/task2', 5_000, 1);
  symlinkSync(path.dirname(outside), path.join(given.outputDir, 'linked'));
  const dir = output(given, 'session1/task1', 10);
  symlinkSync(path.join(outside, 'stdout'), path.join(dir, 'stderr'));
  symlinkSync(outside, path.join(dir, 'order'));
  await endedTask(given.store, task(1, 'session1'), 1);
  await endedTask(given.store, task(2, 'linked'), 1);
  expect(await given.sweep()).toEqual({ tasks: 2, sessions: 0, leftOver: 0 });
  expect(given.logged).toEqual([`Old state could not be removed: ${given.outputDir}/linked is no directory`]);
  expect([existsSync(dir), readdirSync(outside), lstatSync(path.join(given.outputDir, 'linked')).isSymbolicLink()]).toEqual([
    false,
    ['stdout'],
    true,
  ]);
});

test('an output directory that is a symbolic link is left alone', async () => {
  const given = world();
  const elsewhere = output(given, '../elsewhere/session9/task9', 10, 1);
  const outputDir = path.join(given.outputDir, '..', 'link');
  symlinkSync(path.join(given.outputDir, '..', 'elsewhere'), outputDir);
  await endedTask(given.store, task(9, 'session9'), 1);
  expect(await given.sweep({ outputDir })).toEqual({ tasks: 1, sessions: 0, leftOver: 0 });
  expect([existsSync(elsewhere), given.logged]).toEqual([true, [`Old state could not be removed: ${outputDir} is no directory`]]);
});

test('output that belongs to nothing goes a day after its last change, unless its session is open; once a day is looked', async () => {
  const given = world();
  const { store, sweep } = given;
  store.sessions.open(session(1));
  await endedTask(store, task(2, 'session2'), NOW);
  const stays = [
    output(given, 'session1/task1', 10, NOW - 2 * DAY_MS),
    output(given, 'session2/task2', 10, NOW - 2 * DAY_MS),
    output(given, 'session2/task3', 10, NOW - DAY_MS + 1_000),
  ];
  const goes = [output(given, 'session2/check_1', 10, NOW - DAY_MS), output(given, 'session3/task4', 10, NOW - 2 * DAY_MS)];
  expect((await sweep()).leftOver).toBe(2);
  expect([...stays, ...goes].map(existsSync)).toEqual([true, true, true, false, false]);
  expect(existsSync(path.join(given.outputDir, 'session3'))).toBe(false);
  output(given, 'session3/task4', 10, 1);
  expect((await sweep({ now: () => NOW + DAY_MS - 2_000 })).leftOver).toBe(0);
  expect((await sweep({ now: () => NOW + DAY_MS })).leftOver).toBe(2);
  expect(given.logged).toEqual([]);
});

test('a mark that is a symbolic link is not written through', async () => {
  const given = world();
  output(given, 'session3/task4', 10, 1);
  const target = path.join(given.outputDir, '..', 'target');
  symlinkSync(target, path.join(given.outputDir, '.swept'));
  utimesSync(given.outputDir, 1, 1);
  await given.sweep({ now: () => Date.now() + 2 * DAY_MS });
  expect([existsSync(target), given.logged.length]).toEqual([false, 1]);
});

test('sessions that hold nothing go when nobody has used them for as long', async () => {
  const { store, sweep } = world();
  for (const n of [1, 2]) store.sessions.open(session(n));
  store.sessions.release('session1', NOW - 7 * DAY_MS - 1);
  store.sessions.release('session2', NOW - 7 * DAY_MS);
  expect((await sweep()).sessions).toBe(1);
  expect(store.sessions.list().map(({ id }) => id)).toEqual(['session2']);
});

test('a signal ends it before the next step, and a store that fails ends it with a line', async () => {
  const given = world();
  await endedTask(given.store, task(1, 'session1'), 1);
  expect(await given.sweep({ signal: AbortSignal.abort() })).toEqual({ tasks: 0, sessions: 0, leftOver: 0 });
  expect(given.store.state?.tasksOf('session1')).toEqual(['task1']);
  const { store, close } = opening({ stateDir: stateDir() });
  close();
  expect(await given.sweep({ store })).toEqual({ tasks: 0, sessions: 0, leftOver: 0 });
  expect(given.logged).toEqual([expect.stringMatching(/^Old state could not be removed: The store .* failed: /)]);
});

test('without a file there is nothing to do', async () => {
  const given = world();
  const dir = output(given, 'session1/task1', 10, 1);
  expect(await given.sweep({ store: createMemoryStore() })).toEqual({ tasks: 0, sessions: 0, leftOver: 0 });
  expect(existsSync(dir)).toBe(true);
});
