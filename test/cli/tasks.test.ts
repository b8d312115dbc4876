import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ListingTasks, tasks } from '../../src/cli/tasks.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { ID, OTHER, record, running, SESSION, servers, terminal } from './tasks-harness.ts';

async function list(store: Store, changes: Partial<ListingTasks> = {}) {
  const { stdout, log, said } = terminal();
  const code = await tasks({ store, operands: [], all: false, json: false, columns: 100, now: () => 1_065_000, stdout, log, ...changes });
  return { code, ...said() };
}

test('open tasks and ended ones, the newest first, under their session', async () => {
  const { server, own } = servers();
  const claim = await running(server);
  await server.tasks.complete(claim, { taskId: ID, seq: 2, at: 1_010_000, status: 'failed' });
  const later = record({ id: OTHER, spec: JSON.stringify({ title: 'echo \u001b[2J\nls' }), createdAt: 1_060_000 });
  await server.tasks.dispatch(later, { at: 1_060_000, status: 'queued' }, { claimed: false });
  expect(await list(own)).toEqual({
    code: 0,
    log: [],
    stdout: [
      'some-host in /proj/x  (session 99999999, pid 41)\n',
      '  11112222  queued (1)        bash      5 s        echo \u241b[2J\u240als\n',
      '  11111111  failed            shell     1 min 5 s  npm run build\n',
    ].join(''),
  });
});

test('JSON has all of it, one task a line', async () => {
  const { server, own } = servers();
  await running(server);
  const { stdout, ...rest } = await list(own, { json: true });
  expect({ ...rest, task: JSON.parse(stdout) }).toEqual({
    code: 0,
    log: [],
    task: {
      id: ID,
      status: 'running',
      phase: 'held',
      tool: 'bash',
      agent: 'shell',
      title: 'npm run build',
      command: 'npm run build',
      cwd: '/proj/x',
      createdAt: 1_000_000,
      session: { id: SESSION, client: 'some-host', workspace: '/proj/x', pid: 41 },
    },
  });
});

test('of those that have ended the newest 20 come, and more when all are asked for', async () => {
  const { server, own } = servers();
  for (let n = 0; n < 22; n++) {
    const id = `task_${String(n).padStart(8, '0')}-aaaa`;
    const claim = await running(server, record({ id, createdAt: 1_000_000 + n }));
    await server.tasks.complete(claim, { taskId: id, seq: 2, at: 1_001_000, status: 'completed' });
  }
  const some = await list(own);
  const all = await list(own, { all: true });
  const ids = ({ stdout }: { stdout: string }) =>
    stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => Number(line.slice(2, 10)));
  expect([ids(some), some.log]).toEqual([
    Array.from({ length: 20 }, (_, n) => 21 - n),
    ['Only the newest 20 of those that have ended; `--all` lists more.'],
  ]);
  expect([ids(all), all.log]).toEqual([Array.from({ length: 22 }, (_, n) => 21 - n), []]);
});

test('a request that is not understood, and a session that is gone, are shown all the same', async () => {
  const { server, own } = servers();
  await running(server, record({ spec: 'not JSON', sessionId: 'gone-for-good', createdAt: 1_065_000 - 90_000_000 }));
  expect(await list(own)).toEqual({
    code: 0,
    log: [],
    stdout: 'session gone-for, not known any more\n  11111111  running           bash      1 d 1 h    (unreadable)\n',
  });
});

test('nothing there, a store of one process, wrong usage', async () => {
  const { own } = servers();
  expect(await list(own)).toEqual({ code: 0, log: ['There are no tasks.'], stdout: '' });
  const memory = createMemoryStore('No file.');
  expect(await list(memory)).toEqual({ code: 1, log: ['Tasks of other processes can not be seen here. No file.'], stdout: '' });
  expect(await list(own, { operands: ['x'] })).toEqual({ code: 64, log: ['Usage: bailiwick tasks [--all] [--json]'], stdout: '' });
});

test('whatever stands in a request, a list has a line a task and nothing that acts', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.integer({ min: 1, max: 200 }), async (title, agent, columns) => {
      const store: Store = { ...createMemoryStore(), durability: 'file' };
      await running(store, record({ spec: JSON.stringify({ title, agent }) }));
      const { stdout } = await list(store, { columns });
      expect(stdout.split('\n')).toHaveLength(3);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 15 },
  );
});
