import { afterEach, describe, expect, test, vi } from 'vitest';
import { NO_WORK } from '../../src/agents/work/work.ts';
import type { GroupSpec, StopOrder, Task } from '../../src/session/task-model.ts';
import { createTaskWorker } from '../../src/session/task-worker.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { type BoardBench, createBoard, DONE, EXECUTION, JOB, type Run, SPEC, start } from './tasks-fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

const HOST: StopOrder = { by: 'host', reason: 'enough', force: false };

function groupOf(changed: Partial<GroupSpec> = {}): GroupSpec {
  return { name: 'fix', maxParallel: undefined, cancel: undefined, budget: undefined, ...changed };
}

const inGroup = (bench: BoardBench, changed: Partial<GroupSpec> = {}, job = JOB) =>
  start(bench.board, undefined, { group: groupOf(changed), job });

const statuses = (tasks: readonly Task[]) => tasks.map((task) => task.snapshot().position ?? task.snapshot().status);

function runOf({ runs }: BoardBench, { id }: Task): Run {
  const run = runs.find(({ spec }) => spec.taskId === id);
  if (run === undefined) throw new Error('it has not begun');
  return run;
}

/** What a child tells when it has used this much. */
function uses(bench: BoardBench, task: Task, tokens: number, usd: number | null): void {
  const { report } = runOf(bench, task).context;
  report({ kind: 'turn' });
  report({ kind: 'used', use: { inputTokens: tokens, outputTokens: 0, usd } });
}

test('a budget ends those that run, unless that is said otherwise; who joins says nothing and changes nothing', async () => {
  const bench = createBoard({ concurrency: 4 });
  const first = await inGroup(bench, { budget: { tokens: 9 } });
  const joined = await inGroup(bench, { budget: { tokens: 9 } });
  expect([first, joined].map((task) => task.snapshot().group?.cancel)).toEqual(['budget', 'budget']);
  const winner = await inGroup(bench, { name: 'race', cancel: 'winner', budget: { tokens: 9 } });
  const late = await inGroup(bench, { name: 'race', budget: { tokens: 9 } });
  expect([winner, late].map((task) => task.snapshot().group?.cancel)).toEqual(['winner', 'winner']);
  expect((await inGroup(bench, { name: 'free' })).snapshot().group?.cancel).toBe('none');
});

describe('max_parallel', () => {
  test('members beyond it wait with their place, and nobody behind them waits for that', async () => {
    const bench = createBoard({ concurrency: 3 });
    const { board, runs } = bench;
    const members = [await inGroup(bench, { maxParallel: 1 }), await inGroup(bench), await inGroup(bench, { maxParallel: 1 })];
    const other = await start(board);
    expect(statuses([...members, other])).toEqual(['running', 1, 2, 'running']);
    expect(members[1]?.snapshot().group).toEqual(groupOf({ maxParallel: 1, cancel: 'none' }));
    runOf(bench, members[0] ?? other).end(DONE);
    await expect.poll(() => runs.length, { interval: 2 }).toBe(3);
    expect(statuses([...members, other])).toEqual(['completed', 'running', 1, 'running']);
    // The one that was waiting when the session had no room has its turn before the next of the group.
    const third = await start(board);
    const fourth = await start(board);
    expect(statuses([third, fourth])).toEqual(['running', 2]);
    runOf(bench, other).end(DONE);
    await expect.poll(() => statuses([members[2] ?? other, fourth]), { interval: 2 }).toEqual([1, 'running']);
  });

  test('many that are dispatched at once are not more than it', async () => {
    const bench = createBoard({ concurrency: 9 });
    const tasks = await Promise.all([1, 2, 3, 4].map(() => inGroup(bench, { maxParallel: 2 })));
    expect(statuses(tasks)).toEqual(['running', 'running', 1, 2]);
    await bench.board.stop(tasks[2]?.id ?? '', HOST);
    await bench.board.stop(tasks[0]?.id ?? '', HOST);
    await expect.poll(() => statuses(tasks), { interval: 2 }).toEqual(['stopped', 'running', 'stopped', 'running']);
  });

  test('a member that waits for a person has its place, and what a person has approved does not wait', async () => {
    const bench = createBoard({ concurrency: 9 });
    const group = groupOf({ maxParallel: 1 });
    const parked = await bench.board.park({ ...SPEC, group }, { id: 'q1', number: 1 });
    const first = await inGroup(bench);
    const approved = await bench.board.start({ spec: { ...SPEC, group }, execution: EXECUTION, approved: true });
    const waiting = await inGroup(bench);
    if (parked.kind !== 'new' || approved.kind !== 'new') throw new Error('not new');
    expect(statuses([parked.task, first, approved.task, waiting])).toEqual(['waiting_approval', 'running', 'running', 1]);
    runOf(bench, first).end(DONE);
    await first.ended;
    await bench.board.stop(parked.task.id, HOST);
    expect(statuses([waiting])).toEqual([1]);
    runOf(bench, approved.task).end(DONE);
    await expect.poll(() => statuses([waiting]), { interval: 2 }).toEqual(['running']);
  });

  test('a group that is full keeps no other session waiting', async () => {
    const store = createMemoryStore();
    const worker = createTaskWorker({
      engine: store.tasks,
      changes: store.changes,
      limits: { queue: 9, worker: 2 },
      now: () => 1_000,
      log: () => undefined,
    });
    const [one, two] = [createBoard({}, { store, worker, sessionId: 'one' }), createBoard({}, { store, worker, sessionId: 'two' })];
    const members = [await inGroup(one, { maxParallel: 1 }), await inGroup(one)];
    const others = [await start(two.board), await start(two.board)];
    expect(statuses([...members, ...others])).toEqual(['running', 1, 'running', 1]);
    runOf(two, others[0] ?? (members[0] as Task)).end(DONE);
    await expect.poll(() => statuses([...members, ...others]), { interval: 2 }).toEqual(['running', 1, 'completed', 'running']);
  });
});

describe('how a group is', () => {
  test('its first child says so; another one gets an error as long as any has not ended', async () => {
    const bench = createBoard();
    const { board } = bench;
    expect(board.groupProblem(groupOf())).toBeUndefined();
    const budget = { wallMs: undefined, tokens: 9, usd: undefined };
    const task = await inGroup(bench, { maxParallel: 2, cancel: 'winner', budget });
    expect(board.groupProblem(groupOf())).toBeUndefined();
    expect(board.groupProblem(groupOf({ maxParallel: 2, cancel: 'winner', budget }))).toBeUndefined();
    expect(board.groupProblem(groupOf({ name: 'other', maxParallel: 7 }))).toBeUndefined();
    expect(board.groupProblem(groupOf({ maxParallel: 3, cancel: 'budget', budget: { tokens: 10, usd: 1 } }))).toBe(
      'the group "fix" is under way, and its first child has said how it is: `max_parallel` is 2, not 3; `cancel` is winner, not budget; `budget.tokens` is 9, not 10; `budget.usd` is not set, not 1. Leave that out to join it as it is, or choose another name.',
    );
    // One that comes all the same is in the group as that is.
    expect((await inGroup(bench, { maxParallel: 3 })).snapshot().group).toEqual({ name: 'fix', maxParallel: 2, cancel: 'winner', budget });
    await board.stop(task.id, HOST);
    expect(board.groupProblem(groupOf({ maxParallel: 3 }))).toContain('`max_parallel` is 2, not 3');
  });

  test('when all of it have ended, other values make another group of it, and the same ones do not', async () => {
    const bench = createBoard();
    const { board } = bench;
    const first = await inGroup(bench, { cancel: 'winner' });
    runOf(bench, first).end(DONE);
    await first.ended;
    const late = await inGroup(bench);
    expect((await board.group('fix'))?.members.map(({ id, status }) => [id, status])).toEqual([
      [first.id, 'completed'],
      [late.id, 'stopped'],
    ]);
    const fresh = await inGroup(bench, { maxParallel: 5 });
    expect(await board.group('fix')).toEqual({
      name: 'fix',
      spec: groupOf({ maxParallel: 5, cancel: 'winner' }),
      members: [fresh.snapshot()],
    });
    expect(await board.group('unknown')).toBeUndefined();
  });
});

describe('winner', () => {
  test('the first that is accepted ends the others: those that run are stopped, those that wait never begin', async () => {
    const bench = createBoard({ concurrency: 9, kept: 99 });
    const { board, runs, store } = bench;
    const group = { maxParallel: 3, cancel: 'winner' } as const;
    const [unsure, failed, good, queued] = [
      await inGroup(bench, group),
      await inGroup(bench, group),
      await inGroup(bench, group),
      await inGroup(bench, group),
    ];
    const parked = await board.park({ ...SPEC, group: groupOf(group) }, { id: 'q1', number: 1 });
    const stranger = await start(board);
    if (parked.kind !== 'new') throw new Error(parked.kind);
    runOf(bench, failed).end({ status: 'failed', reason: '' });
    await failed.ended;
    runOf(bench, unsure).end({ ...DONE, work: { ...NO_WORK, confidence: 'uncertain' } });
    await unsure.ended;
    const [fifth, sixth] = [await inGroup(bench, group), await inGroup(bench, group)];
    expect(statuses([unsure, failed, good, queued, fifth, sixth])).toEqual(['completed', 'failed', 'running', 'running', 'running', 1]);
    runOf(bench, good).end({ ...DONE, work: { ...NO_WORK, confidence: 'verified' } });
    await Promise.all([queued, fifth, sixth, parked.task].map(({ ended }) => ended));

    const reason = `${good.id} won the group "fix"`;
    const stopped = { status: 'stopped', stoppedBy: 'policy', reason };
    const deferred = { status: 'stopped', stoppedBy: 'policy', reason: `deferred: ${reason}`, deferred: true };
    const late = await inGroup(bench, group);
    const told = ({ id, status, stoppedBy, reason: why, deferred: never, startedAt }: ReturnType<Task['snapshot']>) => ({
      id,
      status,
      stoppedBy,
      reason: why,
      deferred: never,
      began: startedAt !== undefined,
    });
    const view = await board.group('fix');
    expect({ ...view, members: view?.members.map(told) }).toEqual({
      name: 'fix',
      spec: groupOf(group),
      winner: good.id,
      members: [
        { id: unsure.id, status: 'completed', began: true },
        { id: failed.id, status: 'failed', began: true },
        { id: good.id, status: 'completed', began: true },
        { id: queued.id, ...stopped, began: true },
        { id: parked.task.id, ...deferred, began: false },
        { id: fifth.id, ...stopped, began: true },
        { id: sixth.id, ...deferred, began: false },
        { id: late.id, ...deferred, began: false },
      ],
    });
    expect([stranger.snapshot().status, runs.length]).toEqual(['running', 6]);
    const data = '{"stoppedBy":"policy","deferred":true}';
    expect(await store.tasks.events(sixth.id, 1)).toEqual([
      { taskId: sixth.id, seq: 1, at: 1_000, status: 'queued' },
      { taskId: sixth.id, seq: 2, at: 1_000, status: 'stopped', detail: deferred.reason, data },
    ]);
  });

  test('of two that end at once one wins, and the other was stopped by that', async () => {
    const bench = createBoard({ concurrency: 9 });
    const tasks = [await inGroup(bench, { cancel: 'winner' }), await inGroup(bench), await inGroup(bench)];
    for (const task of tasks.toReversed()) runOf(bench, task).end(DONE);
    await Promise.all(tasks.map(({ ended }) => ended));
    expect(statuses(tasks)).toEqual(['stopped', 'stopped', 'completed']);
    expect((await bench.board.group('fix'))?.winner).toBe(tasks[2]?.id);
  });

  test('one that is stopped before its end is kept wins nothing, and the next one may', async () => {
    const bench = createBoard();
    const [first, second] = [await inGroup(bench, { cancel: 'winner' }), await inGroup(bench)];
    runOf(bench, first).end(DONE);
    runOf(bench, second).end(DONE);
    await bench.board.stop(first.id, HOST);
    await second.ended;
    expect(statuses([first, second])).toEqual(['stopped', 'completed']);
    expect((await bench.board.group('fix'))?.winner).toBe(second.id);
  });

  test('without it nobody wins, and nobody is ended', async () => {
    const bench = createBoard();
    const [first, second] = [await inGroup(bench), await inGroup(bench)];
    runOf(bench, first).end(DONE);
    await first.ended;
    expect(statuses([first, second])).toEqual(['completed', 'running']);
    expect((await bench.board.group('fix'))?.winner).toBeUndefined();
  });
});

describe('budget', () => {
  const spent = (why: string) => `the budget of the group "fix" is spent: ${why}`;

  test('`none`: who runs goes on, and nobody else begins', async () => {
    const bench = createBoard();
    const budget = { tokens: 100 };
    const [one, two, queued] = [await inGroup(bench, { cancel: 'none', budget }), await inGroup(bench), await inGroup(bench)];
    uses(bench, one, 60, null);
    uses(bench, two, 39, null);
    expect(statuses([one, two, queued])).toEqual(['running', 'running', 1]);
    uses(bench, two, 40, null);
    await queued.ended;
    const late = await inGroup(bench);
    const reason = spent('100 of 100 tokens are used');
    expect([one, two, queued, late].map((task) => task.snapshot())).toMatchObject([
      { status: 'running' },
      { status: 'running' },
      { status: 'stopped', stoppedBy: 'budget', deferred: true, reason: `deferred: ${reason}` },
      { status: 'stopped', stoppedBy: 'budget', deferred: true, reason: `deferred: ${reason}` },
    ]);
    runOf(bench, one).end(DONE);
    await one.ended;
    expect([await bench.board.group('fix').then((view) => [view?.spent, view?.winner]), bench.runs.length]).toEqual([
      [reason, undefined],
      2,
    ]);
  });

  test.each(['winner', 'budget'] as const)('`%s`: who runs is paused as well, and can be gone on with', async (cancel) => {
    const bench = createBoard();
    const budget = { usd: 0.3 };
    const [one, two, queued] = [await inGroup(bench, { budget, cancel }), await inGroup(bench), await inGroup(bench)];
    uses(bench, one, 1, 0.1);
    uses(bench, two, 1, 0.2);
    await Promise.all([one, two, queued].map(({ ended }) => ended));
    const reason = spent('0.3 of 0.3 US dollars are used');
    expect([one, two, queued].map((task) => task.snapshot())).toMatchObject([
      { status: 'paused', stoppedBy: 'budget', reason },
      { status: 'paused', stoppedBy: 'budget', reason },
      { status: 'stopped', stoppedBy: 'budget', reason: `deferred: ${reason}`, deferred: true },
    ]);
  });

  test('of all of its members, also of those that have ended and are forgotten', async () => {
    const bench = createBoard({ kept: 0 });
    const [one] = [await inGroup(bench, { cancel: 'none', budget: { tokens: 100 } })];
    uses(bench, one, 70, 1);
    runOf(bench, one).end(DONE);
    await one.ended;
    const two = await inGroup(bench);
    expect(await bench.board.get(one.id)).toBeUndefined();
    uses(bench, two, 30, 1);
    const late = await inGroup(bench);
    expect(statuses([two, late])).toEqual(['running', 'stopped']);
  });

  test('money that nobody can count is spent once its member has ended; a script uses none', async () => {
    const bench = createBoard({ concurrency: 9 });
    const budget = { usd: 5 };
    const script = await start(bench.board, undefined, { group: groupOf({ cancel: 'none', budget }) });
    const [silent, idle, unpriced] = [await inGroup(bench), await inGroup(bench), await inGroup(bench)];
    uses(bench, unpriced, 10, null);
    for (const task of [script, idle]) {
      runOf(bench, task).end(DONE);
      await task.ended;
    }
    expect(statuses([silent, await inGroup(bench)])).toEqual(['running', 'running']);
    runOf(bench, unpriced).end(DONE);
    await unpriced.ended;
    const late = await inGroup(bench);
    const reason = spent(`how many US dollars ${unpriced.id} used is not known, so that 5 can not be kept`);
    expect([silent.snapshot().status, late.snapshot().reason]).toEqual(['running', `deferred: ${reason}`]);
  });

  test('a member that worked and never said what it used makes tokens uncountable as well', async () => {
    const bench = createBoard();
    const task = await inGroup(bench, { budget: { tokens: 5 } });
    runOf(bench, task).context.report({ kind: 'turn' });
    runOf(bench, task).end(DONE);
    await task.ended;
    expect((await bench.board.group('fix'))?.spent).toBe(spent(`how many tokens ${task.id} used is not known, so that 5 can not be kept`));
  });

  test('time counts from the start of the first, and ends who runs when it is over', async () => {
    const bench = createBoard({ concurrency: 1 });
    const before = await start(bench.board);
    const [one, two] = [await inGroup(bench, { budget: { wallMs: 30 }, cancel: 'budget' }), await inGroup(bench)];
    expect((await bench.board.group('fix'))?.spent).toBeUndefined();
    const begun = performance.now();
    runOf(bench, before).end(DONE);
    await Promise.all([one.ended, two.ended]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(29);
    const reason = spent('its 0.03 s are over');
    expect([one, two].map((task) => task.snapshot())).toMatchObject([
      { status: 'paused', stoppedBy: 'budget', reason },
      { status: 'stopped', stoppedBy: 'budget', reason: `deferred: ${reason}`, deferred: true },
    ]);
  });

  test('time that went by when nobody ran counts, too', async () => {
    const bench = createBoard();
    const task = await inGroup(bench, { budget: { wallMs: 1_000 } });
    runOf(bench, task).end(DONE);
    await task.ended;
    bench.time += 999;
    const next = await inGroup(bench);
    runOf(bench, next).end(DONE);
    await next.ended;
    expect((await bench.board.group('fix'))?.spent).toBeUndefined();
    bench.time += 1;
    expect((await inGroup(bench)).snapshot()).toMatchObject({ status: 'stopped', deferred: true });
  });
});

test('a question is taken back when its task is deferred', async () => {
  const withdrawn: string[] = [];
  const bench = createBoard({}, { withdraw: (id) => withdrawn.push(id) });
  const winner = await inGroup(bench, { cancel: 'winner' });
  const [parked] = [await bench.board.park({ ...SPEC, group: groupOf() }, { id: 'q1', number: 1 })];
  runOf(bench, winner).end(DONE);
  await winner.ended;
  const late = await bench.board.park({ ...SPEC, group: groupOf() }, { id: 'q2', number: 2 });
  if (parked.kind !== 'new' || late.kind !== 'new') throw new Error('not parked');
  await expect.poll(() => withdrawn, { interval: 2 }).toEqual(['q1', 'q2']);
  for (const { resume } of [parked, late]) resume({ approvalId: 'a', choice: 'allow_once' });
  await bench.board.close();
  expect([parked.task.snapshot(), late.task.snapshot(), bench.runs.length]).toMatchObject([
    { status: 'stopped', deferred: true },
    { status: 'stopped', deferred: true },
    1,
  ]);
});

test('one that comes too late has ended when it is told to be there, however long that takes', async () => {
  const bench = createBoard();
  const { tasks: engine } = bench.store;
  const winner = await inGroup(bench, { cancel: 'winner' });
  runOf(bench, winner).end(DONE);
  await winner.ended;
  const { cancel } = engine;
  engine.cancel = (...given) => new Promise(setImmediate).then(() => cancel(...given));
  const late = await inGroup(bench);
  expect(late.snapshot()).toMatchObject({ status: 'stopped', deferred: true });
});

test('one that could not be written as deferred does not begin, and is tried again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const bench = createBoard();
  const { tasks: engine } = bench.store;
  const [winner, queued] = [await inGroup(bench, { cancel: 'winner', maxParallel: 1 }), await inGroup(bench)];
  const { cancel } = engine;
  engine.cancel = async () => {
    throw new Error('the disk is full');
  };
  runOf(bench, winner).end(DONE);
  await winner.ended;
  await expect.poll(() => bench.logged, { interval: 2 }).toEqual([expect.stringContaining('the disk is full')]);
  expect([queued.snapshot().status, bench.runs.length]).toEqual(['queued', 1]);
  engine.cancel = cancel;
  // The next heartbeat of the worker.
  vi.advanceTimersByTime(3_000);
  await queued.ended;
  expect(queued.snapshot()).toMatchObject({ status: 'stopped', deferred: true });
});

test('the same request again is the same member', async () => {
  const bench = createBoard();
  const key = { key: 'k', digest: 'd' };
  const task = await start(bench.board, key, { group: groupOf({ cancel: 'winner' }) });
  const again = () =>
    bench.board.start({ spec: { ...SPEC, group: groupOf() }, execution: EXECUTION, approved: false, key: { tool: SPEC.tool, ...key } });
  expect(await again()).toEqual({ kind: 'same', task });
  runOf(bench, task).end(DONE);
  await task.ended;
  expect(await again()).toEqual({ kind: 'same', task });
  expect((await bench.board.group('fix'))?.members).toEqual([task.snapshot()]);
});

describe('another server', () => {
  function servers() {
    const dir = stateDir();
    const dead = opening({ stateDir: dir, owner: { id: 'dead', pid: 8, startedAt: 80, boot: 'boot-1' } }).store;
    const here = () =>
      opening({ stateDir: dir, owner: { id: 'here', pid: 9, startedAt: 90, boot: 'boot-1' }, isAlive: (pid) => pid === 9 }).store;
    return { dead, here };
  }

  test('finds who was in a group, who won and what is spent, and goes on from there', async () => {
    const { dead, here } = servers();
    const before = createBoard({ concurrency: 9 }, { store: dead });
    const earlier = await start(before.board, undefined, { group: groupOf({ name: 'won', maxParallel: 9 }) });
    runOf(before, earlier).end(DONE);
    await earlier.ended;
    const won = [1, 2].map(() => start(before.board, undefined, { group: groupOf({ name: 'won', maxParallel: 2, cancel: 'winner' }) }));
    const [winner, loser] = await Promise.all(won);
    if (winner === undefined || loser === undefined) throw new Error('not started');
    runOf(before, winner).end(DONE);
    await loser.ended;
    const broke = await inGroup(before, { budget: { tokens: 10 }, cancel: 'budget' });
    uses(before, broke, 12, 1);
    await broke.ended;

    const after = createBoard({}, { store: here() });
    await after.board.recover();
    expect(await after.board.group('won')).toMatchObject({
      spec: groupOf({ name: 'won', maxParallel: 2, cancel: 'winner' }),
      winner: winner.id,
      members: [
        { id: winner.id, status: 'completed' },
        { id: loser.id, status: 'stopped', reason: `${winner.id} won the group "won"` },
      ],
    });
    expect(await after.board.group('fix')).toMatchObject({
      spent: 'the budget of the group "fix" is spent: 12 of 10 tokens are used',
      members: [{ id: broke.id, status: 'paused' }],
    });
    const late = [
      await start(after.board, undefined, { group: groupOf({ name: 'won' }) }),
      await start(after.board, undefined, { group: groupOf() }),
    ];
    expect(late.map((task) => task.snapshot())).toMatchObject([
      { deferred: true, reason: `deferred: ${winner.id} won the group "won"` },
      { deferred: true, reason: 'deferred: the budget of the group "fix" is spent: 12 of 10 tokens are used' },
    ]);
    const more = await start(after.board, undefined, { group: groupOf({ budget: { tokens: 20 } }) });
    expect(more.snapshot().status).toBe('running');
    expect(after.runs).toHaveLength(1);
    await after.board.close();
  });

  test('ends what waited there for its turn, and a member that survived still counts and still wins', async () => {
    const { dead, here } = servers();
    const before = createBoard({}, { store: dead });
    const group = groupOf({ maxParallel: 1, cancel: 'winner' });
    const survivor = await start(before.board, undefined, { group, survive: true });
    const queued = await start(before.board, undefined, { group });

    const after = createBoard({}, { store: here(), survivors: true });
    await after.board.recover();
    expect(after.board.groupProblem(groupOf({ maxParallel: 2 }))).toContain('`max_parallel` is 1, not 2');
    const waiting = await start(after.board, undefined, { group: groupOf() });
    expect((await after.board.group('fix'))?.members).toMatchObject([
      { id: survivor.id, status: 'running' },
      { id: queued.id, status: 'stopped', stoppedBy: 'shutdown' },
      { id: waiting.id, status: 'queued', position: 1 },
    ]);
    runOf(after, survivor).end(DONE);
    await waiting.ended;
    expect(await after.board.group('fix')).toMatchObject({
      winner: survivor.id,
      members: [{ status: 'completed' }, { stoppedBy: 'shutdown' }, { id: waiting.id, deferred: true }],
    });
    expect(after.runs).toHaveLength(1);
    await after.board.close();
  });
});
