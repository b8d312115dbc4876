import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Benchmark, median, type Options, type Row, row } from './measure.ts';
import { bundles } from './peers.ts';
import { finishedSpec, openState, taskRecord } from './store-fill.ts';
import { compareStarts, makeState } from './store-start.ts';

/**
 * What is acknowledged is on the disk: how long that takes against the least that SQLite needs for it, one INSERT in one transaction with
 * the same settings on the same disk; and what a state costs that has grown.
 */
export const store: Benchmark = {
  name: 'store',
  run: async (options) => [...(await writing(options)), ...(await starting(options)), ...retained(options)],
};

async function writing({ quick, scratch }: Options): Promise<Row[]> {
  const stateDir = join(scratch, 'store-writes');
  mkdirSync(stateDir, { mode: 0o700 });
  const ours = openState(stateDir);
  const bare = new DatabaseSync(join(stateDir, 'bare.sqlite'));
  bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON');
  bare.exec('CREATE TABLE rows (id TEXT PRIMARY KEY, session TEXT NOT NULL, text TEXT NOT NULL) STRICT');
  const insert = bare.prepare('INSERT INTO rows (id, session, text) VALUES (?, ?, ?)');
  const spec = finishedSpec('/proj/x');
  const session = ours.sessions.open({ id: crypto.randomUUID(), workspace: '/proj/x', client: 'bench', createdAt: 0, usedAt: 0 }).row.id;
  const list = JSON.stringify({
    items: Array.from({ length: 8 }, (_, n) => ({ id: `todo_${n}`, subject: 'a step of the plan', status: 'pending' })),
  });
  const times = { bare: [] as number[], dispatch: [] as number[], complete: [] as number[], todos: [] as number[] };
  const time = async (into: number[], work: () => unknown): Promise<void> => {
    const begun = performance.now();
    await work();
    into.push((performance.now() - begun) * 1_000);
  };
  for (let n = 0; n < (quick ? 500 : 4_000); n++) {
    const task = taskRecord(session, spec);
    await time(times.bare, () => insert.run(task.id, session, task.spec));
    await time(times.dispatch, async () => {
      const done = await ours.tasks.dispatch(task, { at: task.createdAt, status: 'running' }, { claimed: true });
      if (done.kind !== 'new') throw new Error('a task was known already');
    });
    const claim = { taskId: task.id, fence: 1 };
    await time(times.complete, () => ours.tasks.complete(claim, { taskId: task.id, seq: 2, at: task.createdAt, status: 'completed' }));
    await time(times.todos, () => ours.todos.save(session, { version: n + 1, list }));
  }
  bare.close();
  ours.close();
  const floor = median(times.bare);
  const whatBare = 'one INSERT, one transaction, bare node:sqlite';
  const aim = 'at most 1.5x';
  return [
    row('a dispatch, acknowledged', median(times.dispatch), whatBare, floor, 'us', aim),
    row('the end of a task, acknowledged', median(times.complete), whatBare, floor, 'us', aim),
    row('a todo list, acknowledged', median(times.todos), whatBare, floor, 'us', aim),
    row('durable dispatches a second', perSecond(times.dispatch), whatBare, perSecond(times.bare), '/s'),
  ];
}

function perSecond(times: readonly number[]): number {
  return (times.length * 1e6) / times.reduce((sum, one) => sum + one, 0);
}

async function starting({ quick, scratch }: Options): Promise<Row[]> {
  const { ours } = await bundles(scratch);
  const tasks = quick ? 500 : 10_000;
  const filled = await makeState(ours, join(scratch, 'store-filled'), tasks, 0);
  const empty = await makeState(ours, join(scratch, 'store-empty'), 0, 0);
  const times = await compareStarts(ours, filled, empty, quick ? 5 : 15);
  return [row(`start and first call, ${tasks} finished tasks`, times.filled, 'an empty state', times.empty, 'ms', 'at most 1.5x')];
}

const KIB = 1024;

/** Each in a process of its own. */
function retained({ quick, scratch }: Options): Row[] {
  const child = join(import.meta.dirname, 'store-memory.ts');
  const dir = join(scratch, 'store-memory');
  mkdirSync(dir, { mode: 0o700 });
  const output = execFileSync(process.execPath, ['--expose-gc', child, quick ? '150' : '400', dir], { encoding: 'utf8', timeout: 300_000 });
  const { session, task } = JSON.parse(output) as { session: number; task: number };
  return [
    row('memory of one idle session', session / KIB, 'none', 0, 'KiB', undefined, 'difference'),
    row('memory of one finished task', task / KIB, 'none', 0, 'KiB', undefined, 'difference'),
  ];
}
