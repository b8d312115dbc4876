import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StopOrder } from '../../src/session/task-model.ts';
import { createBoard, DONE, EXECUTION, SPEC, start, VERDICT } from './tasks-fixture.ts';

const { signal } = new AbortController();
const HOST: StopOrder = { by: 'host', reason: 'enough', force: false };

describe('life', () => {
  test('a task is queued, runs and ends; the store knows each step before anybody is told', async () => {
    const { board, runs, store } = createBoard();
    const told: string[] = [];
    const kept: Promise<boolean>[] = [];
    board.onChange(({ taskId, seq, status }) => {
      kept.push(store.tasks.events(taskId, seq).then((events) => events[0]?.status === status));
      told.push(`${seq} ${status}`);
    });
    const task = await start(board);
    expect(task.id).toMatch(/^task_[0-9a-f]{8}-[0-9a-f-]{27}$/);
    runs[0]?.end({ status: 'failed', reason: 'it exited with code 3' });
    await task.ended;
    expect(told).toEqual(['1 running', '2 failed']);
    expect(await Promise.all(kept)).toEqual([true, true]);
    expect(task.snapshot()).toEqual({
      id: task.id,
      tool: 'dispatch_child_task',
      agent: 'shell',
      title: 'a title',
      command: 'true',
      status: 'failed',
      access: 'workspace-write',
      cwd: '/',
      verdict: VERDICT,
      timeoutMs: 1_000,
      survive: false,
      createdAt: 1_000,
      startedAt: 1_000,
      endedAt: 1_000,
      reason: 'it exited with code 3',
      at: 1_000,
      seq: 2,
    });
  });

  test('the terminal state is written once, whoever asks for another', async () => {
    const { board, runs } = createBoard();
    const task = await start(board);
    runs[0]?.end(DONE);
    await task.ended;
    expect(await board.stop(task.id, HOST)).toMatchObject({ status: 'already_ended' });
    expect(task.snapshot()).toMatchObject({ status: 'completed', seq: 2 });
    expect(task.snapshot().stoppedBy).toBeUndefined();
  });

  test('a runner that throws is a failed task, its words are for the log', async () => {
    const { board, logged } = createBoard({}, { failing: new Error('secret') });
    const task = await start(board);
    await task.ended;
    expect(task.snapshot()).toMatchObject({ status: 'failed', reason: 'it could not be run; the reason is in the log' });
    expect(logged).toEqual([expect.stringContaining('secret')]);
  });

  test('a listener that throws harms nobody', async () => {
    const { board, runs, logged } = createBoard();
    board.onChange(() => {
      throw new Error('odd listener');
    });
    const task = await start(board);
    runs[0]?.end(DONE);
    await task.ended;
    expect(logged).toHaveLength(2);
  });

  test('a reached limit stops a task in the name of that limit', async () => {
    const { board, runs } = createBoard();
    const task = await start(board);
    runs[0]?.end({ status: 'timed_out', reason: 'its time limit was reached' });
    await task.ended;
    expect(task.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'budget', reason: 'its time limit was reached' });
  });
});

describe('queue', () => {
  test('as many run as may, the others wait in order and see their place', async () => {
    const { board, runs } = createBoard({ concurrency: 2 });
    const tasks = await Promise.all([1, 2, 3, 4, 5].map(() => start(board)));
    const places = () => tasks.map((task) => task.snapshot().position ?? task.snapshot().status);
    expect(places()).toEqual(['running', 'running', 1, 2, 3]);
    await board.stop(tasks[3]?.id ?? '', HOST);
    expect(places()).toEqual(['running', 'running', 1, 'stopped', 2]);
    runs[1]?.end(DONE);
    await tasks[1]?.ended;
    await expect.poll(places, { interval: 2 }).toEqual(['running', 'completed', 'running', 'stopped', 1]);
  });

  test('what waited is judged again, what starts at once is not', async () => {
    const { board, runs } = createBoard({ concurrency: 1 });
    const [first] = [await start(board), await start(board)];
    runs[0]?.end(DONE);
    await first?.ended;
    await expect.poll(() => runs.length).toBe(2);
    expect(runs.map(({ spec }) => spec.execution)).toEqual([EXECUTION, undefined]);
  });

  test('what a person has just approved does not wait', async () => {
    const { board, runs } = createBoard({ concurrency: 1 });
    await start(board);
    await board.start({ spec: SPEC, execution: EXECUTION, approved: true });
    expect(runs.map(({ spec }) => spec.execution)).toEqual([EXECUTION, EXECUTION]);
    expect((await start(board)).snapshot().position).toBe(1);
  });

  test('no order of starts, ends and stops runs too many, or leaves one behind', async () => {
    const step = fc.constantFrom('start', 'end first', 'end last', 'stop queued', 'stop running');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 3 }), async (steps, concurrency) => {
        const { board, runs } = createBoard({ concurrency, kept: 100 });
        const is = (status: string) => board.own().filter((task) => task.snapshot().status === status);
        for (const each of steps) {
          if (each === 'start') await start(board);
          const open = runs.filter(
            ({ spec }) =>
              board
                .own()
                .find(({ id }) => id === spec.taskId)
                ?.snapshot().status === 'running',
          );
          const ending = each === 'end first' ? open[0] : each === 'end last' ? open.at(-1) : undefined;
          ending?.end(DONE);
          await (await board.get(ending?.spec.taskId ?? ''))?.ended;
          const stopping = each === 'stop queued' ? is('queued')[0] : each === 'stop running' ? is('running')[0] : undefined;
          if (stopping !== undefined) await board.stop(stopping.id, HOST);
          // Until whoever may run now has begun.
          await new Promise(setImmediate);
          expect(is('running').length).toBe(Math.min(concurrency, is('running').length + is('queued').length));
          expect(is('queued').map((task) => task.snapshot().position)).toEqual(is('queued').map((_, index) => index + 1));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the same request', () => {
  test('a key gives the same task as long as it is kept, also after its end', async () => {
    const bench = createBoard();
    const { board, runs } = bench;
    const key = { tool: SPEC.tool, key: 'k', digest: 'd' };
    const task = await start(board, key);
    const again = () => board.start({ spec: SPEC, execution: EXECUTION, approved: false, key });
    expect(await again()).toEqual({ kind: 'same', task });
    expect(await board.start({ spec: SPEC, execution: EXECUTION, approved: false, key: { ...key, digest: 'e' } })).toEqual({
      kind: 'other',
    });
    expect(await board.find({ ...key, tool: 'bash' })).toBeUndefined();
    runs[0]?.end(DONE);
    await task.ended;
    expect(await again()).toEqual({ kind: 'same', task });
    bench.time += 10_000;
    expect(await again()).toMatchObject({ kind: 'new' });
    expect(runs).toHaveLength(2);
  });

  test('without a key it is the same while it has not ended', async () => {
    const { board, runs } = createBoard();
    const key = { tool: SPEC.tool, digest: 'd' };
    const task = await start(board, key);
    expect(await board.find(key)).toEqual({ kind: 'same', task });
    expect(await board.find({ ...key, key: 'k' })).toBeUndefined();
    expect(await board.park(SPEC, { id: 'q1', number: 1 }, key)).toEqual({ kind: 'same', task });
    runs[0]?.end(DONE);
    await task.ended;
    expect(await board.find(key)).toBeUndefined();
  });

  test('an id is no key', async () => {
    const { board } = createBoard();
    const task = await start(board);
    expect(await board.find({ tool: SPEC.tool, key: task.id, digest: '' })).toBeUndefined();
  });
});

describe('wait', () => {
  test('1,000 tasks that end just when they are read: an end is never missed', async () => {
    const { board, runs } = createBoard({ concurrency: 2_000, kept: 2_000 });
    const tasks = await Promise.all(Array.from({ length: 1_000 }, () => start(board)));
    const ends = [
      (end: () => void) => end(),
      (end: () => void) => queueMicrotask(end),
      (end: () => void) => process.nextTick(end),
      (end: () => void) => void setImmediate(end),
      (end: () => void) => void setTimeout(end, 1),
    ];
    const results = await Promise.all(
      tasks.map(async (task, index) => {
        const when = ends[index % ends.length];
        when?.(() => runs[index]?.end(DONE));
        const first = await board.wait({ ids: [task.id], ms: index % 2, signal });
        const status = first.found[0]?.snapshot?.status;
        // An expired wait has seen no end; one that was not saw it, or was told to read at once.
        expect(first.expired ? status : 'running').toBe('running');
        return await board.wait({ ids: [task.id], ms: 10_000, signal });
      }),
    );
    expect(results.map(({ expired, found }) => [expired, found[0]?.snapshot?.status])).toEqual(results.map(() => [false, 'completed']));
  });

  test('over several it returns with the first end, and every end counts once', async () => {
    const { board, runs } = createBoard({ concurrency: 9 });
    const tasks = [await start(board), await start(board), await start(board)];
    const ids = tasks.map(({ id }) => id);
    const statuses = async (ms: number) => {
      const { expired, found } = await board.wait({ ids, ms, signal });
      return [expired, ...found.map(({ snapshot }) => snapshot?.status)];
    };
    const first = statuses(10_000);
    runs[1]?.end(DONE);
    expect(await first).toEqual([false, 'running', 'completed', 'running']);
    expect(await statuses(5)).toEqual([true, 'running', 'completed', 'running']);
    runs[0]?.end(DONE);
    await tasks[0]?.ended;
    expect(await statuses(10_000)).toEqual([false, 'completed', 'completed', 'running']);
    expect(await board.wait({ ids: [ids[0] ?? ''], ms: 10_000, signal })).toMatchObject({ expired: false });
  });

  test('without ids it is all that the session lists; unknown ids do not make it wait', async () => {
    const { board } = createBoard();
    expect(await board.wait({ ms: 10_000, signal })).toEqual({ expired: false, found: [] });
    expect(await board.wait({ ids: ['task_unknown'], ms: 10_000, signal })).toEqual({ expired: false, found: [{ id: 'task_unknown' }] });
    const task = await start(board);
    expect((await board.wait({ ms: 0, signal })).found).toMatchObject([{ id: task.id, snapshot: { status: 'running' } }]);
  });

  test('a cancelled wait ends at once', async () => {
    const { board } = createBoard();
    const task = await start(board);
    const cancel = new AbortController();
    const waiting = board.wait({ ids: [task.id], ms: 60_000, signal: cancel.signal });
    cancel.abort();
    expect(await waiting).toMatchObject({ expired: true });
  });
});

describe('stop', () => {
  test('stops one and none of its siblings', async () => {
    const { board } = createBoard({ concurrency: 9 });
    const [one, two] = [await start(board), await start(board)];
    expect(await Promise.all([board.stop(one.id, HOST), board.stop(one.id, { by: 'person', reason: 'me too', force: true })])).toEqual([
      { status: 'stopped', stoppedBy: 'host', killed: [], survivors: [], editsRemain: true },
      { status: 'stopped', stoppedBy: 'host', killed: [], survivors: [], editsRemain: true },
    ]);
    expect(one.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'host', reason: 'enough' });
    expect(two.snapshot().status).toBe('running');
    expect(await board.stop('task_unknown', HOST)).toBeUndefined();
  });

  test('a command that ends by itself while it is stopped is stopped, never completed', async () => {
    const { board, runs } = createBoard();
    const task = await start(board);
    runs[0]?.end(DONE);
    await board.stop(task.id, HOST);
    expect(task.snapshot().status).toBe('stopped');
  });

  test('a stop while the answer is being judged wins', async () => {
    const { board, runs } = createBoard();
    const parked = await board.park(SPEC, { id: 'q7', number: 7 });
    if (parked.kind !== 'new') throw new Error(parked.kind);
    parked.resume({ approvalId: 'a', choice: 'allow_once' });
    expect(await board.stop(parked.task.id, HOST)).toMatchObject({ status: 'stopped' });
    await board.close();
    expect([runs, parked.task.snapshot().status]).toEqual([[], 'stopped']);
  });

  test('a stop that takes too long says so and goes on', async () => {
    const { board, runs } = createBoard({ stopWaitMs: 0 }, { stubborn: true });
    const task = await start(board);
    expect(await board.stop(task.id, HOST)).toMatchObject({ status: 'stopping', stoppedBy: 'host' });
    expect(runs[0]?.context.hurry.aborted).toBe(false);
    expect(await board.stop(task.id, { ...HOST, force: true })).toMatchObject({ status: 'stopping', stoppedBy: 'host' });
    expect(runs[0]?.context.hurry.aborted).toBe(true);
    runs[0]?.end({ status: 'stopped', reason: '' });
    await task.ended;
    expect(await board.stop(task.id, HOST)).toMatchObject({ status: 'already_ended', stoppedBy: 'host' });
  });
});

describe('keeping', () => {
  test('results go when their time is over, or when there are too many', async () => {
    const bench = createBoard({ concurrency: 99, kept: 3, retentionMs: 100 });
    const { board, runs, store } = bench;
    const tasks = await Promise.all([1, 2, 3, 4].map(() => start(board)));
    for (const run of runs) run.end(DONE);
    await Promise.all(tasks.map(({ ended }) => ended));
    const open = await start(board);
    expect(await board.list()).toEqual([...tasks.slice(1), open]);
    expect(await board.get(tasks[0]?.id ?? '')).toBeUndefined();
    bench.time += 99;
    expect(await board.list()).toHaveLength(4);
    bench.time += 1;
    expect(await board.list()).toEqual([open]);
    expect(await store.tasks.events(tasks[1]?.id ?? '', 1)).toEqual([]);
  });

  test('a closed board has stopped everything and starts nothing', async () => {
    const { board, runs } = createBoard({ concurrency: 1 });
    const tasks = [await start(board), await start(board)];
    const parked = await board.park(SPEC, { id: 'q1', number: 1 });
    await Promise.all([board.close(), board.close()]);
    expect(tasks.map((task) => [task.snapshot().status, task.snapshot().stoppedBy])).toEqual([
      ['stopped', 'shutdown'],
      ['stopped', 'shutdown'],
    ]);
    if (parked.kind === 'new') parked.resume({ approvalId: 'late', choice: 'allow_once' });
    expect(runs).toHaveLength(1);
    expect([
      await board.list(),
      await board.start({ spec: SPEC, execution: EXECUTION, approved: false }),
      await board.park(SPEC, { id: 'q2', number: 2 }),
    ]).toEqual([[], { kind: 'closed' }, { kind: 'closed' }]);
    expect(board.startForeground(SPEC, EXECUTION)).toBeUndefined();
  });
});

describe('foreground', () => {
  test('it does not wait, is not listed until it is held, and then counts', async () => {
    const { board, store } = createBoard({ concurrency: 1 });
    await start(board);
    const foreground = board.startForeground(SPEC, EXECUTION);
    if (foreground === undefined) throw new Error('closed');
    const { task } = foreground;
    expect([task.snapshot().status, (await board.list()).length, await store.tasks.events(task.id, 1)]).toEqual(['running', 1, []]);
    await foreground.hold();
    expect([(await board.list()).length, await store.tasks.events(task.id, 1)]).toMatchObject([2, [{ seq: 1, status: 'running' }]]);
    expect((await start(board)).snapshot().position).toBe(1);
    await board.stop(task.id, HOST);
    expect(await store.tasks.events(task.id, 2)).toMatchObject([{ seq: 2, status: 'stopped', detail: 'enough' }]);
  });

  test('held after its end, the store has its whole life', async () => {
    const { board, runs, store } = createBoard();
    const foreground = board.startForeground(SPEC, EXECUTION);
    runs[0]?.end(DONE);
    await foreground?.task.ended;
    await foreground?.hold();
    expect((await store.tasks.events(foreground?.task.id ?? '', 1)).map(({ status }) => status)).toEqual(['running', 'completed']);
    expect((await start(board)).snapshot().status).toBe('running');
  });

  test('discarded, nobody knows it', async () => {
    const { board, runs } = createBoard();
    const foreground = board.startForeground(SPEC, EXECUTION);
    runs[0]?.end(DONE);
    await foreground?.task.ended;
    foreground?.discard();
    expect(await board.get(foreground?.task.id ?? '')).toBeUndefined();
  });
});

test('a child that is only denied is ended as blocked, with the reasons, and its siblings go on', async () => {
  const bench = createBoard();
  const [runaway, sibling] = [await start(bench.board), await start(bench.board)];
  bench.authorization = { decision: 'deny', verdict: { ...VERDICT, decision: 'deny', reason: 'not this' } };
  const { gate } = bench.runs[0]?.context ?? {};
  for (let i = 0; i < 10; i++) await gate?.authorize(SPEC.action, { signal: new AbortController().signal });
  await runaway.ended;
  expect([runaway.snapshot(), sibling.snapshot().status]).toMatchObject([
    { status: 'blocked', reason: 'it was denied 10 times in a row: not this' },
    'running',
  ]);
});

test('who stops a task that waits for a person takes its question back', async () => {
  const withdrawn: string[] = [];
  const bench = createBoard({}, { withdraw: (id) => withdrawn.push(id) });
  const parked = await bench.board.park(SPEC, { id: 'q1', number: 1 });
  if (parked.kind !== 'new') throw new Error('not parked');
  await bench.board.stop(parked.task.id, { by: 'host', reason: '', force: false });
  await expect.poll(() => withdrawn, { timeout: 2_000, interval: 5 }).toEqual(['q1']);
});
