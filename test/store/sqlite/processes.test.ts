import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { opening, stateDir } from './opening.ts';

const PROGRAM = fileURLToPath(new URL('./server-process.ts', import.meta.url));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Server {
  readonly child: ChildProcess;
  /** Sends an order; returns what the server answers. */
  readonly ask: (order: object) => Promise<unknown>;
}

async function watched(child: ChildProcess): Promise<Server> {
  started.push(child);
  const [durability] = await once(child, 'message');
  expect(durability).toBe('file');
  const ask = async (order: object): Promise<unknown> => {
    const answer = once(child, 'message');
    child.send(order);
    return (await answer)[0];
  };
  return { child, ask };
}

const server = (dir: string): Promise<Server> => watched(fork(PROGRAM, [dir]));

/** A server that a shell starts after preparing its world. */
function preparedServer(shell: readonly string[], prepare: string, dir: string): Promise<Server> {
  const [program = 'bash', ...rest] = shell;
  const script = `${prepare} && exec "$0" "$@"`;
  return watched(
    spawn(program, [...rest, '-c', script, process.execPath, PROGRAM, dir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
}

test('a server that waits sees the answer of another process', async () => {
  const dir = stateDir();
  const { child, ask } = await server(dir);
  expect(await ask({ order: 'insert', n: 1 })).toBe(true);
  const { store } = opening({ stateDir: dir });
  const [waiting] = store.approvals.waiting(1_500);
  expect(waiting).toEqual({
    id: 'id1',
    number: 1,
    sessionId: 'session1',
    actionHash: 'hash1',
    createdAt: 1_000,
    expiresAt: 2_000,
    shown: '',
  });
  expect(await ask({ order: 'wait', n: 1 })).toBe('watching');
  const seen = once(child, 'message');
  expect(await Promise.race([seen, new Promise((resolve) => setImmediate(resolve, 'nothing yet'))])).toBe('nothing yet');
  expect(store.approvals.answer({ id: 'id1', answer: 'allow_once', by: 'a person', now: 1_500 })).toBe(true);
  expect(await seen).toEqual([{ answer: 'allow_once', by: 'a person' }, undefined]);
});

test('of two processes exactly one uses a question up, and exactly one answers it', async () => {
  const dir = stateDir();
  const [first, second] = await Promise.all([server(dir), server(dir)]);
  const count = 40;
  for (let n = 0; n < count; n++) await first.ask({ order: 'insert', n });
  const both = async (order: object): Promise<number[]> => {
    const answers = z.array(z.array(z.number())).parse(await Promise.all([first.ask(order), second.ask(order)]));
    return answers.flat().sort((a, b) => a - b);
  };
  const all = Array.from({ length: count }, (_, n) => n);
  expect(await both({ order: 'answer', count, by: 'a person' })).toEqual(all);
  expect(await both({ order: 'consume', count })).toEqual(all);
});

test('servers that start at once make one file', async () => {
  const dir = stateDir();
  const servers = await Promise.all([server(dir), server(dir), server(dir)]);
  const kept = await Promise.all(servers.map(({ ask }, n) => ask({ order: 'insert', n })));
  expect(kept).toEqual([true, true, true]);
  expect(opening({ stateDir: dir }).store.approvals.waiting(1_500)).toHaveLength(3);
});

test('three that open sessions and write lists at once all succeed, and none of them get the same session', async () => {
  const dir = stateDir();
  const left = opening({ stateDir: dir, owner: { id: 'before', pid: 9, startedAt: 9, boot: '' } });
  for (let n = 0; n < 10; n++)
    left.store.sessions.open({ id: `left${n}`, workspace: '/srv/project', client: 'a', createdAt: n, usedAt: n });
  left.close();
  const servers = await Promise.all([server(dir), server(dir), server(dir)]);
  const at = Date.now() + 50;
  const raced = z
    .array(z.object({ opened: z.array(z.string()), refused: z.array(z.number()), list: z.unknown(), took: z.array(z.number()) }))
    .parse(await Promise.all(servers.map(({ ask }) => ask({ order: 'race', count: 10, at }))));
  const opened = raced.flatMap((each) => each.opened);
  expect([opened.length, new Set(opened).size, opened.filter((id) => id.startsWith('left')).length]).toEqual([30, 30, 10]);
  expect(raced.map(({ refused, list }) => ({ refused, list }))).toEqual(
    Array.from(servers, () => ({ refused: [], list: { version: 200, list: '{"items":[]}' } })),
  );
  const took = raced.flatMap((each) => each.took).sort((a, b) => a - b);
  const part = (share: number): string => (took[Math.floor((took.length - 1) * share)] ?? 0).toFixed(1);
  process.stderr.write(`a write beside two others took ${part(0.5)} ms, p99 ${part(0.99)} ms, at most ${part(1)} ms\n`);
});

test('a server killed while it writes loses nothing that it had said is kept, and its questions end with it', async () => {
  const dir = stateDir();
  const { child } = await server(dir);
  let said = -1;
  const enough = new Promise<void>((resolve) => {
    child.on('message', (n) => {
      said = Number(n);
      if (said === 200) resolve();
    });
  });
  child.send({ order: 'flood' });
  await enough;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  let alive = true;
  const { store } = opening({ stateDir: dir, isAlive: (pid) => pid !== child.pid || alive });
  const numbers = new Set(store.approvals.waiting(1_500).map(({ number }) => number));
  expect(Array.from({ length: said + 1 }, (_, n) => n).filter((n) => !numbers.has(n))).toEqual([]);
  alive = false;
  expect(store.approvals.answer({ id: 'id1', answer: 'allow_once', by: 'a person', now: 1_500 })).toBe(false);
  expect([store.approvals.waiting(1_500), store.approvals.known(1_500)]).toEqual([[], []]);
});

/** Ways to run out of space; the second needs the rights to mount. */
const FULL = [
  {
    name: 'a limit of file size',
    shell: ['bash'],
    prepare: () => 'ulimit -f 2000',
    says: 'the file system reports an error; check the disk',
  },
  ...(process.getuid?.() === 0
    ? [
        {
          name: 'a disk that is full',
          shell: ['unshare', '-m', 'bash'],
          prepare: (dir: string) => `mount -t tmpfs -o size=2m,mode=700 tmpfs '${dir}'`,
          says: 'the disk is full; free some space',
        },
      ]
    : []),
];

test.each(FULL)('$name is an error, and loses nothing that was kept', async ({ shell, prepare, says }) => {
  const dir = stateDir();
  mkdirSync(dir, { mode: 0o700 });
  const { ask } = await preparedServer(shell, prepare(dir), dir);
  const { kept, error } = z.object({ kept: z.number(), error: z.string() }).parse(await ask({ order: 'fill', padding: 2_000 }));
  expect(error).toBe(`StoreFailed: The store ${dir}/bailiwick.sqlite failed: ${says}.`);
  expect(kept).toBeGreaterThan(20);
  expect(await ask({ order: 'look' })).toEqual({ kept, integrity: 'ok' });
});

test.skipIf(process.getuid?.() !== 0)('a disk that can only be read is said, and the file on it stays as it was', () => {
  const dir = stateDir();
  mkdirSync(dir, { mode: 0o700 });
  const steps = [
    'mount -t tmpfs -o size=4m,mode=700 tmpfs "$1"',
    '"$2" "$3" "$1"',
    'sum=$(md5sum < "$1/bailiwick.sqlite")',
    'mount -o remount,ro "$1"',
    '"$2" "$3" "$1"',
    'test "$sum" = "$(md5sum < "$1/bailiwick.sqlite")"',
  ];
  const { status, stderr } = spawnSync('unshare', ['-m', 'bash', '-ec', steps.join('\n'), 'bash', dir, process.execPath, PROGRAM], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([status, stderr]).toEqual([
    0,
    `NOT KEPT ON DISK: todo lists, tasks, approvals and grants are in memory only, and other processes do not see them. ${dir}/bailiwick.sqlite: it can not be opened; check that its directory can be written.\n`,
  ]);
});
