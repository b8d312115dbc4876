import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { loadSqlite } from '../../../src/store/sqlite/load.ts';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import { StoreFailed } from '../../../src/store/store.ts';
import { conformance, row } from '../conformance.ts';
import { editsConformance } from '../edits.ts';
import { keptConformance, proof } from '../kept.ts';
import { opening, stateDir } from './opening.ts';

conformance(() => opening({ stateDir: stateDir() }).store);
keptConformance(() => opening({ stateDir: stateDir() }).store);
editsConformance(() => opening({ stateDir: stateDir() }).store);

const fileOf = (dir: string): string => path.join(dir, 'bailiwick.sqlite');
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** Why the store is in memory, with the directory left out. */
function refusal(given: Parameters<typeof opening>[0]): string | undefined {
  const { store, logged } = opening(given);
  expect(store.durability).toBe('memory');
  expect(logged).toEqual([
    `NOT KEPT ON DISK: todo lists, tasks, approvals and grants are in memory only, and other processes do not see them. ${store.why}`,
  ]);
  expect(store.approvals.insert(row(1))).toBe(true);
  return store.why?.replaceAll(given.stateDir, 'DIR').replaceAll(given.stateDir.slice(1), 'DIR');
}

describe('the file', () => {
  test('is made for its user alone, and everything beside it', () => {
    const dir = stateDir();
    const { store, logged } = opening({ stateDir: dir });
    store.approvals.insert(row(1));
    expect([store.durability, store.why, logged]).toEqual(['file', undefined, []]);
    const file = fileOf(dir);
    expect([dir, file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(['700', '600', '600', '600']);
  });

  test('is narrowed when it is wider, and what lies beside it', () => {
    const dir = stateDir();
    mkdirSync(dir, { mode: 0o700 });
    const file = fileOf(dir);
    writeFileSync(file, '', { mode: 0o600 });
    chmodSync(file, 0o666);
    expect(opening({ stateDir: dir }).store.durability).toBe('file');
    expect([modeOf(file), modeOf(`${file}-wal`)]).toEqual(['600', '600']);
  });

  test.each(['', '-wal', '-shm', '-journal'])(
    'is refused when bailiwick.sqlite%s is a symbolic link, and what that names is not touched',
    (suffix) => {
      const dir = stateDir();
      mkdirSync(dir, { mode: 0o700 });
      const target = `${dir}-target`;
      writeFileSync(target, 'mine', { mode: 0o644 });
      symlinkSync(target, fileOf(dir) + suffix);
      expect(refusal({ stateDir: dir })).toBe(`DIR/bailiwick.sqlite${suffix} is a symbolic link, which is not followed.`);
      expect([readFileSync(target, 'utf8'), modeOf(target)]).toEqual(['mine', '644']);
    },
  );

  test('is refused when it is a directory', () => {
    const dir = stateDir();
    mkdirSync(fileOf(dir), { recursive: true, mode: 0o700 });
    expect(refusal({ stateDir: dir })).toBe('DIR/bailiwick.sqlite is a special file, which is not followed.');
  });

  test('is refused in a directory where others can put another one in its place', () => {
    const dir = stateDir();
    mkdirSync(dir);
    chmodSync(dir, 0o770);
    expect(refusal({ stateDir: dir })).toBe('Others may write in DIR (chmod 700 it).');
  });

  test('is refused below something that is no directory', () => {
    const dir = stateDir();
    writeFileSync(dir, '');
    expect(refusal({ stateDir: dir })).toMatch(/^DIR: EEXIST/);
  });

  test('is left as it is when it is no SQLite file', () => {
    const dir = stateDir();
    mkdirSync(dir, { mode: 0o700 });
    const text = 'not a database, but long enough to be looked at as one. '.repeat(100);
    writeFileSync(fileOf(dir), text);
    expect(refusal({ stateDir: dir })).toBe('DIR/bailiwick.sqlite: it is no SQLite file; move it away and start again.');
    expect(readFileSync(fileOf(dir), 'utf8')).toBe(text);
  });

  /** Makes a file with so much of a task in it, and then grants; what is damaged is its last page. */
  function damagedFile(specBytes: number, last: 'grants' | 'task'): string {
    const dir = stateDir();
    opening({ stateDir: dir }).close();
    const db = new DatabaseSync(fileOf(dir));
    db.exec("INSERT INTO owners (id, pid, started_at) VALUES ('server-b', 2, 20)");
    const insertTask = db.prepare(
      `INSERT INTO tasks (id, session_id, queue, tool, key, digest, spec, created_at, phase, status, last_seq, sum)
       VALUES ('task1', 'one', 'one', 'bash', 'k', 'd', ?, 1, 'queued', 'queued', 1, '')`,
    );
    const insert = db.prepare("INSERT INTO grants (owner, session_id, key, scope) VALUES ('server-b', 'one', ?, ?)");
    if (last === 'grants') insertTask.run('x'.repeat(specBytes));
    for (let n = 0; n < 20; n++) insert.run(`key${n}`, 'x'.repeat(1_000));
    if (last === 'task') insertTask.run('x'.repeat(specBytes));
    db.close();
    // Those pages hold texts, which nothing reads at the start.
    const bytes = readFileSync(fileOf(dir));
    bytes.fill(0xa5, bytes.length - 2 * 4_096);
    writeFileSync(fileOf(dir), bytes);
    return dir;
  }

  test.each([10, 3_000_000])('is refused when a page of it is damaged, with %i bytes of tasks', (specBytes) => {
    expect(refusal({ stateDir: damagedFile(specBytes, 'grants') })).toBe(
      'DIR/bailiwick.sqlite: it is damaged; move it away and start again.',
    );
  });

  test('is taken when it is large and a task in it is damaged: reading that one is an error', async () => {
    const dir = damagedFile(3_000_000, 'task');
    const { store } = opening({ stateDir: dir });
    expect(store.durability).toBe('file');
    await expect(store.tasks.get('task1')).rejects.toThrow(
      new StoreFailed(`The store ${fileOf(dir)} failed: it is damaged; move it away and start again.`),
    );
  });

  /** Makes a file with so much of a task in it, whose index says another id of the task than the task itself; their order stays the same. */
  function fileWithLostTask(specBytes: number): string {
    const dir = stateDir();
    opening({ stateDir: dir }).close();
    const db = new DatabaseSync(fileOf(dir));
    const number = db
      .prepare(
        `INSERT INTO tasks (id, session_id, queue, tool, key, digest, spec, created_at, phase, status, last_seq, sum)
         VALUES ('task1', 'one', 'one', 'bash', 'k', 'd', ?, 1, 'queued', 'queued', 1, '') RETURNING number`,
      )
      .get('x'.repeat(specBytes))?.['number'];
    expect(number).toBe(1);
    db.close();
    const bytes = readFileSync(fileOf(dir));
    // In the index the id ends its entry: behind it stands the row's number 1, which takes no byte. In the row the session follows.
    const places = [...bytes.toString('latin1').matchAll(/task1(?!one)/g)].map(({ index }) => index);
    expect(places).toHaveLength(1);
    for (const place of places) bytes.write('2', place + 4);
    writeFileSync(fileOf(dir), bytes);
    return dir;
  }

  test('is refused when it is small and its index does not say what its rows do', () => {
    expect(refusal({ stateDir: fileWithLostTask(10) })).toBe('DIR/bailiwick.sqlite: it is damaged; move it away and start again.');
  });

  test('is taken when it is large and its index has lost a task: that one is not said to be absent', async () => {
    const dir = fileWithLostTask(3_000_000);
    const { store } = opening({ stateDir: dir });
    expect(store.durability).toBe('file');
    await expect(store.tasks.get('task1')).rejects.toThrow(
      new StoreFailed(`The store ${fileOf(dir)} failed: it is damaged; move it away and start again.`),
    );
    expect(await store.tasks.get('task3')).toBe(undefined);
  });

  test('is refused while another process keeps it locked', () => {
    const dir = stateDir();
    opening({ stateDir: dir }).close();
    const other = new DatabaseSync(fileOf(dir));
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE kept (x); COMMIT');
    expect(refusal({ stateDir: dir, busyMs: 20 })).toBe(
      'DIR/bailiwick.sqlite: another process keeps it locked; end that one, or try again.',
    );
    other.close();
    expect(opening({ stateDir: dir }).store.durability).toBe('file');
  });
});

describe('the library', () => {
  test('is needed', () => {
    const dir = stateDir();
    expect(refusal({ stateDir: dir, load: () => undefined })).toBe('This Node has no SQLite; use 22.13 or newer.');
    expect(existsSync(dir)).toBe(false);
  });

  test('must not be one that loses rows', () => {
    const sqlite = loadSqlite();
    if (sqlite === undefined) throw new Error('no SQLite here');
    const dir = stateDir();
    expect(refusal({ stateDir: dir, load: () => ({ ...sqlite, version: '3.51.2' }) })).toBe(
      'SQLite 3.51.2 can lose rows when two servers write at once; it needs 3.51.3, 3.50.7 or 3.44.6 (a newer Node has it).',
    );
    expect(existsSync(dir)).toBe(false);
  });
});

describe('versions of the file', () => {
  /** Makes a file as the program of an earlier version left it. */
  function fileOfVersion(version: number): string {
    const dir = stateDir();
    mkdirSync(dir, { mode: 0o700 });
    const db = new DatabaseSync(fileOf(dir));
    db.exec('PRAGMA journal_mode = WAL');
    if (version > 0) db.exec('CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at REAL NOT NULL) STRICT');
    for (const [index, step] of MIGRATIONS.slice(0, version).entries()) {
      db.exec(step);
      db.prepare('INSERT INTO migrations VALUES (?, ?)').run(index + 1, 500);
    }
    if (version > 0) {
      db.exec(`INSERT INTO owners (id, pid, started_at) VALUES ('server-b', 2, 20);
        INSERT INTO approvals (id, owner, session_id, number, action_hash, created_at, expires_at, shown)
        VALUES ('id7', 'server-b', 'one', 7, 'hash7', 1000, 2000, '{"n":7}')`);
    }
    db.close();
    return dir;
  }

  test.each(Array.from(MIGRATIONS.keys()))('from version %i on, everything is kept', (version) => {
    const dir = fileOfVersion(version);
    const { store, close } = opening({ stateDir: dir });
    expect([store.durability, store.approvals.waiting(1_500)]).toEqual(['file', version === 0 ? [] : [row(7)]]);
    store.grants.insert('one', { key: 'a', scope: '{}' });
    store.proofs.put(proof('a'));
    close();
    const db = new DatabaseSync(fileOf(dir));
    const applied = MIGRATIONS.map((_, index) => ({ version: index + 1, applied_at: index < version ? 500 : 1_000 }));
    expect(
      db
        .prepare('SELECT version, applied_at FROM migrations')
        .all()
        .map((each) => ({ ...each })),
    ).toEqual(applied);
    db.close();
  });

  test('a step that fails leaves the version before it whole', () => {
    const dir = fileOfVersion(1);
    const before = new DatabaseSync(fileOf(dir));
    before.exec('CREATE TABLE grants (other)');
    before.close();
    expect(refusal({ stateDir: dir })).toBe('DIR/bailiwick.sqlite: table grants already exists.');
    const after = new DatabaseSync(fileOf(dir));
    expect({ ...after.prepare('SELECT max(version) AS version FROM migrations').get() }).toEqual({ version: 1 });
    after.close();
  });

  test('a newer one is refused and left as it is', () => {
    const dir = fileOfVersion(MIGRATIONS.length);
    const newer = new DatabaseSync(fileOf(dir));
    newer.prepare('INSERT INTO migrations VALUES (?, ?)').run(MIGRATIONS.length + 1, 600);
    newer.close();
    expect(refusal({ stateDir: dir })).toBe(
      `DIR/bailiwick.sqlite: a newer Bailiwick wrote it (version ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}); update this one.`,
    );
    const after = new DatabaseSync(fileOf(dir));
    expect({ ...after.prepare('SELECT count(*) AS rows FROM approvals').get() }).toEqual({ rows: 1 });
    after.close();
  });
});

describe('two servers', () => {
  const a = { id: 'server-a', pid: 1, startedAt: 10, boot: 'boot-1' };
  const b = { id: 'server-b', pid: 2, startedAt: 20, boot: 'boot-1' };

  test('see each other; the rows of a server end with it', () => {
    const dir = stateDir();
    const first = opening({ stateDir: dir, owner: a });
    const second = opening({ stateDir: dir, owner: b });
    const before = first.store.changes();
    expect(first.store.changes()).toBe(before);
    second.store.approvals.insert(row(1));
    second.store.grants.insert('one', { key: 'a', scope: '{}' });
    expect(first.store.changes()).not.toBe(before);
    expect(first.store.approvals.waiting(1_500)).toEqual([row(1)]);
    expect(first.store.grants.list('one')).toEqual([]);
    first.store.grants.drop('one');
    expect(second.store.grants.list('one')).toEqual([{ key: 'a', scope: '{}' }]);
    expect(first.store.approvals.answer({ id: 'id1', answer: 'allow_once', by: 'a person', now: 1_500 })).toBe(true);
    expect(second.store.approvals.answerTo(row(1))).toEqual({ answer: 'allow_once', by: 'a person' });
    second.close();
    expect(first.store.approvals.known(1_500)).toEqual([]);
  });

  test('rows of one that has died are removed, at the start and later; those of one that lives stay', () => {
    const dir = stateDir();
    const alive = new Set([2, 3]);
    const isAlive = (pid: number, startedAt: number): boolean => alive.has(pid) && startedAt === pid * 10;
    const second = opening({ stateDir: dir, owner: b, isAlive });
    const third = opening({ stateDir: dir, owner: { id: 'server-c', pid: 3, startedAt: 30, boot: 'boot-1' }, isAlive });
    second.store.approvals.insert(row(2));
    third.store.approvals.insert(row(3, { sessionId: 'three' }));
    alive.delete(2);
    const first = opening({ stateDir: dir, owner: a, isAlive });
    expect(first.store.approvals.known(1_500)).toEqual([{ id: 'id3', number: 3, sessionId: 'three', state: 'waiting' }]);
    alive.delete(3);
    expect(first.store.approvals.answer({ id: 'id3', answer: 'allow_once', by: 'a person', now: 1_500 })).toBe(false);
    expect(first.store.approvals.waiting(1_500)).toEqual([]);
  });

  test('one that was taken for dead writes itself down again', () => {
    const dir = stateDir();
    const second = opening({ stateDir: dir, owner: b });
    const first = opening({ stateDir: dir, owner: a, isAlive: () => false });
    second.store.approvals.insert(row(2));
    second.store.grants.insert('one', { key: 'a', scope: '{}' });
    expect(second.store.approvals.waiting(1_500)).toEqual([row(2)]);
    expect(first.store.approvals.waiting(1_500)).toEqual([]);
  });
});

test('a write that fails is an error, keeps nothing, and does not stand in the way of the next', () => {
  const dir = stateDir();
  const { store } = opening({ stateDir: dir });
  expect(() => store.approvals.insert(row(1, { number: 1.5 }))).toThrow(
    new StoreFailed(`The store ${fileOf(dir)} failed: cannot store REAL value in INTEGER column approvals.number.`),
  );
  expect([store.approvals.insert(row(2)), store.approvals.known(1_500).length]).toEqual([true, 1]);
});
