import { type Claim, MAX_POSITION, type TaskEngine, type TaskEvent, type TaskPhase } from './engine.ts';
import { createLife, type LifeDeps } from './life.ts';
import { createMemoryPool, type Kept, keyOf, type MemoryPool, move, placeIn, stored } from './memory-pool.ts';
import { orderAfter, stoppedEvent } from './stopped-event.ts';
import { nextTurn, type WaitingQueue } from './turn.ts';
import { watchEvents } from './watch.ts';

export interface MemoryTaskDeps extends LifeDeps {
  /** Shared with the other workers. */
  readonly pool: MemoryPool;
  /** The name of this worker. */
  readonly worker: string;
}

/** Tasks that end with the process, which is their only worker unless a pool is shared. */
export function createMemoryTaskEngine(given: Partial<MemoryTaskDeps> = {}): TaskEngine {
  const { pool = createMemoryPool(), worker = 'this process', monotonic = () => 0, leaseMs = Number.POSITIVE_INFINITY } = given;
  const { tasks, byKey, queues, held, workers, wakes } = pool;
  const life = createLife({ monotonic, leaseMs });
  workers.set(worker, 0);

  const register = (): void => {
    if (!workers.has(worker)) workers.set(worker, 0);
  };
  const holding = ({ taskId, fence }: Claim): Kept | undefined => {
    const kept = tasks.get(taskId);
    return kept?.phase === 'held' && kept.fence === fence ? kept : undefined;
  };
  const add = (kept: Kept, event: TaskEvent): void => {
    kept.events.push({ ...event });
    pool.told(kept.task.id);
  };
  /** The next event of a task that this claim holds, and its phase from then on. */
  const write = (claim: Claim, event: TaskEvent, phase: TaskPhase): Kept | undefined => {
    const kept = holding(claim);
    if (kept === undefined || event.taskId !== claim.taskId || event.seq !== kept.events.length + 1) return undefined;
    move(pool, kept, phase, phase === 'held' ? kept.worker : undefined);
    add(kept, event);
    return kept;
  };
  const hold = (kept: Kept): Claim => {
    register();
    kept.fence += 1;
    move(pool, kept, 'held', worker);
    pool.told(kept.task.id);
    return { taskId: kept.task.id, fence: kept.fence };
  };
  const isOrphan = (kept: Kept, isLost: (name: string, beat: number) => boolean): boolean => {
    if (kept.worker === undefined || kept.worker === worker) return false;
    const beat = workers.get(kept.worker);
    return beat === undefined || isLost(kept.worker, beat);
  };
  const count = (counts: (kept: Kept) => boolean): number => [...held].filter(counts).length;

  return {
    async dispatch(task, first, { claimed }) {
      const known = byKey.get(keyOf(task));
      if (known !== undefined) return { kind: 'known', task: stored(known) };
      if (tasks.has(task.id)) throw new Error('another task has this id');
      const event = { ...first, taskId: task.id, seq: 1 };
      const kept: Kept = {
        task: { ...task },
        number: pool.nextNumber(),
        events: [event],
        phase: 'ended',
        fence: 0,
        worker: undefined,
        order: undefined,
      };
      tasks.set(task.id, kept);
      byKey.set(keyOf(task), kept);
      if (claimed) return { kind: 'new', claim: hold(kept) };
      move(pool, kept, 'queued');
      pool.told(task.id);
      return { kind: 'new', claim: undefined };
    },
    async claim({ queues: served, limits, except = [], at }) {
      const back = new Set(except);
      const headOf = (queue: string): Kept | undefined => queues.get(queue)?.find(({ task }) => !back.has(task.id));
      const waiting = served.flatMap((queue): WaitingQueue[] => {
        const head = headOf(queue);
        return head === undefined ? [] : [{ queue, head: head.number, running: count(({ task }) => task.queue === queue) }];
      });
      if (waiting.length === 0 || count((kept) => kept.worker === worker) >= limits.worker) return undefined;
      const turn = nextTurn(waiting, limits.queue);
      const kept = turn === undefined ? undefined : headOf(turn.queue);
      if (kept === undefined) return undefined;
      const claim = hold(kept);
      const event = { taskId: claim.taskId, seq: kept.events.length + 1, at, status: 'running' };
      add(kept, event);
      return { task: { ...kept.task }, claim, event };
    },
    async heartbeat(claims) {
      workers.set(worker, (workers.get(worker) ?? 0) + 1);
      return claims.filter((claim) => holding(claim) === undefined);
    },
    async append(claim, event) {
      return write(claim, event, 'held') !== undefined;
    },
    async complete(claim, event) {
      return write(claim, event, 'ended') !== undefined;
    },
    async release(claim, event) {
      const kept = write(claim, event, 'queued');
      if (kept?.order !== undefined) {
        move(pool, kept, 'ended');
        add(kept, stoppedEvent(claim.taskId, event.seq + 1, kept.order));
      }
      return kept !== undefined;
    },
    async cancel(taskId, order) {
      const kept = tasks.get(taskId);
      if (kept === undefined) return 'unknown';
      const was = kept.phase;
      if (was === 'held') {
        kept.order = orderAfter(kept.order, order);
        pool.told(taskId);
      }
      if (was === 'queued') {
        move(pool, kept, 'ended');
        add(kept, stoppedEvent(taskId, kept.events.length + 1, order));
      }
      return was;
    },
    async orders() {
      const own = [...held].filter((kept) => kept.worker === worker).sort((a, b) => a.number - b.number);
      const found = own.flatMap(({ task, order }) => (order === undefined ? [] : [{ taskId: task.id, order: { ...order } }]));
      return found.sort((a, b) => a.order.at - b.order.at);
    },
    async orphans() {
      const others = new Set([...held].flatMap((kept) => (kept.worker === undefined || kept.worker === worker ? [] : [kept.worker])));
      life.keepOnly(others);
      for (const other of others) life.look(other, workers.get(other) ?? 0);
      const found = [...held].filter((kept) => isOrphan(kept, life.isLost));
      return found.sort((a, b) => a.number - b.number).map(({ task }) => ({ ...task }));
    },
    async takeOver(taskId) {
      const kept = tasks.get(taskId);
      return kept?.phase === 'held' && isOrphan(kept, life.isLost) ? hold(kept) : undefined;
    },
    async get(taskId) {
      const kept = tasks.get(taskId);
      return kept && stored(kept);
    },
    async find(wanted) {
      const kept = byKey.get(keyOf(wanted));
      return kept && stored(kept);
    },
    async list({ sessionId, state, limit }) {
      const wanted = [...tasks.values()].filter(
        (kept) => (sessionId === undefined || kept.task.sessionId === sessionId) && (state === undefined || kept.phase === state),
      );
      return wanted.reverse().slice(0, limit).map(stored);
    },
    async position(taskId) {
      const kept = tasks.get(taskId);
      if (kept?.phase !== 'queued') return undefined;
      return Math.min(placeIn(queues.get(kept.task.queue) ?? [], kept) + 1, MAX_POSITION);
    },
    async events(taskId, fromSeq) {
      return tasks.get(taskId)?.events.slice(Math.max(fromSeq - 1, 0)) ?? [];
    },
    watch(taskId, fromSeq, signal) {
      const read = (id: string, from: number) => {
        const kept = tasks.get(id);
        return { events: kept?.events.slice(Math.max(from - 1, 0)) ?? [], over: kept === undefined || kept.phase === 'ended' };
      };
      return watchEvents({ read, wakes }, taskId, fromSeq, signal);
    },
    async remove(taskId) {
      const kept = tasks.get(taskId);
      if (kept?.phase !== 'ended') return false;
      tasks.delete(taskId);
      byKey.delete(keyOf(kept.task));
      pool.told(taskId);
      return true;
    },
  };
}
