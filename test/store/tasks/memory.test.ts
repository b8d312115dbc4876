import { createMemoryTaskEngine } from '../../../src/store/tasks/memory.ts';
import { createMemoryPool } from '../../../src/store/tasks/memory-pool.ts';
import { conformance } from './conformance.ts';
import type { OpenPool } from './pool.ts';
import { createSilence } from './silence.ts';

const open: OpenPool = async () => {
  const pool = createMemoryPool();
  const { join, monotonic, leaseMs } = createSilence();
  let count = 0;
  return {
    async worker() {
      count += 1;
      const worker = `worker${count}`;
      const engine = createMemoryTaskEngine({ pool, worker, monotonic, leaseMs });
      const { leave, fallSilent } = join(engine);
      return {
        engine,
        fallSilent,
        async die() {
          leave();
          pool.workers.delete(worker);
        },
      };
    },
    async close() {},
  };
};

conformance(open, 200);
