import type { Claim, StoredTask, TaskEngine } from '../tasks/engine.ts';
import type { Life } from '../tasks/life.ts';
import type { Connection } from './approvals.ts';
import { TASK_COLUMNS, tasksOf } from './task-rows.ts';
import type { TaskWrites } from './task-writes.ts';
import { transaction } from './transaction.ts';

export interface TaskLeases {
  heartbeat(claims: readonly Claim[]): readonly Claim[];
  orphans(): readonly StoredTask[];
  takeOver(taskId: string): Awaited<ReturnType<TaskEngine['takeOver']>>;
}

/**
 * Who holds what. A worker is a process in `owners`: it beats there, and its row goes when somebody finds it dead; its leases stay, so
 * that others see what it has left. Throws what SQLite throws.
 */
export function prepareTaskLeases({ db, ownerId, owners }: Connection, life: Life, writes: TaskWrites): TaskLeases {
  const beat = db.prepare('UPDATE owners SET beat = beat + 1 WHERE id = ?');
  const good = db.prepare("SELECT 1 FROM tasks WHERE id = ? AND phase = 'held' AND fence = ?");
  const workers = db.prepare(
    `SELECT DISTINCT leases.worker, owners.beat FROM leases LEFT JOIN owners ON owners.id = leases.worker WHERE leases.worker <> ?`,
  );
  const heldBy = db.prepare(
    `SELECT ${TASK_COLUMNS} FROM tasks WHERE number IN (SELECT task FROM leases WHERE worker IN (SELECT value FROM json_each(?)))
     ORDER BY number`,
  );
  const holder = db.prepare(
    `SELECT tasks.number, leases.worker, leases.queue, owners.beat FROM tasks
     JOIN leases ON leases.task = tasks.number LEFT JOIN owners ON owners.id = leases.worker WHERE tasks.id = ? AND leases.worker <> ?`,
  );
  const raise = db.prepare('UPDATE tasks SET fence = fence + 1 WHERE number = ? RETURNING fence');

  return {
    heartbeat(claims) {
      return transaction(db, () => {
        owners.register();
        beat.run(ownerId);
        return claims.filter(({ taskId, fence }) => good.get(taskId, fence) === undefined);
      });
    },
    orphans() {
      owners.sweep();
      const seen = new Set<string>();
      const lost: string[] = [];
      for (const { worker, beat: current } of workers.all(ownerId)) {
        if (typeof worker !== 'string') continue;
        seen.add(worker);
        if (typeof current !== 'number' || life.look(worker, current)) lost.push(worker);
      }
      life.keepOnly(seen);
      return lost.length === 0 ? [] : tasksOf(heldBy.all(JSON.stringify(lost)));
    },
    takeOver(taskId) {
      return transaction(db, () => {
        owners.sweep();
        const { number, worker, queue, beat: current } = holder.get(taskId, ownerId) ?? {};
        if (typeof number !== 'number' || typeof worker !== 'string' || typeof queue !== 'string') return undefined;
        if (typeof current === 'number' && !life.isLost(worker, current)) return undefined;
        owners.register();
        const fence = raise.get(number)?.['fence'];
        if (typeof fence !== 'number') return undefined;
        writes.lease(number, queue);
        return { taskId, fence };
      });
    },
  };
}
