import type { CancelOrder, TaskEngine, TaskRecord } from '../tasks/engine.ts';
import { createLife } from '../tasks/life.ts';
import { orderAfter, stoppedEvent } from '../tasks/stopped-event.ts';
import { createWakes } from '../tasks/wakes.ts';
import { watchEvents } from '../tasks/watch.ts';
import type { Connection } from './approvals.ts';
import { prepareTaskLeases } from './task-leases.ts';
import { prepareTaskReads } from './task-reads.ts';
import { orderOf, TASK_COLUMNS, taskOf } from './task-rows.ts';
import { prepareTaskTurns } from './task-turns.ts';
import { prepareTaskWrites } from './task-writes.ts';
import { transaction } from './transaction.ts';

export interface SqliteTaskDeps {
  /** Milliseconds of a clock that only goes forward and stands still while the machine sleeps. */
  readonly monotonic: () => number;
  /** Another number after any process changed something. */
  readonly changed: () => number;
  /** Milliseconds without a heartbeat after which a worker has lost its tasks; 10,000 when it is not given. */
  readonly leaseMs?: number;
  /** Milliseconds between two looks for changes of other processes while somebody watches; 100 when it is not given. */
  readonly pollMs?: number;
}

const LEASE_MS = 10_000;
const POLL_MS = 100;
/** Of a task that is held from its beginning. */
const FIRST_FENCE = 1;

/**
 * The tasks in the file, for any number of processes; each is one worker. Every change is one transaction, and what makes it valid (its
 * fence, its phase, its sequence number) is tested in there: there is no moment between looking and writing.
 */
export function createSqliteTaskEngine(connection: Connection, deps: SqliteTaskDeps): TaskEngine {
  const { db, ownerId, owners, guarded, touch } = connection;
  const { monotonic, changed, leaseMs = LEASE_MS, pollMs = POLL_MS } = deps;
  const wakes = createWakes({ changed, everyMs: pollMs });
  const reads = prepareTaskReads(db);
  const writes = prepareTaskWrites(db, ownerId);
  const turn = prepareTaskTurns(db, ownerId);
  const leases = prepareTaskLeases(connection, createLife({ monotonic, leaseMs }), writes);
  const take = db.prepare(
    `UPDATE tasks SET phase = 'held', status = 'running', last_seq = last_seq + 1, fence = fence + 1 WHERE number = ?
     RETURNING ${TASK_COLUMNS}, fence`,
  );
  const standing = db.prepare('SELECT number, phase, last_seq, cancel FROM tasks WHERE id = ?');
  const order = db.prepare('UPDATE tasks SET cancel = ? WHERE number = ?');
  const end = db.prepare("UPDATE tasks SET phase = 'ended', status = ?, last_seq = ?, ended_at = ? WHERE number = ?");
  const orders = db.prepare(
    `SELECT tasks.id, tasks.cancel FROM leases JOIN tasks ON tasks.number = leases.task
     WHERE leases.worker = ? AND tasks.cancel IS NOT NULL ORDER BY leases.task`,
  );
  const remove = db.prepare("DELETE FROM tasks WHERE id = ? AND phase = 'ended'");

  const change = <T>(run: () => T): T => guarded(() => transaction(db, run));
  /** Takes whether a task has changed; returns it, and says so. */
  const told = (taskId: string, done: boolean): boolean => {
    if (!done) return false;
    touch();
    wakes.wake(taskId);
    return true;
  };
  const stop = (number: number, taskId: string, seq: number, given: CancelOrder): void => {
    const event = stoppedEvent(taskId, seq, given);
    end.run(event.status, seq, event.at, number);
    writes.event(number, event);
  };
  const orderFor = (taskId: string): CancelOrder | undefined => orderOf(standing.get(taskId)?.['cancel'] ?? null);

  return {
    async dispatch(task, first, { claimed }) {
      const known = change(() => {
        const found = reads.find(task);
        if (found !== undefined) return found;
        if (claimed) owners.register();
        const now = claimed ? ({ phase: 'held', fence: FIRST_FENCE } as const) : ({ phase: 'queued', fence: 0 } as const);
        const number = writes.task(task, { ...now, status: first.status });
        writes.event(number, { ...first, taskId: task.id, seq: 1 });
        if (claimed) writes.lease(number, task.queue);
        return undefined;
      });
      if (known !== undefined) return { kind: 'known', task: known };
      told(task.id, true);
      return { kind: 'new', claim: claimed ? { taskId: task.id, fence: FIRST_FENCE } : undefined };
    },
    async claim(wanted) {
      // Most looks find nothing, and then nobody is kept from writing.
      if (guarded(() => turn(wanted)) === undefined) return undefined;
      const claimed = change(() => {
        const number = turn(wanted);
        if (number === undefined) return undefined;
        owners.register();
        const row = take.get(number);
        const stored = taskOf(row);
        const fence = row?.['fence'];
        if (stored === undefined || typeof fence !== 'number') return undefined;
        const task = recordOf(stored);
        const event = { taskId: task.id, seq: stored.seq, at: wanted.at, status: 'running' };
        writes.event(number, event);
        writes.lease(number, task.queue);
        return { task, claim: { taskId: task.id, fence }, event };
      });
      if (claimed !== undefined) told(claimed.task.id, true);
      return claimed;
    },
    async heartbeat(claims) {
      return guarded(() => leases.heartbeat(claims));
    },
    async append(claim, event) {
      return told(
        claim.taskId,
        change(() => writes.held(claim, event, 'held') !== undefined),
      );
    },
    async complete(claim, event) {
      const done = change(() => {
        const number = writes.held(claim, event, 'ended');
        if (number === undefined) return false;
        writes.unlease(number);
        return true;
      });
      return told(claim.taskId, done);
    },
    async release(claim, event) {
      const done = change(() => {
        const number = writes.held(claim, event, 'queued');
        if (number === undefined) return false;
        writes.unlease(number);
        const given = orderFor(claim.taskId);
        if (given !== undefined) stop(number, claim.taskId, event.seq + 1, given);
        return true;
      });
      return told(claim.taskId, done);
    },
    async cancel(taskId, given) {
      const was = change(() => {
        const { number, phase, last_seq: seq, cancel } = standing.get(taskId) ?? {};
        if (typeof number !== 'number' || typeof seq !== 'number') return 'unknown';
        if (phase === 'queued') {
          stop(number, taskId, seq + 1, given);
          return phase;
        }
        if (phase === 'held') {
          order.run(JSON.stringify(orderAfter(orderOf(cancel), given)), number);
          return phase;
        }
        return phase === 'ended' ? phase : 'unknown';
      });
      told(taskId, was === 'queued' || was === 'held');
      return was;
    },
    async orders() {
      const found = guarded(() =>
        orders.all(ownerId).flatMap(({ id, cancel }) => {
          const given = orderOf(cancel);
          return typeof id === 'string' && given !== undefined ? [{ taskId: id, order: given }] : [];
        }),
      );
      return found.sort((a, b) => a.order.at - b.order.at);
    },
    async orphans() {
      return guarded(() => leases.orphans()).map(recordOf);
    },
    async takeOver(taskId) {
      const claim = guarded(() => leases.takeOver(taskId));
      told(taskId, claim !== undefined);
      return claim;
    },
    async get(taskId) {
      return guarded(() => reads.get(taskId));
    },
    async find(wanted) {
      return guarded(() => reads.find(wanted));
    },
    async list(wanted) {
      return guarded(() => reads.list(wanted));
    },
    async position(taskId) {
      return guarded(() => reads.position(taskId));
    },
    async events(taskId, fromSeq) {
      return guarded(() => reads.events(taskId, fromSeq));
    },
    watch: (taskId, fromSeq, signal) =>
      watchEvents({ wakes, read: (id, from) => guarded(() => reads.reading(id, from)) }, taskId, fromSeq, signal),
    async remove(taskId) {
      return told(taskId, guarded(() => remove.run(taskId)).changes !== 0);
    },
  };
}

/** Takes a task as it is now; returns what never changes of it. */
function recordOf({ id, sessionId, queue, tool, key, digest, spec, createdAt }: TaskRecord): TaskRecord {
  return { id, sessionId, queue, tool, key, digest, spec, createdAt };
}
