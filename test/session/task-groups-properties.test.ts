import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChildOutcome } from '../../src/agents/runner.ts';
import { NO_WORK } from '../../src/agents/work/work.ts';
import { type GroupSpec, hasEnded, type StopOrder, type Task } from '../../src/session/task-model.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { createBoard, DONE, EXECUTION, JOB, SPEC } from './tasks-fixture.ts';

const HOST: StopOrder = { by: 'host', reason: 'enough', force: false };

const place = fc.nat(9);
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('dispatch' as const), group: fc.constantFrom('a', 'b', undefined) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('child' as const), place }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('park' as const), group: fc.constantFrom('a', 'b') }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('end' as const), place, how: fc.constantFrom('accepted', 'uncertain', 'failed') }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('use' as const), place, tokens: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('stop' as const), place }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const group = fc.record({
  maxParallel: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  cancel: fc.constantFrom('none', 'winner', 'budget'),
  budget: fc.option(fc.record({ tokens: fc.integer({ min: 20, max: 100 }) }), { nil: undefined }),
});
const world = fc.record({
  groups: fc.tuple(group, group),
  concurrency: fc.integer({ min: 1, max: 4 }),
  /** What is in one batch happens at once. */
  batches: fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { maxLength: 20 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const OUTCOMES: Readonly<Record<string, ChildOutcome>> = {
  accepted: DONE,
  uncertain: { ...DONE, work: { ...NO_WORK, confidence: 'uncertain' } },
  failed: { status: 'failed', reason: '' },
};

/** A board that is watched: what must never be is found in the moment in which it is. */
function watchedWorld({ groups, concurrency }: World, store: Store) {
  const specs = new Map(groups.map((each, n) => [n === 0 ? 'a' : 'b', { ...each, name: n === 0 ? 'a' : 'b' } satisfies GroupSpec]));
  const tasks: Task[] = [];
  const used = new Map<string, number>();
  const wrong: string[] = [];
  const won = new Set<string>();
  const bench = createBoard(
    { concurrency, kept: 1_000 },
    {
      store,
      begun({ taskId }) {
        const snapshot = bench.board
          .own()
          .find(({ id }) => id === taskId)
          ?.snapshot();
        const spec = specs.get(snapshot?.group?.name ?? '');
        if (spec === undefined) return;
        const running = membersOf(spec.name).filter(({ status, startedAt }) => startedAt !== undefined && !hasEnded(status));
        if (running.length > (spec.maxParallel ?? 1_000)) wrong.push(`${running.length} of ${spec.name} run`);
        if (won.has(spec.name) && spec.cancel === 'winner') wrong.push(`one of ${spec.name} begins after its winner`);
        if (sum(spec.name) >= (spec.budget?.tokens ?? Number.POSITIVE_INFINITY)) wrong.push(`one of ${spec.name} begins without a budget`);
      },
    },
  );
  const membersOf = (name: string) =>
    bench.board
      .own()
      .map((task) => task.snapshot())
      .filter((each) => each.group?.name === name);
  const sum = (name: string) => membersOf(name).reduce((total, { id }) => total + (used.get(id) ?? 0), 0);
  bench.board.onChange(({ taskId, status }) => {
    const snapshot = bench.board
      .own()
      .find(({ id }) => id === taskId)
      ?.snapshot();
    if (status === 'completed' && snapshot?.work?.confidence !== 'uncertain') won.add(snapshot?.group?.name ?? '');
  });
  return { bench, specs, tasks, used, wrong };
}
type Watched = ReturnType<typeof watchedWorld>;

const runningOf = ({ bench }: Watched) =>
  bench.runs.filter(({ spec }) => bench.board.own().some((task) => task.id === spec.taskId && task.snapshot().status === 'running'));

async function perform(given: Operation, watched: Watched): Promise<void> {
  const { bench, specs, tasks, used } = watched;
  const { board } = bench;
  if (given.op === 'dispatch' || given.op === 'child') {
    const parent = given.op === 'child' ? runningOf(watched)[given.place]?.spec.taskId : undefined;
    if (given.op === 'child' && parent === undefined) return;
    const spec = { ...SPEC, job: JOB, parent, group: given.op === 'dispatch' ? specs.get(given.group ?? '') : undefined };
    const started = await board.start({ spec, execution: EXECUTION, approved: false });
    if (started.kind === 'new') tasks.push(started.task);
  } else if (given.op === 'park') {
    const parked = await board.park({ ...SPEC, group: specs.get(given.group) }, { id: `q${tasks.length}`, number: 1 });
    if (parked.kind === 'new') tasks.push(parked.task);
  } else if (given.op === 'stop') {
    await board.stop(tasks[given.place]?.id ?? '', HOST);
  } else {
    const run = runningOf(watched)[given.place];
    if (run === undefined) return;
    if (given.op === 'end') return run.end(OUTCOMES[given.how] ?? DONE);
    const { taskId } = run.spec;
    const inputTokens = (used.get(taskId) ?? 0) + given.tokens;
    used.set(taskId, inputTokens);
    run.context.report({ kind: 'used', use: { inputTokens, outputTokens: 0, usd: null } });
  }
}

/** Ends whatever runs or waits for a person, again and again, until nothing is left that waits for its turn. */
async function endAll({ bench, tasks }: Watched): Promise<void> {
  for (let round = 0; tasks.some((task) => !hasEnded(task.snapshot().status)); round += 1) {
    if (round > 100) throw new Error('some task never ends');
    for (const run of bench.runs) run.end({ status: 'failed', reason: '' });
    for (const task of tasks) if (task.snapshot().status === 'waiting_approval') await bench.board.stop(task.id, HOST);
    await new Promise(setImmediate);
  }
}

async function check({ bench, specs, tasks }: Watched): Promise<void> {
  for (const [name, { cancel }] of specs) {
    const view = await bench.board.group(name);
    const accepted = (view?.members ?? []).filter(({ status, work }) => status === 'completed' && work?.confidence !== 'uncertain');
    if (cancel === 'winner') expect(accepted.map(({ id }) => id)).toEqual(view?.winner === undefined ? [] : [view.winner]);
    else expect(view?.winner).toBeUndefined();
  }
  for (const task of tasks) {
    const { status, deferred, startedAt, stoppedBy, reason = '' } = task.snapshot();
    expect(hasEnded(status)).toBe(true);
    const begun = bench.runs.some(({ spec }) => spec.taskId === task.id);
    if (deferred === true) {
      expect([status, startedAt, begun, reason.startsWith('deferred: ')]).toEqual(['stopped', undefined, false, true]);
      expect(['policy', 'budget']).toContain(stoppedBy);
    } else expect(reason).not.toContain('deferred');
  }
}

async function holds(given: World, store: Store): Promise<void> {
  const watched = watchedWorld(given, store);
  for (const batch of given.batches) {
    await Promise.all(batch.map((each) => perform(each, watched)));
    // Until whoever may begin or end now has.
    await new Promise(setImmediate);
    expect(watched.wrong).toEqual([]);
    const running = watched.tasks
      .map((task) => task.snapshot())
      .filter(({ status, parent }) => status === 'running' && parent === undefined);
    expect(running.length).toBeLessThanOrEqual(given.concurrency);
  }
  await endAll(watched);
  await check(watched);
  expect(watched.wrong).toEqual([]);
  await watched.bench.board.close();
}

const kinds: readonly (readonly [string, () => Store, number])[] = [
  ['memory', createMemoryStore, 150],
  ['a file', () => opening({ stateDir: stateDir() }).store, 15],
];
test.each(kinds)(
  'no order of dispatches, uses, ends and stops breaks a limit, begins what is deferred, or has two winners (%s)',
  async (_, open, numRuns) => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => await holds(given, open())),
      { numRuns },
    );
  },
);
