import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim, TaskEngine, TaskPhase } from '../../../src/store/tasks/engine.ts';
import { createModel, expectedLine, lineOf, type Model, STATUS } from './model.ts';
import { event, hold, type OpenPool, ORDER, type Pool, type PoolWorker, QUEUED, task } from './pool.ts';

const WORKERS = 3;

const worker = fc.nat(WORKERS - 1);
const index = fc.nat(5);
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('dispatch'), queue: fc.constantFrom('a', 'b'), held: fc.boolean(), worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('claim'),
      queues: fc.subarray(['a', 'b']),
      limits: fc.record({ queue: fc.integer({ min: 1, max: 3 }), worker: fc.integer({ min: 1, max: 3 }) }),
      except: fc.uniqueArray(index, { maxLength: 2 }),
      worker,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('write'),
      to: fc.constantFrom<TaskPhase[]>('queued', 'held', 'ended'),
      claim: fc.nat(9),
      gap: fc.constantFrom(0, 0, 0, 0, 1, -1),
      worker,
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('cancel'), index, worker }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('lose'), worker }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('takeOver'), index, worker }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly model: Model;
  readonly workers: readonly PoolWorker[];
  /** In the order in which the model counts them. */
  readonly claims: Claim[];
  readonly lost: Set<number>;
}

function engineOf({ workers }: World, n: number): TaskEngine {
  const { engine } = workers[n] ?? {};
  if (engine === undefined) throw new Error('no such worker');
  return engine;
}

/** A worker that is asked for something lives again. */
async function revive(world: World, n: number): Promise<TaskEngine> {
  const engine = engineOf(world, n);
  if (world.lost.delete(n)) await engine.heartbeat([]);
  return engine;
}

async function perform(given: Operation, world: World): Promise<void> {
  const { model, claims, lost, workers } = world;
  if (given.op === 'lose') {
    await workers[given.worker]?.fallSilent();
    // Whoever shows the others that it is alive while they wait for the one is not lost any more.
    lost.clear();
    lost.add(given.worker);
    return;
  }
  const engine = await revive(world, given.worker);
  const record = (n: number) => task(n, { queue: model.lines[n]?.queue ?? '' });
  if ('held' in given) {
    const n = model.lines.length;
    model.dispatch(given.queue, given.held ? given.worker : undefined);
    if (given.held) claims.push(await hold(engine, record(n)));
    else expect(await engine.dispatch(record(n), QUEUED, { claimed: false })).toEqual({ kind: 'new', claim: undefined });
  } else if ('queues' in given) {
    const next = model.claim(given, given.worker);
    const except = given.except.map((n) => `task${n}`);
    const claimed = await engine.claim({ queues: given.queues, limits: given.limits, except, at: 1_500 });
    expect(claimed?.task).toEqual(next === undefined ? undefined : record(next));
    if (claimed !== undefined) claims.push(claimed.claim);
  } else if ('to' in given) {
    const claim = claims[given.claim];
    const n = model.given(given.claim);
    if (claim === undefined || n === undefined) return;
    const next = event(claim.taskId, (model.lines[n]?.statuses.length ?? 0) + 1 + given.gap, STATUS[given.to]);
    const write = { queued: engine.release, held: engine.append, ended: engine.complete }[given.to];
    expect(await write(claim, next)).toBe(model.write(given.claim, n, given.gap, given.to));
  } else if (given.op === 'cancel') {
    expect(await engine.cancel(`task${given.index}`, ORDER)).toBe(model.cancel(given.index));
  } else {
    const claim = await engine.takeOver(`task${given.index}`);
    expect(claim !== undefined).toBe(model.takeOver(given.index, given.worker, lost));
    if (claim !== undefined) claims.push(claim);
  }
}

/** Everything that can be seen from outside, by every worker. */
async function compare({ model, workers, lost, claims }: World): Promise<void> {
  for (const [n, line] of model.lines.entries()) {
    const [engine] = workers.map((each) => each.engine);
    const found = await engine?.get(`task${n}`);
    expect(found && lineOf(found)).toEqual(expectedLine(line));
    const events = (await engine?.events(`task${n}`, 1)) ?? [];
    expect(events.map(({ seq, status }) => [seq, status])).toEqual(line.statuses.map((status, i) => [i + 1, status]));
  }
  for (const [n, { engine }] of workers.entries()) {
    expect((await engine.orders()).map(({ taskId }) => taskId)).toEqual(model.orders(n));
    const others = new Set([...lost].filter((each) => each !== n));
    expect((await engine.orphans()).map(({ id }) => id)).toEqual(model.orphans(others));
    if (lost.has(n)) continue;
    const bad = claims.filter((_, i) => {
      const line = model.lines[model.given(i) ?? -1];
      return line?.phase !== 'held' || line.good !== i;
    });
    expect(await engine.heartbeat(claims)).toEqual(bad);
  }
}

/** Whatever workers do in whatever order, an engine does what a small model of it does. */
export function conformsToItsModel(open: OpenPool, numRuns: number): void {
  describe('any order of changes by several workers', () => {
    test('has the outcome that the rules say', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 30 }), async (operations) => {
          const pool: Pool = await open();
          try {
            const workers: PoolWorker[] = [];
            for (let n = 0; n < WORKERS; n++) workers.push(await pool.worker());
            const world: World = { model: createModel(), workers, claims: [], lost: new Set() };
            for (const each of operations) {
              await perform(each, world);
              await compare(world);
            }
          } finally {
            await pool.close();
          }
        }),
        { numRuns },
      );
    });

    test('at once ends each task once, and leaves no gap', async () => {
      const ending = fc.constantFrom('complete', 'complete', 'cancel', 'append', 'release', 'takeOver');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(ending, worker), { minLength: 2, maxLength: 12 }), async (tries) => {
          const pool = await open();
          try {
            const engines: TaskEngine[] = [];
            const first = await pool.worker();
            const claim = await hold(first.engine, task(1));
            for (let n = 0; n < WORKERS; n++) engines.push((await pool.worker()).engine);
            await first.fallSilent();
            const won = await Promise.all(
              tries.map(async ([what, n]) => {
                const engine = engines[n] ?? first.engine;
                if (what === 'cancel') return (await engine.cancel('task1', ORDER)) === 'queued' ? 'stopped' : '';
                if (what === 'append') return (await engine.append(claim, event('task1', 2, 'running'))) && '';
                if (what === 'release') return (await engine.release(claim, event('task1', 2, 'queued'))) && '';
                const own = what === 'takeOver' ? await engine.takeOver('task1') : claim;
                const seq = (await engine.events('task1', 1)).length + 1;
                return own !== undefined && (await engine.complete(own, event('task1', seq, 'completed'))) ? 'completed' : '';
              }),
            );
            const events = await first.engine.events('task1', 1);
            expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
            const ends = events.flatMap(({ status }) => (status === 'completed' || status === 'stopped' ? [status] : []));
            expect(ends.length).toBeLessThanOrEqual(1);
            expect(won.filter((each) => each === 'completed')).toEqual(ends.filter((each) => each === 'completed'));
            expect((await first.engine.get('task1'))?.phase === 'ended').toBe(ends.length === 1);
          } finally {
            await pool.close();
          }
        }),
        { numRuns },
      );
    });
  });
}
