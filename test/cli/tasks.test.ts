import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/display-width.ts';
import { type ListingTasks, tasks } from '../../src/cli/tasks.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { ID, OTHER, record, running, SESSION, servers, terminal } from './tasks-harness.ts';

const GIVEN = { operands: [], all: false, json: false, columns: 100, stateDir: '/state', now: () => 1_065_000 };

async function list(store: Store, changes: Partial<ListingTasks> = {}) {
  const { stdout, log, said } = terminal();
  const code = await tasks({ ...GIVEN, store, stdout, log, ...changes });
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
      '  ID        STATUS      AGENT  TIME      TASK\n',
      'some-host in /proj/x  (session 99999999, pid 41)\n',
      '  11112222  queued (1)  bash   for 5 s   echo \u241b[2J\u240als\n',
      '  11111111  failed      shell  ran 10 s  npm run build\n',
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
      .slice(2, -1)
      .map((line) => Number(line.slice(2, 10)));
  expect([ids(some), some.log]).toEqual([
    Array.from({ length: 20 }, (_, n) => 21 - n),
    ['Only the newest 20 of those that have ended; `--all` lists more.'],
  ]);
  expect([ids(all), all.log]).toEqual([Array.from({ length: 22 }, (_, n) => 21 - n), []]);
});

test('columns go where there is little room, and nothing is cut where there is no terminal', async () => {
  const { server, own } = servers();
  await running(server, record({ createdAt: 1_065_000 - 23 * 3_600_000 - 59 * 60_000 }));
  const waiting = record({ id: OTHER, spec: JSON.stringify({ title: 'x'.repeat(200), agent: 'shell' }), createdAt: 1_064_000 });
  await server.tasks.dispatch(waiting, { at: 1_064_000, status: 'waiting_approval' }, { claimed: true });
  const lines = async (columns: number | undefined) => (await list(own, { columns })).stdout.split('\n').slice(0, -1);
  expect(await lines(72)).toEqual([
    '  ID        STATUS            AGENT  TIME             TASK',
    'some-host in /proj/x  (session 99999999, pid 41)',
    `  11112222  waiting_approval  shell  for 1 s          ${'x'.repeat(17)}\u2026`,
    '  11111111  running           shell  for 23 h 59 min  npm run build',
  ]);
  expect(await lines(65)).toEqual([
    '  ID        STATUS            TIME             TASK',
    'some-host in /proj/x  (session 99999999, pid 41)',
    `  11112222  waiting_approval  for 1 s          ${'x'.repeat(17)}\u2026`,
    '  11111111  running           for 23 h 59 min  npm run build',
  ]);
  expect(await lines(40)).toEqual([
    '  ID        STATUS            TASK',
    'some-host i\u2026  (session 99999999, pid 41)',
    `  11112222  waiting_approval  ${'x'.repeat(9)}\u2026`,
    '  11111111  running           npm run b\u2026',
  ]);
  expect(await lines(undefined)).toEqual([
    'some-host in /proj/x  (session 99999999, pid 41)',
    `  11112222  waiting_approval  shell  for 1 s          ${'x'.repeat(200)}`,
    '  11111111  running           shell  for 23 h 59 min  npm run build',
  ]);
});

test('one that was stopped while it waited never ran', async () => {
  const { server, own } = servers();
  await server.tasks.dispatch(record(), { at: 1_000_000, status: 'queued' }, { claimed: false });
  await server.tasks.cancel(ID, { by: 'person', reason: 'r', force: false, at: 1_001_000 });
  expect((await list(own, { columns: undefined })).stdout).toContain('  11111111  stopped  shell  never ran  npm run build\n');
});

test('a request that is not understood, and a session that is gone, are shown all the same', async () => {
  const { server, own } = servers();
  await running(server, record({ spec: 'not JSON', sessionId: 'gone-for-good', createdAt: 1_065_000 - 90_000_000 }));
  expect(await list(own)).toEqual({
    code: 0,
    log: [],
    stdout:
      '  ID        STATUS   AGENT  TIME         TASK\nsession gone-for, not known any more\n  11111111  running  bash   for 1 d 1 h  (unreadable)\n',
  });
});

test('nothing there, a store of one process, wrong usage', async () => {
  const { own } = servers();
  expect(await list(own)).toEqual({ code: 0, log: ['There are no tasks in /state.'], stdout: '' });
  const memory = createMemoryStore('No file.');
  expect(await list(memory)).toEqual({ code: 1, log: ['The state in /state cannot be read: no file.'], stdout: '' });
  expect(await list(own, { operands: ['x'] })).toEqual({ code: 64, log: ['Usage: bailiwick tasks [--all] [--json]'], stdout: '' });
});

test('whatever stands in a request, a list has a line a task and nothing that acts', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.integer({ min: 2, max: 200 }), async (title, agent, columns) => {
      const store: Store = { ...createMemoryStore(), durability: 'file' };
      await running(store, record({ spec: JSON.stringify({ title, agent }) }));
      const { stdout } = await list(store, { columns });
      expect(stdout.split('\n')).toHaveLength(4);
      expect(stdout.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 15 },
  );
});
