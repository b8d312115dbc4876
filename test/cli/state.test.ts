import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { state } from '../../src/cli/state.ts';
import type { StateRequest } from '../../src/cli/state-request.ts';
import { size } from '../../src/cli/state-text.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { type Store, StoreFailed } from '../../src/store/store.ts';
import { row } from '../store/conformance.ts';
import { endedTask, proof, session, task } from '../store/kept.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';

const owner = { id: 'command', pid: 2, startedAt: 20, boot: 'boot-1' };

/** A server, process 1, with the file; the command is another process. */
async function kept() {
  const dir = stateDir();
  const server = opening({ stateDir: dir });
  const { sessions, tasks, todos } = server.store;
  for (const n of [1, 2, 3]) sessions.open(session(n, n === 2 ? { client: 'a\u001b]52;\nb' } : {}));
  todos.save('session1', { version: 1, list: '{"items":[{}]}' });
  await endedTask(server.store, task(1, 'session1'), 5);
  await endedTask(server.store, task(2, 'session2'), 5);
  await tasks.dispatch(task(3, 'session3'), { at: 1, status: 'running' }, { claimed: true });
  sessions.release('session1', 1_000);
  sessions.release('session3', 3_000);
  for (const id of ['session1/task1', 'session1/call', 'session2/task2']) {
    mkdirSync(path.join(dir, 'output', id), { recursive: true });
    writeFileSync(path.join(dir, 'output', id, 'stdout'), 'x'.repeat(2_048));
  }
  return { dir, server, store: opening({ stateDir: dir, owner }).store };
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly log: readonly string[];
}

async function run(store: Store, dir: string, operands: readonly string[], changed: Partial<StateRequest> = {}): Promise<Ran> {
  let stdout = '';
  const log: string[] = [];
  const code = await state({
    operands,
    yes: false,
    json: false,
    store,
    stateDir: dir,
    outputDir: path.join(dir, 'output'),
    columns: undefined,
    now: () => 7_203_000,
    readLine: async () => undefined,
    stdout: { write: (text) => (stdout += text) },
    log: (line) => log.push(line),
    ...changed,
  });
  return { code, stdout, log };
}

/** Sizes of the files of SQLite differ from version to version. */
const withoutSizes = (text: string, dir: string): string =>
  text
    .replaceAll(dir, 'DIR')
    .replace(/database .*?, journal .*?,/, 'database D, journal J,')
    .replace(/SQLite [\d.]+/, 'SQLite V');

describe('shown', () => {
  test('for people', async () => {
    const { dir, store, server } = await kept();
    server.store.approvals.insert(row(1, { expiresAt: 9_000_000 }));
    const { code, stdout, log } = await run(store, dir, []);
    expect([code, log]).toEqual([0, []]);
    expect(withoutSizes(stdout, dir)).toBe(`Directory  DIR
Kept       in DIR/bailiwick.sqlite, tables of version ${MIGRATIONS.length}, SQLite V; every write is on the disk before it counts
Size       database D, journal J, output 6.0 KiB, audit log 0 bytes
Processes  1 more has it open
Sessions   1 open, 2 others; 1 todo item
Tasks      0 queued, 0 waiting for approval, 1 running, 2 ended; 5 events
Approvals  1 waiting; 0 grants
Limits     ended tasks are kept for 7 days, and 5.0 GiB of their output
  session3  used 2 h ago  a  /srv/project
  session1  used 2 h ago  a  /srv/project
  session2  open in process 1  a\u241b]52; \u23ce b  /srv/project
`);
  });

  test('for programs', async () => {
    const { dir, store } = await kept();
    const { stdout } = await run(store, dir, [], { json: true });
    expect([stdout.endsWith('}\n'), stdout.split('\n').length, stdout.includes('\u001b')]).toEqual([true, 2, false]);
    expect(JSON.parse(stdout)).toEqual({
      dir,
      durability: 'file',
      file: path.join(dir, 'bailiwick.sqlite'),
      schema: MIGRATIONS.length,
      sqlite: store.state?.sqlite,
      synchronous: 'full',
      bytes: { database: expect.any(Number), journal: expect.any(Number), output: 6_144, audit: 0 },
      sessions: { open: 1, kept: 2 },
      todoItems: 1,
      tasks: { queued: 0, held: 1, ended: 2, waitingApproval: 0 },
      events: 5,
      grants: 0,
      proofs: 0,
      processes: 1,
      approvals: 0,
      limits: { retentionMs: 604_800_000, maxOutputBytes: 5_368_709_120 },
      list: [
        { ...session(3), usedAt: 3_000, pid: null },
        { ...session(1), usedAt: 1_000, pid: null },
        { ...session(2, { client: 'a\u001b]52;\nb' }), pid: 1 },
      ],
    });
  });

  test('in memory, it says why', async () => {
    const store = createMemoryStore('The disk is full.');
    const log = ['The state in /none cannot be read: the disk is full.'];
    const shown = await run(store, '/none', []);
    expect([shown.code, shown.log]).toEqual([1, log]);
    expect(shown.stdout).toBe(`Directory  /none
Kept       nothing that can be read
Size       database 0 bytes, journal 0 bytes, output 0 bytes, audit log 0 bytes
Limits     ended tasks are kept for 7 days, and 5.0 GiB of their output
`);
    const json = await run(store, '/none', [], { json: true });
    expect([json.code, json.log]).toEqual([1, log]);
    expect(JSON.parse(json.stdout)).toEqual({
      dir: '/none',
      durability: 'memory',
      why: 'The disk is full.',
      bytes: { database: 0, journal: 0, output: 0, audit: 0 },
      limits: { retentionMs: 604_800_000, maxOutputBytes: 5_368_709_120 },
    });
    for (const operands of [['forget', 'all'], ['vacuum']])
      expect(await run(store, '/none', operands)).toEqual({ code: 1, stdout: '', log });
  });

  test('a file of a newer version is shown with its size', async () => {
    const dir = stateDir();
    opening({ stateDir: dir }).close();
    const file = path.join(dir, 'bailiwick.sqlite');
    const newer = new DatabaseSync(file);
    newer.prepare('INSERT INTO migrations VALUES (?, 1)').run(MIGRATIONS.length + 1);
    newer.close();
    const { store } = opening({ stateDir: dir, owner });
    const { bytes, why } = JSON.parse((await run(store, dir, [], { json: true })).stdout);
    expect([bytes.database, why]).toEqual([
      statSync(file).size,
      `${file}: a newer Bailiwick wrote it (version ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}); update this one.`,
    ]);
  });

  test('in 40 columns', async () => {
    const { store, server } = await kept();
    await server.store.tasks.dispatch(task(4, 'session2'), { at: 1, status: 'waiting_approval' }, { claimed: true });
    const dir = '/home/somebody/.local/state/bailiwick-of-somebody';
    const { stdout } = await run(store, dir, [], { columns: 40 });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect([lines.slice(0, 2), lines.slice(-9, -1)]).toEqual([
      ['Directory  /home/somebody/.local/state/b', '           ailiwick-of-somebody'],
      [
        '           6 events',
        'Approvals  0 waiting; 0 grants',
        'Limits     ended tasks are kept for 7',
        '           days, and 5.0 GiB of their',
        '           output',
        '  session3  used 2 h ago  a  /srv/proje…',
        '  session1  used 2 h ago  a  /srv/proje…',
        '  session2  open in process 1  a\u241b]52; \u23ce\u2026',
      ],
    ]);
    expect(stdout).toContain('Tasks      0 queued, 1 waiting for\n           approval, 1 running, 2 ended;\n');
  });

  test('many sessions are cut for people', async () => {
    const { store } = opening({ stateDir: stateDir() });
    for (let n = 0; n < 25; n++) store.sessions.open(session(n));
    const lines = (await run(store, '/none', [])).stdout.split('\n');
    expect([lines.filter((line) => line.includes('open in process')).length, lines.at(-2)]).toEqual([
      20,
      '  and 5 more (--json shows all)',
    ]);
  });
});

describe('forgotten', () => {
  const yes = { yes: true };

  test('is a session that is not open, with its tasks, list and output', async () => {
    const { dir, store } = await kept();
    expect(await run(store, dir, ['forget', 'session1'], yes)).toEqual({
      code: 0,
      stdout: 'Forgotten: 1 session and 1 ended task.\n',
      log: [],
    });
    expect(store.sessions.list().map(({ id }) => id)).toEqual(['session3', 'session2']);
    expect([store.todos.load('session1'), await store.tasks.get('task1'), existsSync(path.join(dir, 'output/session1'))]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  test('is named by the beginning of its id, if that is of one thing', async () => {
    const { store } = opening({ stateDir: stateDir() });
    const ids = ['aaaa1111-x', 'aaaa2222-x'];
    for (const id of ids) {
      store.sessions.open({ ...session(1), id, client: id });
      store.sessions.release(id, 1);
    }
    await endedTask(store, { ...task(1, 'gone'), id: 'task_bbbb1111-x' }, 5);
    await endedTask(store, { ...task(2, 'gone'), id: 'task_aaaa1112-x' }, 5);
    const said = async (operand: string) => {
      const { stdout, log } = await run(store, '/none', ['forget', operand], yes);
      return stdout || log;
    };
    expect([await said('task_bbbb'), await said('aaaa111'), await said('AAAA1112'), await said('aaaa1'), await said('task_aaa')]).toEqual([
      'Forgotten: 0 sessions and 1 ended task.\n',
      ['2 begin with "aaaa111": session aaaa1111-x, task task_aaaa1112-x. Give more of the id.'],
      'Forgotten: 0 sessions and 1 ended task.\n',
      'Forgotten: 1 session and 0 ended tasks.\n',
      ['"task_aaa" is too short; give at least 4 characters of the id. `bailiwick state` and `bailiwick tasks --all` list them.'],
    ]);
  });

  /** A store whose disk has room for a removal only when nothing lies in this directory any more. */
  function onFullDisk(store: Store, output: string): Store {
    const { state: whole } = store;
    if (whole === undefined) throw new Error('there is no file');
    const forgetTasks: typeof whole.forgetTasks = (ids) => {
      if (existsSync(output)) throw new StoreFailed('full', { cause: Object.assign(new Error('full'), { errcode: 13 }) });
      return whole.forgetTasks(ids);
    };
    return { ...store, state: { ...whole, forgetTasks } };
  }

  test('is output before the rows on a full disk', async () => {
    const { dir, store } = await kept();
    const full = onFullDisk(store, path.join(dir, 'output/session1/task1'));
    expect(await run(full, dir, ['forget', 'session1'], yes)).toEqual({
      code: 0,
      stdout: 'Forgotten: 1 session and 1 ended task.\n',
      log: ['The disk is full, so their output goes first.'],
    });
    expect([await store.tasks.get('task1'), existsSync(path.join(dir, 'output/session1'))]).toEqual([undefined, false]);
  });

  test('is output alone on a disk that stays full, which is said', async () => {
    const { dir, store } = await kept();
    expect(await run(onFullDisk(store, dir), dir, ['forget', 'all'], yes)).toEqual({
      code: 1,
      stdout: 'Forgotten: 0 sessions and 0 ended tasks.\n',
      log: [
        'What is in use stays:',
        '  Task task3 stays: it has not ended, process 1 has it; `bailiwick stop task3` ends it.',
        '  Session session2 stays: process 1 has it open.',
        'The disk is full, so their output goes first.',
        'The disk is still full: 1 task of these stays, without output.',
      ],
    });
    expect([(await store.tasks.get('task1'))?.phase, existsSync(path.join(dir, 'output/session1/task1'))]).toEqual(['ended', false]);
    expect(existsSync(path.join(dir, 'output/session2/task2'))).toBe(true);
  });

  test('is a task that has ended, also of an open session', async () => {
    const { dir, store } = await kept();
    expect((await run(store, dir, ['forget', 'task2'], yes)).stdout).toBe('Forgotten: 0 sessions and 1 ended task.\n');
    expect([await store.tasks.get('task2'), existsSync(path.join(dir, 'output/session2/task2'))]).toEqual([undefined, false]);
  });

  test.each([
    ['session2', 'Session session2 stays: process 1 has it open.'],
    ['session3', 'Task task3 stays: it has not ended, process 1 has it; `bailiwick stop task3` ends it.'],
    ['task3', 'Task task3 stays: it has not ended, process 1 has it; `bailiwick stop task3` ends it.'],
    [
      'no\u001b',
      '"no\\u001b" is too short; give at least 4 characters of the id. `bailiwick state` and `bailiwick tasks --all` list them.',
    ],
    ['../..', 'There is no session and no task "../..". `bailiwick state` and `bailiwick tasks --all` list them.'],
    ['sess', '3 begin with "sess": session session3, session session1, session session2. Give more of the id.'],
  ])('is not what is in use or not there: %j', async (operand, why) => {
    const { dir, store } = await kept();
    expect(await run(store, dir, ['forget', operand], yes)).toEqual({ code: 1, stdout: '', log: [why] });
    expect(store.state?.counts().tasks).toEqual({ queued: 0, held: 1, ended: 2 });
  });

  test('is everything that is not in use, tasks whose session is gone as well', async () => {
    const { dir, store, server } = await kept();
    await endedTask(server.store, task(9, 'gone'), 5);
    expect(await run(store, dir, ['forget', 'all'], yes)).toEqual({
      code: 0,
      stdout: 'Forgotten: 1 session and 2 ended tasks.\n',
      log: [
        'What is in use stays:',
        '  Task task3 stays: it has not ended, process 1 has it; `bailiwick stop task3` ends it.',
        '  Session session2 stays: process 1 has it open.',
      ],
    });
    expect(store.state?.counts()).toMatchObject({ sessions: { open: 1, kept: 1 }, tasks: { queued: 0, held: 1, ended: 1 } });
    expect(await run(store, dir, ['forget', 'all'], yes)).toMatchObject({ code: 0, stdout: 'There is nothing else to forget.\n' });
    const empty = opening({ stateDir: stateDir() }).store;
    expect(await run(empty, dir, ['forget', 'all'])).toEqual({ code: 0, stdout: 'There is nothing to forget.\n', log: [] });
    empty.proofs.put(proof('a'));
    expect((await run(empty, dir, [])).stdout).toContain('Proofs     1 of how agents are held; `bailiwick doctor` shows them\n');
    const forgotten = 'Forgotten: 0 sessions and 0 ended tasks and 1 proof of how agents are held.\n';
    expect(await run(empty, dir, ['forget', 'all'], yes)).toEqual({ code: 0, stdout: forgotten, log: [] });
    expect(empty.proofs.list()).toEqual([]);
  });

  test.each([
    ['yes', true],
    [' yes ', true],
    ['y', false],
    ['', false],
    [undefined, false],
  ])('only after a yes: %j', async (typed, goes) => {
    const { dir, store } = await kept();
    const asked = 'Type yes to forget 1 session and 1 ended task with 2.0 KiB of output: ';
    const ran = await run(store, dir, ['forget', 'session1'], { readLine: async () => typed });
    const no: Ran = { code: 1, stdout: asked, log: ['Nothing was forgotten: only yes, or --yes, does it.'] };
    expect(ran).toEqual(goes ? { code: 0, stdout: `${asked}Forgotten: 1 session and 1 ended task.\n`, log: [] } : no);
    expect(store.state?.tasksOf('session1')).toEqual(goes ? [] : ['task1']);
  });

  test('is not a session that somebody opens while it waits for the yes', async () => {
    const { dir, store, server } = await kept();
    server.store.sessions.release('session2', 1);
    const readLine = async (): Promise<string> => {
      expect(server.store.sessions.open(session(8, { client: 'a\u001b]52;\nb' })).row.id).toBe('session2');
      return 'yes';
    };
    const { code, log } = await run(store, dir, ['forget', 'session2'], { readLine });
    expect([code, log]).toEqual([1, ['Session session2 stays: it came into use meanwhile.']]);
    expect(store.sessions.list().find(({ id }) => id === 'session2')?.pid).toBe(1);
    expect(store.state?.tasksOf('session2')).toEqual(['task2']);
  });
});

test('vacuum gives back what is free', async () => {
  const { dir, store, server } = await kept();
  for (let n = 10; n < 30; n++) await endedTask(server.store, { ...task(n, 'gone'), spec: 'x'.repeat(100_000) }, 5);
  store.state?.forgetTasks(Array.from({ length: 20 }, (_, n) => `task${n + 10}`));
  const { code, stdout, log } = await run(store, dir, ['vacuum']);
  expect([code, log, /^The database had [3-9]\.\d MiB and has \d+\.\d KiB\.\n$/.test(stdout)]).toEqual([0, [], true]);
});

test.each([[['forget']], [['forget', 'a', 'b']], [['vacuum', 'a']], [['unknown']]])('wrong usage: %j', async (operands) => {
  const log = ['Usage: bailiwick state [--json], bailiwick state forget <session-id|task-id|all> [--yes], or bailiwick state vacuum'];
  expect(await run(createMemoryStore(), '/none', operands)).toEqual({ code: 64, stdout: '', log });
  expect(await run(createMemoryStore(), '/none', ['vacuum'], { json: true })).toEqual({ code: 64, stdout: '', log });
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1_023, '1023 bytes'],
  [1_024, '1.0 KiB'],
  [1_572_864, '1.5 MiB'],
  [5 * 1_024 ** 3, '5.0 GiB'],
  [1_024 ** 5, '1024.0 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
