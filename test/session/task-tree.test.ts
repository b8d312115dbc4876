import { describe, expect, test } from 'vitest';
import type { ChildOutcome } from '../../src/agents/runner.ts';
import type { StopOrder, Task } from '../../src/session/task-model.ts';
import type { RunEnd } from '../../src/shell/process/run.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { type BoardBench, createBoard, DONE, EXECUTION, JOB, type Run, SPEC, start } from './tasks-fixture.ts';

const HOST: StopOrder = { by: 'host', reason: 'enough', force: false };

const below = ({ board }: BoardBench, { id }: Task) => start(board, undefined, { parent: id, job: JOB });

function runOf({ runs }: BoardBench, { id }: Task): Run {
  const run = runs.find(({ spec }) => spec.taskId === id);
  if (run === undefined) throw new Error('it has not begun');
  return run;
}

/** A child, its child, the child of that, and a sibling of the first with a child. */
async function family(bench: BoardBench) {
  const [parent, sibling] = [await start(bench.board, undefined, { job: JOB }), await start(bench.board, undefined, { job: JOB })];
  const child = await below(bench, parent);
  const grandchild = await below(bench, child);
  const nephew = await below(bench, sibling);
  return { parent, child, grandchild, sibling, nephew };
}

function endOf(pid: number): RunEnd {
  const killed = [{ pid, argv0: `p${pid}` }];
  return { reason: 'stopped', exitCode: null, signal: 'SIGTERM', durationMs: 1, killed, survivors: [{ pid: pid + 100, argv0: 'left' }] };
}

/** The terminal states in the order in which they were told. */
function endings({ board }: BoardBench): readonly string[] {
  const told: string[] = [];
  board.onChange(({ taskId, status }) => {
    if (status !== 'running' && status !== 'queued') told.push(`${taskId} ${status}`);
  });
  return told;
}

/** Has the next calls of the store wait, and fail when there is an error. */
function holdUp({ tasks }: Store, what: 'find' | 'dispatch', error?: Error) {
  const [reached, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const wait = async (): Promise<void> => {
    reached.resolve();
    await going.promise;
    if (error !== undefined) throw error;
  };
  const { find, dispatch } = tasks;
  if (what === 'find') tasks.find = (...given) => wait().then(() => find(...given));
  else tasks.dispatch = (...given) => wait().then(() => dispatch(...given));
  return { reached: reached.promise, goOn: going.resolve };
}

describe('a child of a task', () => {
  test('does not wait for a place, and has one', async () => {
    const bench = createBoard({ concurrency: 1 });
    const parent = await start(bench.board);
    const waiting = await start(bench.board);
    const child = await below(bench, parent);
    expect([child.snapshot().status, child.snapshot().parent, waiting.snapshot().position]).toEqual(['running', parent.id, 1]);
    runOf(bench, parent).end(DONE);
    await parent.ended;
    expect(child.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'policy', reason: `its parent ${parent.id} ended` });
    await expect.poll(() => waiting.snapshot().status, { interval: 2 }).toBe('running');
  });

  test('ends before its parent is told to have, and so does its own; siblings go on', async () => {
    const bench = createBoard();
    const { parent, child, grandchild, sibling, nephew } = await family(bench);
    const told = endings(bench);
    expect(await bench.board.stop(parent.id, HOST)).toMatchObject({ status: 'stopped', stoppedBy: 'host' });
    expect(told).toEqual([grandchild, child, parent].map(({ id }) => `${id} stopped`));
    expect([grandchild, child].map((task) => task.snapshot())).toMatchObject([
      { stoppedBy: 'host', reason: `its parent ${child.id} ended` },
      { stoppedBy: 'host', reason: `its parent ${parent.id} ended` },
    ]);
    expect([sibling, nephew].map((task) => task.snapshot().status)).toEqual(['running', 'running']);
  });

  test('what was killed below is told with what was killed, by whoever asks and however often', async () => {
    const bench = createBoard({}, { stubborn: true });
    const { parent, child, grandchild } = await family(bench);
    for (const [task, pid] of [
      [parent, 1],
      [child, 2],
      [grandchild, 3],
    ] as const) {
      runOf(bench, task).context.signal.addEventListener('abort', () =>
        runOf(bench, task).end({ status: 'stopped', reason: '', end: endOf(pid) }),
      );
    }
    const report = {
      status: 'stopped',
      stoppedBy: 'host',
      killed: [1, 2, 3].map((pid) => ({ pid, argv0: `p${pid}` })),
      survivors: [101, 102, 103].map((pid) => ({ pid, argv0: 'left' })),
      editsRemain: true,
    };
    expect(await bench.board.stop(parent.id, HOST)).toEqual(report);
    expect(await bench.board.stop(parent.id, HOST)).toEqual({ ...report, status: 'already_ended' });
  });

  test('one that does not end keeps the end of its parent waiting, and force reaches it', async () => {
    const bench = createBoard({ stopWaitMs: 0 }, { stubborn: true });
    const { parent, child, grandchild } = await family(bench);
    runOf(bench, parent).end({ status: 'stopped', reason: '' });
    runOf(bench, child).end({ status: 'stopped', reason: '' });
    expect(await bench.board.stop(parent.id, HOST)).toMatchObject({ status: 'stopping' });
    const last = runOf(bench, grandchild).context;
    expect([last.signal.aborted, last.hurry.aborted]).toEqual([true, false]);
    await bench.board.stop(parent.id, { ...HOST, force: true });
    expect([last.hurry.aborted, parent.snapshot().status]).toEqual([true, 'running']);
    runOf(bench, grandchild).end({ status: 'stopped', reason: '' });
    await parent.ended;
    expect([parent, child, grandchild].map((task) => task.snapshot().status)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  const ends: readonly (readonly [string, (bench: BoardBench, parent: Task) => unknown, string, string])[] = [
    ['completes', (bench, parent) => runOf(bench, parent).end(DONE), 'completed', 'policy'],
    ['fails', (bench, parent) => runOf(bench, parent).end({ status: 'failed', reason: '' }), 'failed', 'policy'],
    ['breaks its rules', (bench, parent) => runOf(bench, parent).context.breach('it ran what nobody allowed'), 'stopped', 'policy'],
    ['spends its budget', (bench, parent) => runOf(bench, parent).end({ status: 'timed_out', reason: 'late' }), 'paused', 'policy'],
    ['is stopped by a person', (bench, parent) => bench.store.tasks.cancel(parent.id, { ...HOST, at: 1 }), 'stopped', 'person'],
    ['ends with its session', (bench) => bench.board.close(), 'stopped', 'shutdown'],
  ];
  test.each(ends)('ends when its parent %s', async (_, end, status, by) => {
    const bench = createBoard();
    const { parent, child, grandchild } = await family(bench);
    const told = endings(bench);
    end(bench, parent);
    await parent.ended;
    expect([parent, child, grandchild].map((task) => task.snapshot().status)).toEqual([status, 'stopped', 'stopped']);
    expect([child, grandchild].map((task) => task.snapshot().stoppedBy)).toEqual([by, by]);
    expect(told.filter((each) => !each.startsWith('task') || [parent, child, grandchild].some(({ id }) => each.startsWith(id)))).toEqual(
      [grandchild, child, parent].map((task) => `${task.id} ${task.snapshot().status}`),
    );
  });

  test('ends when its parent is only denied, or a group ends that', async () => {
    const bench = createBoard();
    const group = { name: 'g', maxParallel: undefined, cancel: 'winner', budget: undefined } as const;
    const [winner, loser] = [await start(bench.board, undefined, { group }), await start(bench.board, undefined, { group })];
    const child = await below(bench, loser);
    runOf(bench, winner).end(DONE);
    await loser.ended;
    expect(child.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'policy', reason: `its parent ${loser.id} ended` });
    const blocked = await start(bench.board);
    const other = await below(bench, blocked);
    const { verdict } = SPEC;
    bench.authorization = { decision: 'deny', verdict: { ...verdict, decision: 'deny' } };
    for (let n = 0; n < 10; n++) await runOf(bench, blocked).context.gate.authorize(SPEC.action, { signal: new AbortController().signal });
    await blocked.ended;
    expect([blocked, other].map((task) => task.snapshot().status)).toEqual(['blocked', 'stopped']);
  });

  test('a runner that throws leaves no child behind', async () => {
    const bench = createBoard();
    const parent = await start(bench.board);
    const child = await below(bench, parent);
    runOf(bench, parent).end(Promise.reject(new Error('odd')) as unknown as ChildOutcome);
    await parent.ended;
    expect([parent, child].map((task) => task.snapshot().status)).toEqual(['failed', 'stopped']);
  });
});

describe('no child gets', () => {
  test('a task that has ended, is to end, waits, or is not there', async () => {
    const bench = createBoard({ concurrency: 1 }, { stubborn: true });
    const { board } = bench;
    const [running, queued] = [await start(board), await start(board)];
    const parked = await board.park(SPEC, { id: 'q1', number: 1 });
    if (parked.kind !== 'new') throw new Error(parked.kind);
    const startBelow = (parent: string) => board.start({ spec: { ...SPEC, parent }, execution: EXECUTION, approved: true });
    const parkBelow = (parent: string) => board.park({ ...SPEC, parent }, { id: 'q2', number: 2 });
    const stopping = board.stop(running.id, HOST);
    for (const id of [running.id, queued.id, parked.task.id, 'task_unknown']) expect(await startBelow(id)).toEqual({ kind: 'closed' });
    runOf(bench, running).end({ status: 'stopped', reason: '' });
    await stopping;
    expect([await startBelow(running.id), await parkBelow(running.id)]).toEqual([{ kind: 'closed' }, { kind: 'closed' }]);
    expect((await board.list()).length).toBe(3);
  });

  test.each(['find', 'dispatch'] as const)(
    'one that ends while its child is being made (%s): that begins nothing, and ends first',
    async (slow) => {
      const store = createMemoryStore();
      const bench = createBoard({}, { store });
      const parent = await start(bench.board);
      const told = endings(bench);
      const { reached, goOn } = holdUp(store, slow);
      const child = start(bench.board, { key: 'k', digest: 'd' }, { parent: parent.id });
      await reached;
      const stopping = bench.board.stop(parent.id, HOST);
      runOf(bench, parent).end({ status: 'stopped', reason: '' });
      // Until it would have ended.
      await new Promise(setImmediate);
      expect(parent.snapshot().status).toBe('running');
      goOn();
      const { id } = await child;
      await stopping;
      expect(told).toEqual([`${id} stopped`, `${parent.id} stopped`]);
      expect(bench.runs).toHaveLength(1);
    },
  );

  test('one whose child can not be kept ends all the same', async () => {
    const store = createMemoryStore();
    const bench = createBoard({}, { store });
    const parent = await start(bench.board);
    const { reached, goOn } = holdUp(store, 'dispatch', new Error('the disk is full'));
    const child = below(bench, parent);
    await reached;
    const stopping = bench.board.stop(parent.id, HOST);
    goOn();
    await expect(child).rejects.toThrow('the disk is full');
    expect(await stopping).toMatchObject({ status: 'stopped' });
  });
});

test('what a dead server had is ended below and above', async () => {
  const dir = stateDir();
  const dead = createBoard({}, { store: opening({ stateDir: dir, owner: { id: 'dead', pid: 8, startedAt: 80, boot: 'boot-1' } }).store });
  const { parent, child, grandchild } = await family(dead);
  const { store } = opening({ stateDir: dir, owner: { id: 'here', pid: 9, startedAt: 90, boot: 'boot-1' }, isAlive: (pid) => pid === 9 });
  const here = createBoard({}, { store });
  await here.board.recover();
  const found = await Promise.all([parent, child, grandchild].map(({ id }) => here.board.get(id)));
  await Promise.all(found.map((task) => task?.ended));
  expect(found.map((task) => [task?.snapshot().status, task?.snapshot().parent])).toEqual([
    ['interrupted', undefined],
    ['interrupted', parent.id],
    ['interrupted', child.id],
  ]);
  expect(here.runs).toEqual([]);
  await here.board.close();
});
